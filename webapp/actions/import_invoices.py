"""Bills from a billing file, each with its lines and the debt it makes, or the credit it gives."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from webapp.actions.customer_search import index_bills
from webapp.actions.import_rows import (
    Batch,
    Taken,
    apart,
    customer_ids,
    differs,
    known_customer,
)
from webapp.actions.ledger import Cause, Source, grant_credit
from webapp.domain.billing_files import Fault, InvoiceRow, Parsed
from webapp.domain.money import Money
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import dicts_of, new_id, tuples_of
from webapp.models.debts import Debt
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoices import Invoice
from webapp.models.meters import Meter

Place = tuple[str, int]


def take_invoices(batch: Batch, part: Sequence[Parsed]) -> Taken:
    """Write these bills; a number that stands there with the same sums is left alone."""
    rows = [(p.line, p.row) for p in part if isinstance(p.row, InvoiceRow)]
    known, ours = _known(batch, (row.number for _, row in rows))
    customers = customer_ids(company_id=batch.company_id, numbers=(row.customer for _, row in rows))
    places = _places(batch, (row.meter for _, row in rows if row.meter))
    made: list[tuple[InvoiceRow, int, int | None, int, list[InvoiceRow]]] = []
    refused, same = [], 0
    for number, group in itertools.groupby(rows, key=lambda one: one[1].number):
        lines = list(group)
        row = lines[0][1]
        try:
            customer = known_customer(customers, row.customer)
            place = _place(places, row)
            if number in ours:
                raise apart(field_name="number", number=number)
            if number in known:
                _same_or_refuse(known[number], row, customer)
                same += len(lines)
                continue
            ours.add(number)
            made.append((row, customer, place, new_id(), [one for _, one in lines]))
        except Refusal as refusal:
            refused += [Fault(line=line, refusal=refusal) for line, _ in lines]
    _write(batch, made)
    return Taken(added=sum(len(lines) for *_, lines in made), same=same, refused=tuple(refused))


def _known(
    batch: Batch, numbers: Iterable[str]
) -> tuple[dict[str, tuple[int, int, date]], set[str]]:
    """What stands there by its number, and the numbers that this very file has brought."""
    rows = tuples_of(
        Invoice.select(
            Invoice.number, Invoice.customer_id, Invoice.total, Invoice.due_on, Invoice.import_id
        ).where(Invoice.company_id == batch.company_id, Invoice.number.in_(sorted(set(numbers))))
    )
    known = {number: (customer, total, due) for number, customer, total, due, _ in rows}
    return known, {number for number, *_, import_id in rows if import_id == batch.id}


def _places(batch: Batch, serials: Iterable[str]) -> dict[str, list[Place]]:
    wanted = sorted(set(serials))
    found: dict[str, list[Place]] = {}
    if wanted:
        for row in dicts_of(
            Meter.select(Meter.serial, Meter.medium, Meter.service_point_id).where(
                Meter.company_id == batch.company_id, Meter.serial.in_(wanted)
            )
        ):
            found.setdefault(row["serial"], []).append((row["medium"], row["service_point_id"]))
    return found


def _place(places: Mapping[str, Sequence[Place]], row: InvoiceRow) -> int | None:
    """The place of the meter; serials are unique within a medium only."""
    if row.meter is None:
        return None
    fits = [point for medium, point in places.get(row.meter, ()) if row.medium in (None, medium)]
    if len(set(fits)) != 1:
        raise Refusal(
            "import_row",
            N_("Meter %(serial)s is not known, or several are; please name its medium."),
            field="meter",
            serial=row.meter[:40],
        )
    return fits[0]


def _same_or_refuse(known: tuple[int, int, date], row: InvoiceRow, customer: int) -> None:
    if known != (customer, row.total, row.due_on):
        raise differs(field_name="number", number=row.number)


def _write(
    batch: Batch, made: Sequence[tuple[InvoiceRow, int, int | None, int, list[InvoiceRow]]]
) -> None:
    if not made:
        return
    Invoice.insert_many(
        [_invoice(batch, row, customer, place, id_) for row, customer, place, id_, _ in made]
    ).execute()
    index_bills(
        company_id=batch.company_id,
        bills=[(customer, id_, row.number) for row, customer, _, id_, _ in made],
    )
    lines = [
        _line(batch, invoice_id, position, row)
        for *_, invoice_id, rows in made
        for position, row in enumerate((r for r in rows if r.line), 1)
    ]
    for start in range(0, len(lines), 500):
        InvoiceLine.insert_many(lines[start : start + 500]).execute()
    debts = [
        _debt(batch, row, customer, invoice_id)
        for row, customer, _, invoice_id, _ in made
        if row.total > 0
    ]
    if debts:
        Debt.insert_many(debts).execute()
    for row, customer, *_ in made:
        if row.total < 0:
            _credit(batch, row, customer)


def _invoice(
    batch: Batch, row: InvoiceRow, customer: int, place: int | None, invoice_id: int
) -> dict[str, Any]:
    plain = ("number", "kind", "medium", "issued_on", "due_on", "period_from", "period_to",
             "net", "tax", "total", "reference")  # fmt: skip
    return {
        "company_id": batch.company_id, "id": invoice_id, "customer_id": customer,
        "service_point_id": place, "currency": batch.currency, "details": "{}",
        "import_id": batch.id, **{name: getattr(row, name) for name in plain},
    }  # fmt: skip


def _line(batch: Batch, invoice_id: int, position: int, row: InvoiceRow) -> dict[str, Any]:
    assert row.line is not None  # noqa: S101 - only rows with a line come here
    return {
        "company_id": batch.company_id, "invoice_id": invoice_id, "position": position,
        "period_from": row.period_from, "period_to": row.period_to, **vars(row.line),
    }  # fmt: skip


def _debt(batch: Batch, row: InvoiceRow, customer: int, invoice_id: int) -> dict[str, Any]:
    return {
        "company_id": batch.company_id, "id": new_id(), "number": row.number,
        "customer_id": customer, "kind": "invoice", "invoice_id": invoice_id,
        "description": row.description, "legal_title": row.legal_title, "amount": row.total,
        "currency": batch.currency, "arose_on": row.issued_on, "due_on": row.due_on,
        "import_id": batch.id,
    }  # fmt: skip


def _credit(batch: Batch, row: InvoiceRow, customer: int) -> None:
    grant_credit(
        company_id=batch.company_id,
        customer_id=customer,
        money=Money(-row.total, batch.currency),
        cause=Cause(
            source=Source(import_id=batch.id),
            value_on=row.issued_on,
            reference=row.number,
            now=batch.now,
        ),
    )
