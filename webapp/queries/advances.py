"""The schedule of advances: what was paid, what comes next, and which bill settled them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, fn

from webapp.domain.people import Person
from webapp.models.advances import Advance
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of
from webapp.models.invoices import Invoice
from webapp.models.service_points import ServicePoint
from webapp.queries.billed import billed_customers, of_customers

MOST = 120


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """One advance; `left` is what is still to pay of it, None before it is asked for."""

    due_on: date
    amount: int
    currency: str
    left: int | None
    bill_id: int | None
    bill_number: str | None

    @property
    def paid(self) -> bool:
        """Whether the ledger has all of it."""
        return self.left == 0


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The advances of one place, the oldest first, with the next one to come."""

    company_id: int
    customer_id: int
    service_point_id: int
    today: date
    medium: str
    address: str
    flexible: bool
    instalments: tuple[Instalment, ...]
    next: Instalment | None
    bill_id: int | None
    bill_number: str | None

    @property
    def place(self) -> tuple[int, int]:
        """The company and its service point."""
        return self.company_id, self.service_point_id


def advance_schedules(*, person: Person, now: datetime) -> list[Schedule]:
    """Every schedule of advances that this person may see, in two queries."""
    billed = billed_customers(person=person, now=now)
    settled = fn.COALESCE(
        Allocation.select(fn.SUM(Allocation.amount)).where(
            Allocation.company_id == Advance.company_id, Allocation.debt_id == Advance.debt_id
        ),
        0,
    )
    rows = dicts_of(
        Advance.select(
            Advance.company_id, Advance.customer_id, Advance.service_point_id, Advance.due_on,
            Advance.amount, Advance.currency, Advance.flexible, Advance.debt_id, Advance.settled_by,
            ServicePoint.medium, ServicePoint.address, Invoice.number, settled.alias("settled"),
        )
        .join(
            ServicePoint,
            on=(
                (ServicePoint.company_id == Advance.company_id)
                & (ServicePoint.id == Advance.service_point_id)
            ),
        )
        .join_from(
            Advance,
            Invoice,
            JOIN.LEFT_OUTER,
            on=(Invoice.company_id == Advance.company_id) & (Invoice.id == Advance.settled_by),
        )
        .where(of_customers(Advance, billed))
        .order_by(Advance.due_on.desc(), Advance.id.desc())
        .limit(MOST)
    )  # fmt: skip
    today = {one.company_id: one.today for one in billed}
    return _schedules(rows[::-1], today)


def _schedules(rows: list[dict[str, Any]], today: dict[int, date]) -> list[Schedule]:
    places: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        places.setdefault(
            (row["company_id"], row["service_point_id"], row["customer_id"]), []
        ).append(row)
    return [_schedule(mine, today[mine[0]["company_id"]]) for mine in places.values()]


def _schedule(rows: list[dict[str, Any]], today: date) -> Schedule:
    each = tuple(_instalment(row) for row in rows)
    last = rows[-1]
    bills = [one for one in each if one.bill_id is not None]
    return Schedule(
        company_id=last["company_id"],
        customer_id=last["customer_id"],
        service_point_id=last["service_point_id"],
        today=today,
        medium=str(last["medium"]),
        address=str(last["address"]),
        flexible=bool(last["flexible"]),
        instalments=each,
        next=next((one for one in each if not one.paid and one.bill_id is None), None),
        bill_id=bills[-1].bill_id if bills else None,
        bill_number=bills[-1].bill_number if bills else None,
    )


def _instalment(row: dict[str, Any]) -> Instalment:
    amount = int(str(row["amount"]))
    asked = row["debt_id"] is not None
    return Instalment(
        due_on=row["due_on"],
        amount=amount,
        currency=str(row["currency"]),
        left=amount - int(str(row["settled"])) if asked else None,
        bill_id=row["settled_by"],
        bill_number=row["number"],
    )
