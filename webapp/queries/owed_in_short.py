"""All that somebody owes in one line: what home shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.models.debts import Debt
from webapp.models.prepared import prepared
from webapp.queries.debts import settled_sum


@dataclass(frozen=True, kw_only=True)
class OwedInShort:
    """What is owed in one currency, when the first of it is due, and whether that day is past."""

    currency: str
    total: int
    due_on: date
    late: bool


def owed_in_short(*, person: Person, now: datetime) -> list[OwedInShort]:
    """What this person may see that is owed, the earliest due first; a query a company."""
    by_company: dict[int, list[int]] = {}
    for tie in customers_with(person, Permission.SEE_BILLS):
        by_company.setdefault(tie.company_id, []).append(tie.customer_id)
    days = person.days(now)
    found: dict[str, OwedInShort] = {}
    for company_id, customers in by_company.items():
        for row in _owed_by.dicts(company_id=company_id, customers=customers):
            found[row["currency"]] = _with(found.get(row["currency"]), row, days[company_id])
    return sorted(found.values(), key=lambda one: one.due_on)


def _with(before: OwedInShort | None, row: dict[str, Any], today: date) -> OwedInShort:
    # SQLite gives an aggregate of dates back as its text.
    due_on = date.fromisoformat(str(row["due_on"]))
    return OwedInShort(
        currency=row["currency"],
        total=int(row["total"]) + (before.total if before else 0),
        due_on=min(due_on, before.due_on) if before else due_on,
        late=due_on < today or (before is not None and before.late),
    )


@prepared
def _owed_by(*, company_id: int, customers: Sequence[int]) -> Any:
    owed = Debt.amount - settled_sum()
    return (
        Debt.select(Debt.currency, fn.SUM(owed).alias("total"), fn.MIN(Debt.due_on).alias("due_on"))
        .where(Debt.company_id == company_id, Debt.customer_id.in_(customers), owed > 0)
        .group_by(Debt.currency)
    )
