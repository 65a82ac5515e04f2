"""Keep what customers are found by as their rows say; whoever writes those rows calls this."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from webapp.domain.search_words import search_keys
from webapp.models.base import tuples_of
from webapp.models.customer_search import CustomerSearch
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.invoices import Invoice
from webapp.models.meters import Meter
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply

KINDS = ("number", "name", "address", "meter", "invoice", "debt", "reminder")
# Far below what either engine takes as parameters of one statement.
ROWS_AT_ONCE, CUSTOMERS_AT_ONCE, GONE_AT_ONCE = 500, 500, 400
Found = tuple[int, str, int, str]


def index_customers(
    *, company_id: int, customer_ids: Iterable[int], kinds: Sequence[str] = KINDS
) -> None:
    """Find these customers by what their rows say now, in the caller's transaction.

    After writing customers, supplies, service points or meters; `kinds` narrows it down.
    """
    ids = sorted(set(customer_ids))
    for start in range(0, len(ids), CUSTOMERS_AT_ONCE):
        part = ids[start : start + CUSTOMERS_AT_ONCE]
        CustomerSearch.delete().where(
            CustomerSearch.company_id == company_id,
            CustomerSearch.customer_id.in_(part),
            CustomerSearch.kind.in_(list(kinds)),
        ).execute()
        for kind in kinds:
            _write(company_id, _READERS[kind](company_id, part))


def index_places(*, company_id: int, service_point_ids: Collection[int]) -> None:
    """Find whoever is or was supplied at these places by their address and meters."""
    supplied = tuples_of(
        Supply.select(Supply.customer_id)
        .where(
            Supply.company_id == company_id, Supply.service_point_id.in_(list(service_point_ids))
        )
        .distinct()
    )
    customers = [customer_id for (customer_id,) in supplied]
    index_customers(company_id=company_id, customer_ids=customers, kinds=("address", "meter"))


def index_bills(*, company_id: int, bills: Iterable[tuple[int, int, str]]) -> None:
    """Find customers by these new bills: (customer, invoice, number)."""
    _write(company_id, [(customer, "invoice", bill, number) for customer, bill, number in bills])


def index_debts(*, company_id: int, debts: Iterable[tuple[int, int, str, str | None]]) -> None:
    """Find customers by these new debts that no bill made: (customer, debt, number, reminder)."""
    found = [
        (customer, kind, debt, text)
        for customer, debt, number, reminder in debts
        for kind, text in (("debt", number), ("reminder", reminder))
        if text
    ]
    _write(company_id, found)


def forget_bills(*, company_id: int, import_id: int) -> None:
    """Find nobody by the bills of this import any more."""
    bills = Invoice.select(Invoice.id, Invoice.customer_id).where(
        Invoice.company_id == company_id, Invoice.import_id == import_id
    )
    _forget(company_id, tuples_of(bills), ("invoice",))


def forget_debts(*, company_id: int, import_id: int) -> None:
    """Find nobody by the debts of this import any more."""
    debts = Debt.select(Debt.id, Debt.customer_id).where(
        Debt.company_id == company_id, Debt.import_id == import_id, Debt.invoice_id.is_null()
    )
    _forget(company_id, tuples_of(debts), ("debt", "reminder"))


def _forget(company_id: int, gone: Sequence[tuple[int, int]], kinds: Sequence[str]) -> None:
    for start in range(0, len(gone), GONE_AT_ONCE):
        part = gone[start : start + GONE_AT_ONCE]
        CustomerSearch.delete().where(
            CustomerSearch.company_id == company_id,
            CustomerSearch.customer_id.in_([customer for _, customer in part]),
            CustomerSearch.kind.in_(list(kinds)),
            CustomerSearch.about_id.in_([about for about, _ in part]),
        ).execute()


def supplied_by_import(*, company_id: int, import_id: int) -> list[int]:
    """The customers who are found by places or meters of this import; ask before they go."""
    points = ServicePoint.select(ServicePoint.id).where(
        ServicePoint.company_id == company_id, ServicePoint.import_id == import_id
    )
    hung = Meter.select(Meter.service_point_id).where(
        Meter.company_id == company_id, Meter.import_id == import_id
    )
    found: set[int] = set()
    for which in (
        Supply.import_id == import_id,
        Supply.service_point_id.in_(points),
        Supply.service_point_id.in_(hung),
    ):
        rows = Supply.select(Supply.customer_id).where(Supply.company_id == company_id, which)
        found |= {customer_id for (customer_id,) in tuples_of(rows)}
    return sorted(found)


def _write(company_id: int, found: Iterable[Found]) -> None:
    rows = [
        (company_id, key, customer_id, kind, about_id)
        for customer_id, kind, about_id, text in found
        for key in search_keys(text)
    ]
    fields = [
        CustomerSearch.company_id,
        CustomerSearch.word,
        CustomerSearch.customer_id,
        CustomerSearch.kind,
        CustomerSearch.about_id,
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        CustomerSearch.insert_many(part, fields=fields).on_conflict_ignore().execute()


def _customers(company_id: int, ids: Sequence[int], column: Any, kind: str) -> list[Found]:
    rows = tuples_of(
        Customer.select(Customer.id, column).where(
            Customer.company_id == company_id, Customer.id.in_(ids)
        )
    )
    return [(customer_id, kind, customer_id, text) for customer_id, text in rows]


def _numbers(company_id: int, ids: Sequence[int]) -> list[Found]:
    return _customers(company_id, ids, Customer.number, "number")


def _names(company_id: int, ids: Sequence[int]) -> list[Found]:
    return _customers(company_id, ids, Customer.name, "name")


def _addresses(company_id: int, ids: Sequence[int]) -> list[Found]:
    rows = tuples_of(
        Supply.select(Supply.customer_id, ServicePoint.id, ServicePoint.address)
        .join(
            ServicePoint,
            on=(ServicePoint.company_id == Supply.company_id)
            & (ServicePoint.id == Supply.service_point_id),
        )
        .where(Supply.company_id == company_id, Supply.customer_id.in_(ids))
    )
    return [(customer_id, "address", point, address) for customer_id, point, address in rows]


def _meters(company_id: int, ids: Sequence[int]) -> list[Found]:
    rows = tuples_of(
        Supply.select(Supply.customer_id, Meter.id, Meter.serial)
        .join(
            Meter,
            on=(Meter.company_id == Supply.company_id)
            & (Meter.service_point_id == Supply.service_point_id),
        )
        .where(Supply.company_id == company_id, Supply.customer_id.in_(ids))
    )
    return [(customer_id, "meter", meter, serial) for customer_id, meter, serial in rows]


def _bills(company_id: int, ids: Sequence[int]) -> list[Found]:
    rows = tuples_of(
        Invoice.select(Invoice.customer_id, Invoice.id, Invoice.number).where(
            Invoice.company_id == company_id, Invoice.customer_id.in_(ids)
        )
    )
    return [(customer_id, "invoice", bill, number) for customer_id, bill, number in rows]


def _debts(company_id: int, ids: Sequence[int], column: Any, kind: str) -> list[Found]:
    """What no bill made: a bill's own debt is found by the bill."""
    rows = tuples_of(
        Debt.select(Debt.customer_id, Debt.id, column).where(
            Debt.company_id == company_id,
            Debt.customer_id.in_(ids),
            Debt.invoice_id.is_null(),
            column.is_null(is_null=False),
        )
    )
    return [(customer_id, kind, debt, text) for customer_id, debt, text in rows]


def _owed(company_id: int, ids: Sequence[int]) -> list[Found]:
    return _debts(company_id, ids, Debt.number, "debt")


def _reminders(company_id: int, ids: Sequence[int]) -> list[Found]:
    return _debts(company_id, ids, Debt.reminder, "reminder")


_READERS = {
    "number": _numbers,
    "name": _names,
    "address": _addresses,
    "meter": _meters,
    "invoice": _bills,
    "debt": _owed,
    "reminder": _reminders,
}
