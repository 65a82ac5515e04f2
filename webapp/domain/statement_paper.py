"""An account statement: what was owed at first, what came and went, what is owed at last."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.money import Money
from webapp.domain.papers import CompanyFace, Party, Period


@dataclass(frozen=True, kw_only=True)
class StatementEntry:
    """One movement: positive amounts are charged, negative ones were paid or credited.

    `description` is the bill's own words, or the kind of a ledger entry, which the paper puts
    into words.
    """

    day: date
    description: str
    reference: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class StatementPaper:
    """The movements of a period, in their order; a positive balance is owed to the company."""

    language: str
    company: CompanyFace
    customer: Party
    period: Period
    opening: Money
    entries: tuple[StatementEntry, ...]

    @property
    def closing(self) -> Money:
        """What is owed at the end: the opening balance and every movement since."""
        return Money(self.opening.minor + sum(e.amount.minor for e in self.entries), self.currency)

    @property
    def balances(self) -> tuple[Money, ...]:
        """What was owed after each movement."""
        after, balances = self.opening, []
        for entry in self.entries:
            after = after + entry.amount
            balances.append(after)
        return tuple(balances)

    @property
    def currency(self) -> str:
        """The one currency of the account."""
        return self.opening.currency
