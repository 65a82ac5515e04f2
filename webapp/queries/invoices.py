"""A customer's bills: the list with its filters, and one bill with all that is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, fn

from webapp.domain.debts import Standing, standing_of
from webapp.domain.invoice_paper import TaxShare, tax_shares
from webapp.domain.people import Person
from webapp.domain.refusals import NotFound
from webapp.models.base import dicts_of
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoices import Invoice
from webapp.models.prepared import Prepared, prepared
from webapp.models.service_points import ServicePoint
from webapp.queries.billed import Billed, billed_customers, keys_of, of_customers
from webapp.queries.debts import DebtLine, debt_lines
from webapp.queries.meters import Groups, in_groups
from webapp.queries.received import Received, received_for

A_PAGE = 24
# More than ten years of monthly bills for three media.
MOST = 400

ORDERS = {
    "newest": (Invoice.issued_on.desc(), Invoice.id.desc()),
    "oldest": (Invoice.issued_on, Invoice.id),
    "due": (Invoice.due_on.desc(), Invoice.id.desc()),
    "total": (Invoice.total.desc(), Invoice.id.desc()),
    "number": (Invoice.number, Invoice.id),
    "owed": (Invoice.issued_on.desc(), Invoice.id.desc()),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which bills are asked for; None leaves a filter out."""

    year: int | None = None
    point: int | None = None
    customer: int | None = None
    state: str | None = None
    order: str = "newest"
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A bill as the list shows it; amounts in minor units."""

    id: int
    company_id: int
    customer_id: int
    number: str
    kind: str
    medium: str | None
    issued_on: date
    due_on: date
    period_from: date | None
    period_to: date | None
    total: int
    outstanding: int
    currency: str
    standing: str

    @property
    def paid(self) -> int:
        """What has been paid of it, or let go."""
        return max(self.total, 0) - self.outstanding


@dataclass(frozen=True, kw_only=True)
class Place:
    """A service point that some bill is about."""

    id: int
    medium: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Bills:
    """One page of the list, and what it can be narrowed to."""

    billed: tuple[Billed, ...]
    bills: tuple[Bill, ...]
    places: tuple[Place, ...]
    years: tuple[int, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """One line of a bill, with the readings it was worked out from."""

    description: str
    quantity: int | None
    unit: str | None
    price: str | None
    net: int
    tax_rate: int
    tax: int
    period_from: date | None
    period_to: date | None
    serial: str | None
    obis: str | None
    reading_from: int | None
    reading_from_kind: str | None
    reading_to: int | None
    reading_to_kind: str | None


@dataclass(frozen=True, kw_only=True)
class WholeBill:
    """One bill with its lines, its debts and the money that came for it."""

    bill: Bill
    billed: Billed
    net: int
    tax: int
    reference: str
    address: str | None
    lines: tuple[BillLine, ...]
    debts: tuple[DebtLine, ...]
    received: tuple[Received, ...]

    @property
    def tax_shares(self) -> tuple[TaxShare, ...]:
        """Net and tax by rate, the highest first."""
        return tax_shares(self.lines)


COLUMNS = (
    Invoice.id, Invoice.company_id, Invoice.customer_id, Invoice.number, Invoice.kind,
    Invoice.medium, Invoice.issued_on, Invoice.due_on, Invoice.period_from, Invoice.period_to,
    Invoice.total, Invoice.currency,
)  # fmt: skip


def bills_page(*, person: Person, wanted: Wanted, now: datetime) -> Bills:
    """One page of the bills this person may see, in four queries however many there are."""
    everyone = billed_customers(person=person, now=now)
    billed = [one for one in everyone if wanted.customer in (None, one.customer_id)]
    places, years = _choices(billed)
    found = _found(billed, wanted)
    start = (wanted.page - 1) * A_PAGE
    return Bills(
        billed=tuple(everyone),
        bills=tuple(found[start : start + A_PAGE]),
        places=tuple(places),
        years=tuple(years),
        more=len(found) > start + A_PAGE,
    )


def whole_bill(*, person: Person, invoice_id: int, now: datetime) -> WholeBill:
    """One bill of a customer whose bills this person may see; raises NotFound."""
    billed = billed_customers(person=person, now=now)
    rows = dicts_of(
        Invoice.select(*COLUMNS, Invoice.net, Invoice.tax, Invoice.reference, ServicePoint.address)
        .join(ServicePoint, JOIN.LEFT_OUTER, on=_place_of())
        .where(of_customers(Invoice, billed), Invoice.id == invoice_id)
    )
    if not rows:
        raise NotFound
    row = rows[0]
    extra = {name: row.pop(name) for name in ("net", "tax", "reference", "address")}
    owner = next(one for one in billed if one.customer_id == row["customer_id"])
    debts = debt_lines(billed=[owner], invoice_ids=[invoice_id])
    return WholeBill(
        bill=_bill(row, debts, owner.today),
        billed=owner,
        lines=_lines(owner.company_id, invoice_id),
        debts=tuple(debts),
        received=received_for(company_id=owner.company_id, debt_ids=[debt.id for debt in debts]),
        **extra,
    )


def _choices(billed: Sequence[Billed]) -> tuple[list[Place], list[int]]:
    rows = _places_billed.dicts(customers=keys_of(billed)) if billed else []
    years = {_year(row[end]) for row in rows for end in ("first", "last")}
    places = [
        Place(id=row["id"], medium=row["medium"], address=row["address"])
        for row in rows
        if row["id"] is not None
    ]
    return places, list(range(max(years), min(years) - 1, -1)) if years else []


@prepared
def _places_billed(*, customers: Groups) -> Any:
    return (
        Invoice.select(
            Invoice.service_point_id.alias("id"),
            ServicePoint.medium,
            ServicePoint.address,
            fn.MIN(Invoice.issued_on).alias("first"),
            fn.MAX(Invoice.issued_on).alias("last"),
        )
        .join(ServicePoint, JOIN.LEFT_OUTER, on=_place_of())
        .where(in_groups(company=Invoice.company_id, column=Invoice.customer_id, groups=customers))
        .group_by(Invoice.service_point_id, ServicePoint.medium, ServicePoint.address)
        .order_by(ServicePoint.address, ServicePoint.medium)
    )


def _found(billed: Sequence[Billed], wanted: Wanted) -> list[Bill]:
    """The bills up to the page asked for and one more; all of them where the ledger sorts."""
    by_ledger = wanted.state is not None or wanted.order == "owed"
    rows = _rows(billed, wanted, most=MOST if by_ledger else min(MOST, wanted.page * A_PAGE + 1))
    debts = debt_lines(billed=billed, invoice_ids=[row["id"] for row in rows])
    today = {one.company_id: one.today for one in billed}
    bills = [_bill(row, debts, today[row["company_id"]]) for row in rows]
    if wanted.state is not None:
        bills = [bill for bill in bills if bill.standing == wanted.state]
    if wanted.order == "owed":
        bills.sort(key=lambda bill: -bill.outstanding)
    return bills


def _rows(billed: Sequence[Billed], wanted: Wanted, *, most: int) -> list[dict[str, Any]]:
    if not billed:
        return []
    year = wanted.year
    return SORTED[wanted.order].dicts(
        customers=keys_of(billed),
        year=None if year is None else (date(year, 1, 1), date(year + 1, 1, 1)),
        point=wanted.point,
        most=most,
    )


def _sorted(order: Sequence[Any]) -> Prepared:
    @prepared
    def narrowed(
        *,
        customers: Groups,
        year: tuple[date, date] | None,
        point: int | None,
        most: int,
    ) -> Any:
        query = Invoice.select(*COLUMNS).where(
            in_groups(company=Invoice.company_id, column=Invoice.customer_id, groups=customers)
        )
        if year is not None:
            query = query.where(Invoice.issued_on >= year[0], Invoice.issued_on < year[1])
        if point is not None:
            query = query.where(Invoice.service_point_id == point)
        return query.order_by(*order).limit(most)

    return narrowed


# The order is a part of a statement's text, not one of its values.
SORTED = {name: _sorted(order) for name, order in ORDERS.items()}


def _bill(row: dict[str, Any], debts: Sequence[DebtLine], today: date) -> Bill:
    mine = [debt for debt in debts if debt.invoice_id == row["id"]]
    outstanding = sum(debt.outstanding for debt in mine)
    words = {debt.standing for debt in mine}
    of = Standing(
        amount=row["total"],
        outstanding=outstanding,
        due_on=row["due_on"],
        voided=words == {"cancelled"},
        in_progress="in_progress" in words,
        disputed="disputed" in words,
    )
    return Bill(**row, outstanding=outstanding, standing=standing_of(of=of, today=today))


def _lines(company_id: int, invoice_id: int) -> tuple[BillLine, ...]:
    rows = dicts_of(
        InvoiceLine.select()
        .where(InvoiceLine.company_id == company_id, InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.position)
    )
    unshown = ("company_id", "invoice_id", "position")
    return tuple(
        BillLine(**{name: value for name, value in row.items() if name not in unshown})
        for row in rows
    )


def _place_of() -> Any:
    return (ServicePoint.company_id == Invoice.company_id) & (
        ServicePoint.id == Invoice.service_point_id
    )


def _year(value: date | str) -> int:
    # SQLite gives an aggregate of dates back as its text.
    return int(str(value)[:4])
