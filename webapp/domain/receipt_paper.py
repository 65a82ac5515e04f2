"""A proof of payment as paper."""

from dataclasses import dataclass
from datetime import date, datetime

from webapp.domain.money import Money
from webapp.domain.papers import CompanyFace, Party


@dataclass(frozen=True, kw_only=True)
class SettledPart:
    """What a payment was matched to: a line owed and the part of it."""

    description: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class ReceiptPaper:
    """A payment that arrived: when (in the company's zone), how, and what it settles.

    Of money that came outside the portal only the day is known. `returned` went back since.
    """

    language: str
    number: str
    company: CompanyFace
    payer: Party
    paid_at: datetime | date
    amount: Money
    how: str
    reference: str
    settled: tuple[SettledPart, ...]
    returned: Money | None = None

    @property
    def on_account(self) -> Money:
        """What is left of it as credit."""
        used = sum(part.amount.minor for part in self.settled)
        used += self.returned.minor if self.returned else 0
        return Money(self.amount.minor - used, self.amount.currency)
