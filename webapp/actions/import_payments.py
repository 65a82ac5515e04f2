"""Payments from a billing file: money that came to the company some other way, or went back."""

import re
from collections.abc import Sequence
from typing import Any

from peewee import JOIN

from webapp.actions.import_rows import Batch, Taken, customer_ids, differs, known_customer
from webapp.actions.ledger import Cause, Source, book_payment, bring_back, take_back
from webapp.domain.billing_files import Fault, Parsed, PaymentRow
from webapp.domain.ledger import UNDOES, Choice
from webapp.domain.money import Money
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import dicts_of, tuples_of
from webapp.models.debts import Debt
from webapp.models.import_batches import ImportBatch
from webapp.models.ledger_entries import LedgerEntry

AN_ID = re.compile(r"[1-9]\d{0,18}", re.ASCII)


def take_payments(batch: Batch, part: Sequence[Parsed]) -> Taken:
    """Book these payments, each once under the company's own key."""
    rows = [(p.line, p.row) for p in part if isinstance(p.row, PaymentRow)]
    customers = customer_ids(company_id=batch.company_id, numbers=(row.customer for _, row in rows))
    refused, added = [], 0
    for line, row in rows:
        try:
            added += _book(batch, row, known_customer(customers, row.customer))
        except Refusal as refusal:
            refused.append(Fault(line=line, refusal=refusal))
    return Taken(added=added, same=len(rows) - added - len(refused), refused=tuple(refused))


def _book(batch: Batch, row: PaymentRow, customer: int) -> bool:
    """Whether it was new."""
    standing, undone = _booked_before(batch, row.key)
    if standing is not None:
        if standing != (customer, row.amount, row.paid_on):
            raise differs(field_name="key", number=row.key)
        return False
    cause = Cause(
        source=Source(import_id=batch.id),
        value_on=row.paid_on,
        reference=row.reference,
        now=batch.now,
        # What was undone keeps its key; booked once more it needs one of its own.
        key=f"{row.key}#{undone}" if undone else row.key,
    )
    if row.of is not None:
        _take(batch, row, customer, cause)
        return True
    book_payment(
        company_id=batch.company_id,
        customer_id=customer,
        money=Money(row.amount, batch.currency),
        cause=cause,
        chosen=_chosen(batch, row, customer),
        spread_rest=row.settles is None,
    )
    return True


def _take(batch: Batch, row: PaymentRow, customer: int, cause: Cause) -> None:
    """What took from money that was booked under another key, or brought such back."""
    before = _entries(batch, row.of or "")
    found = next((one for one in before if one["undone_at"] is None), None)
    if found is None or found["customer_id"] != customer or found["reverses"] is not None:
        raise Refusal(
            "import_row",
            N_("No payment of this customer stands under the key %(number)s."),
            field="of",
            number=(row.of or "")[:40],
        )
    about = {"company_id": batch.company_id, "entry_id": found["id"], "kind": row.kind}
    if row.kind in UNDOES:
        chosen = None if row.settles is None else _chosen(batch, row, customer)
        bring_back(**about, cause=cause, amount=row.amount, chosen=chosen)
    else:
        take_back(**about, cause=cause, amount=-row.amount)


def _booked_before(batch: Batch, key: str) -> tuple[tuple[object, ...] | None, int]:
    """What stands under this key, and how often it was undone."""
    rows = _entries(batch, key)
    standing = next((row for row in rows if row["undone_at"] is None), None)
    if standing is None:
        return None, len(rows)
    return (standing["customer_id"], standing["amount"], standing["value_on"]), len(rows)


def _entries(batch: Batch, key: str) -> list[dict[str, Any]]:
    """What was booked under a key: one of the billing system's own, or one that it was told."""
    ours: Any = LedgerEntry.import_key == key
    if AN_ID.fullmatch(key) and int(key) < 2**63:
        ours |= LedgerEntry.id == int(key)
    found = _rows(batch, ours)
    # One by one and by equality: what sorts between two texts is another thing in each database.
    while found and all(row["undone_at"] is not None for row in found):
        again = _rows(batch, LedgerEntry.import_key == f"{key}#{len(found)}")
        if not again:
            break
        found += again
    return found


def _rows(batch: Batch, which: Any) -> list[dict[str, Any]]:
    return dicts_of(
        LedgerEntry.select(
            LedgerEntry.id, LedgerEntry.customer_id, LedgerEntry.amount, LedgerEntry.value_on,
            LedgerEntry.reverses, ImportBatch.undone_at,
        )
        .join(
            ImportBatch,
            JOIN.LEFT_OUTER,
            on=(
                (ImportBatch.company_id == LedgerEntry.company_id)
                & (ImportBatch.id == LedgerEntry.import_id)
            ),
        )
        .where(LedgerEntry.company_id == batch.company_id, which)
    )  # fmt: skip


def _chosen(batch: Batch, row: PaymentRow, customer: int) -> list[Choice]:
    if not row.settles:
        return []
    debts = dict(
        tuples_of(
            Debt.select(Debt.number, Debt.id).where(
                Debt.company_id == batch.company_id,
                Debt.customer_id == customer,
                Debt.number.in_([number for number, _ in row.settles]),
            )
        )
    )
    for number, _ in row.settles:
        if number not in debts:
            raise Refusal(
                "import_row",
                N_("This customer owes nothing under the number %(number)s."),
                field="debt",
                number=number[:40],
            )
    return [
        Choice(debts[number], row.amount if amount is None else amount)
        for number, amount in row.settles
    ]
