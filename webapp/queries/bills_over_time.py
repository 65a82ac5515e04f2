"""The last bills of a customer with what each says was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.domain.billed_use import UsedLine, UseOfBills, uses_of_bills
from webapp.domain.debts import CANCELLED
from webapp.domain.meters import ESTIMATES
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.refusals import NotFound
from webapp.models.base import dicts_of
from webapp.models.invoice_lines import InvoiceLine
from webapp.queries.billed import Billed
from webapp.queries.invoices import Bill, Bills, Wanted, bills_page


@dataclass(frozen=True, kw_only=True)
class BillsOverTime:
    """Up to 24 bills that stand, the oldest first, and the uses they are about."""

    whose: Billed | None
    every: Bills
    bills: tuple[Bill, ...]
    uses: tuple[UseOfBills, ...]


def bills_over_time(
    *, person: Person, customer_id: int | None, point_id: int | None, now: datetime
) -> BillsOverTime:
    """The last bills of the customer asked for, or of the first one; raises NotFound."""
    mine_to_see = [tie.customer_id for tie in customers_with(person, Permission.SEE_BILLS)]
    if customer_id is not None and customer_id not in mine_to_see:
        raise NotFound
    wanted = Wanted(customer=customer_id or next(iter(mine_to_see), None), point=point_id)
    every = bills_page(person=person, wanted=wanted, now=now)
    whose = next((one for one in every.billed if one.customer_id == wanted.customer), None)
    mine = [bill for bill in every.bills[::-1] if bill.standing != CANCELLED]
    uses = uses_of_bills(bill_ids=[bill.id for bill in mine], lines=_used(mine))
    return BillsOverTime(whose=whose, every=every, bills=tuple(mine), uses=tuple(uses))


def _used(bills: Sequence[Bill]) -> list[UsedLine]:
    if not bills:
        return []
    rows = dicts_of(
        InvoiceLine.select(
            InvoiceLine.invoice_id, InvoiceLine.description, InvoiceLine.unit, InvoiceLine.quantity,
            InvoiceLine.reading_from_kind, InvoiceLine.reading_to_kind,
        )
        .where(
            InvoiceLine.company_id == bills[0].company_id,
            InvoiceLine.invoice_id.in_([bill.id for bill in bills]),
            # What was counted; a fixed price has its quantity in months.
            ~InvoiceLine.serial.is_null(),
            ~InvoiceLine.quantity.is_null(),
        )
        .order_by(InvoiceLine.invoice_id, InvoiceLine.position)
    )  # fmt: skip
    return [
        UsedLine(
            bill_id=row["invoice_id"],
            name=row["description"],
            unit=row["unit"] or "",
            quantity=row["quantity"],
            guessed=bool({row["reading_from_kind"], row["reading_to_kind"]} & set(ESTIMATES)),
        )
        for row in rows
    ]
