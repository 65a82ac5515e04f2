"""Undoing an import of money, as long as nothing rests on it."""

from datetime import datetime

from peewee import IntegrityError, Value

from webapp.actions.customer_search import (
    forget_bills,
    forget_debts,
    index_customers,
    supplied_by_import,
)
from webapp.actions.events import record_event
from webapp.actions.ledger import Cause, Source, take_back
from webapp.actions.ledger_rows import family
from webapp.actions.one_delivery import one_delivery
from webapp.actions.statement_undo import drop_lines
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.gateways.storage import document_key
from webapp.models.base import tuples_of
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.documents import Document
from webapp.models.import_batches import ImportBatch
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.invoices import Invoice
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.meters import Meter
from webapp.models.money_decisions import MoneyDecision
from webapp.models.reading_windows import ReadingWindow
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply
from webapp.queries.import_states import UNDOABLE, money_moved_on, statement_touched

# Whatever points to another comes first.
IN_THIS_ORDER = (
    Debt, Invoice, InvoiceRoute, Register, Meter, ReadingWindow, Supply, ServicePoint, Customer,
    Document,
)  # fmt: skip


def undo_import(
    *, company_id: int, import_id: int, now: datetime, actor_id: int | None = None
) -> None:
    """Take the rows of an import back: money by entries against it, the rest by leaving.

    Raises NotFound, Refusal import_kept where it was undone before, is of another kind, or
    something rests on it already, such as a payment for one of its bills, or import_busy.
    """
    try:
        with one_delivery(company_id=company_id):
            if _undoable(company_id, import_id).kind == "statement":
                _drop_statement(company_id, import_id, now)
            _take_money_back(company_id, import_id, now, actor_id)
            _let_go_of_papers(company_id, import_id)
            found = supplied_by_import(company_id=company_id, import_id=import_id)
            _drop_rows(company_id, import_id)
            index_customers(company_id=company_id, customer_ids=found, kinds=("address", "meter"))
            _mark(company_id, import_id, now, actor_id)
    except IntegrityError as error:
        raise _touched() from error


def _undoable(company_id: int, import_id: int) -> ImportBatch:
    batch: ImportBatch | None = ImportBatch.get_or_none(
        ImportBatch.company_id == company_id, ImportBatch.id == import_id
    )
    if batch is None:
        raise NotFound
    if batch.undone_at is not None or batch.kind not in UNDOABLE or batch.source == "demo":
        raise Refusal("import_kept", N_("This import cannot be undone, or was undone before."))
    return batch


def _take_money_back(company_id: int, import_id: int, now: datetime, actor_id: int | None) -> None:
    if money_moved_on(company_id=company_id, import_id=import_id):
        raise _touched()
    rows = tuples_of(
        LedgerEntry.select(LedgerEntry.id, LedgerEntry.value_on, LedgerEntry.reference).where(
            LedgerEntry.company_id == company_id,
            LedgerEntry.import_id == import_id,
            LedgerEntry.reverses.is_null(),
        )
    )
    for entry_id, value_on, reference in rows:
        cause = Cause(
            source=Source(import_id=import_id),
            value_on=value_on,
            reference=reference,
            now=now,
            actor_id=actor_id,
        )
        # What the file brought and took back itself is gone already.
        if family(company_id=company_id, entry_id=entry_id).remaining:
            take_back(company_id=company_id, entry_id=entry_id, kind="reversal", cause=cause)


def _drop_statement(company_id: int, import_id: int, now: datetime) -> None:
    touched = statement_touched(company_id=company_id, import_id=import_id)
    if touched or not drop_lines(company_id=company_id, import_id=import_id, now=now):
        raise _touched()


def _let_go_of_papers(company_id: int, import_id: int) -> None:
    """Their bills are rendered by us again; the worker sweeps them after a day."""
    ours = Document.select(Document.sha256).where(
        Document.company_id == company_id, Document.import_id == import_id
    )
    keys = [document_key(company_id=company_id, sha256=sha256) for (sha256,) in tuples_of(ours)]
    for start in range(0, len(keys), 500):
        Invoice.update(document_key=None).where(
            Invoice.company_id == company_id, Invoice.document_key.in_(keys[start : start + 500])
        ).execute()


def _drop_rows(company_id: int, import_id: int) -> None:
    """The foreign keys refuse for whatever something else points to."""
    # Their names are put together over there: a delivery has more than a statement takes values.
    debts = Debt.select(Value("debt:").concat(Debt.id.cast("TEXT"))).where(
        Debt.company_id == company_id, Debt.import_id == import_id
    )
    disputed = MoneyDecision.select().where(
        MoneyDecision.company_id == company_id, MoneyDecision.subject.in_(debts)
    )
    if disputed.exists():
        raise _touched()
    bills = Invoice.select(Invoice.id).where(
        Invoice.company_id == company_id, Invoice.import_id == import_id
    )
    InvoiceLine.delete().where(
        InvoiceLine.company_id == company_id, InvoiceLine.invoice_id.in_(bills)
    ).execute()
    forget_bills(company_id=company_id, import_id=import_id)
    forget_debts(company_id=company_id, import_id=import_id)
    for table in IN_THIS_ORDER:
        table.delete().where(table.company_id == company_id, table.import_id == import_id).execute()


def _mark(company_id: int, import_id: int, now: datetime, actor_id: int | None) -> None:
    ImportBatch.update(undone_at=now).where(
        ImportBatch.company_id == company_id, ImportBatch.id == import_id
    ).execute()
    record_event(
        company_id=company_id,
        actor_id=actor_id,
        kind="import.undone",
        subject=f"import:{import_id}",
        now=now,
    )


def _touched() -> Refusal:
    return Refusal(
        "import_kept",
        N_("Something rests on this import already, such as a payment. Nothing was undone."),
    )
