"""A bill as paper: everything that stands on it, added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from webapp.domain.meters import ESTIMATES
from webapp.domain.money import Money
from webapp.domain.papers import BankDetails, CompanyFace, Party, Period


@dataclass(frozen=True, kw_only=True)
class MeterReading:
    """What the meter showed, in thousandths, and who says so (a key of KIND_WORDS)."""

    value: int
    kind: str

    @property
    def estimated(self) -> bool:
        """Whether nobody read this from the meter."""
        return self.kind in ESTIMATES


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One line of the bill.

    `quantity` is in thousandths of `unit`, `price` decimal text for one unit, `tax_rate` in
    hundredths of a percent, `net` and `tax` in minor units.
    """

    description: str
    net: int
    tax_rate: int
    tax: int
    quantity: int | None = None
    unit: str = ""
    price: str | None = None
    period: Period | None = None
    serial: str = ""
    begin: MeterReading | None = None
    end: MeterReading | None = None

    @property
    def estimated(self) -> bool:
        """Whether one of its readings is an estimate."""
        return any(reading.estimated for reading in (self.begin, self.end) if reading)


class Taxed(Protocol):
    """A line with its tax: a rate in hundredths of a percent, the rest in minor units."""

    @property
    def net(self) -> int:
        """Before tax."""

    @property
    def tax(self) -> int:
        """The tax of it."""

    @property
    def tax_rate(self) -> int:
        """By which rate."""


@dataclass(frozen=True, kw_only=True)
class TaxShare:
    """What one rate of tax comes to, in minor units."""

    rate: int
    net: int
    tax: int


@dataclass(frozen=True, kw_only=True)
class PaidPart:
    """Money that arrived; `how` is the kind of a ledger entry, "online", or plain words."""

    day: date
    amount: Money
    how: str


@dataclass(frozen=True, kw_only=True)
class InvoicePaper:
    """A bill with all its lines; `paid` and `outstanding` are as they are when it is printed.

    `kind` is one of invoice, settlement, advance, interim, final, credit; `supply` the number of
    the service point; `explanation` how the billing system says it was calculated.
    """

    language: str
    number: str
    kind: str
    issued_on: date
    due_on: date
    company: CompanyFace
    buyer: Party
    currency: str
    lines: tuple[PaperLine, ...]
    bank: BankDetails
    outstanding: Money
    period: Period | None = None
    supply: str = ""
    supply_address: str = ""
    paid: tuple[PaidPart, ...] = ()
    explanation: str = ""
    payment_payload: str | None = None

    @property
    def net(self) -> Money:
        """The sum of the lines before tax."""
        return Money(sum(line.net for line in self.lines), self.currency)

    @property
    def tax(self) -> Money:
        """The tax of all lines."""
        return Money(sum(line.tax for line in self.lines), self.currency)

    @property
    def total(self) -> Money:
        """What the bill comes to."""
        return self.net + self.tax

    @property
    def tax_shares(self) -> tuple[TaxShare, ...]:
        """Net and tax by rate, the highest first."""
        return tax_shares(self.lines)

    @property
    def serials(self) -> tuple[str, ...]:
        """The meters on the bill, each once, in the order of its lines."""
        return tuple(dict.fromkeys(line.serial for line in self.lines if line.serial))

    @property
    def estimated(self) -> bool:
        """Whether any line rests on an estimate; the paper says so before anything else."""
        return any(line.estimated for line in self.lines)


def tax_shares(lines: Sequence[Taxed]) -> tuple[TaxShare, ...]:
    """Net and tax of these lines by rate, the highest first."""
    rates = sorted({line.tax_rate for line in lines}, reverse=True)
    return tuple(_share(rate, lines) for rate in rates)


def _share(rate: int, lines: Sequence[Taxed]) -> TaxShare:
    alike = [line for line in lines if line.tax_rate == rate]
    return TaxShare(
        rate=rate,
        net=sum(line.net for line in alike),
        tax=sum(line.tax for line in alike),
    )
