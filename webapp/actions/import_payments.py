"""Payments from a billing file: money that came to the company some other way."""

from collections.abc import Sequence

from webapp.actions.import_rows import Batch, Taken, customer_ids, differs, known_customer
from webapp.actions.ledger import Cause, Source, book_payment
from webapp.domain.billing_files import Fault, Parsed, PaymentRow
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import tuples_of
from webapp.models.debts import Debt
from webapp.models.import_batches import ImportBatch
from webapp.models.ledger_entries import LedgerEntry


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
    book_payment(
        company_id=batch.company_id,
        customer_id=customer,
        money=Money(row.amount, batch.currency),
        cause=Cause(
            source=Source(import_id=batch.id),
            value_on=row.paid_on,
            reference=row.reference,
            now=batch.now,
            # What was undone keeps its key; booked once more it needs one of its own.
            key=f"{row.key}#{undone}" if undone else row.key,
        ),
        chosen=_chosen(batch, row, customer),
    )
    return True


def _booked_before(batch: Batch, key: str) -> tuple[tuple[object, ...] | None, int]:
    """What stands under this key, and how often it was undone."""
    rows = tuples_of(
        LedgerEntry.select(
            LedgerEntry.customer_id, LedgerEntry.amount, LedgerEntry.value_on,
            ImportBatch.undone_at,
        )
        .join(
            ImportBatch,
            on=(
                (ImportBatch.company_id == LedgerEntry.company_id)
                & (ImportBatch.id == LedgerEntry.import_id)
            ),
        )
        .where(
            LedgerEntry.company_id == batch.company_id,
            LedgerEntry.import_key.between(f"{key}#", f"{key}#~") | (LedgerEntry.import_key == key),
        )
    )  # fmt: skip
    standing = next((tuple(row[:3]) for row in rows if row[3] is None), None)
    return standing, len(rows)


def _chosen(batch: Batch, row: PaymentRow, customer: int) -> list[Choice]:
    if row.debt is None:
        return []
    debt = Debt.get_or_none(
        Debt.company_id == batch.company_id,
        Debt.customer_id == customer,
        Debt.number == row.debt,
    )
    if debt is None:
        raise Refusal(
            "import_row",
            N_("This customer owes nothing under the number %(number)s."),
            field="debt",
            number=row.debt[:40],
        )
    return [Choice(debt.id, row.amount)]
