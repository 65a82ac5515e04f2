"""What stands on every paper a company gives out: its face, who gets it, and a stretch of time."""

from dataclasses import dataclass
from datetime import date, timedelta

LANGUAGES = ("en", "hu", "de", "cs", "ro", "ru")
"""The languages in which papers are written."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where somebody is; whoever has only one line of text gives it as the street."""

    street: str
    postcode: str = ""
    city: str = ""
    country: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """As written on an envelope within the country."""
        place = " ".join(part for part in (self.postcode, self.city) if part)
        return tuple(line for line in (self.street, place) if line)


@dataclass(frozen=True, kw_only=True)
class CompanyFace:
    """The company as its papers show it; `accent` is its colour as #rrggbb."""

    name: str
    address: Address
    tax_number: str
    contact: str
    accent: str


@dataclass(frozen=True, kw_only=True)
class Party:
    """Whom the paper is for."""

    name: str
    number: str
    address: Address


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days from the first up to, and without, the end."""

    first: date
    end: date

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class BankDetails:
    """Where to pay by transfer, and the reference by which the payment is recognised."""

    payee: str
    account: str
    bic: str
    bank: str
    reference: str


def paper_language(language: str) -> str:
    """The language of the paper: the one wanted, or English where papers do not speak it."""
    short = language.replace("_", "-").partition("-")[0].lower()
    return short if short in LANGUAGES else "en"
