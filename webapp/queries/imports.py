"""The deliveries of the billing system, the newest first, and what one of them left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.models.accounts import Account
from webapp.models.base import dicts_of, tuples_of
from webapp.models.events import Event
from webapp.models.import_batches import ImportBatch
from webapp.models.invoices import Invoice
from webapp.queries.import_states import Kept, why_kept

MOST_SHOWN = 50
AT_ONCE = 500
WRITTEN = ("import.written", "weather.imported")


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """One import: what it was, when and by whom, how many rows, and whether it may be undone.

    `by` is empty for the command; `kept` is what keeps it where it cannot be undone any more.
    """

    id: int
    kind: str
    source: str
    made_at: datetime
    rows_read: int | None
    rows_kept: int | None
    undone_at: datetime | None
    by: str
    kept: Kept | None


def deliveries(*, company_id: int, most: int | None = MOST_SHOWN) -> list[Delivered]:
    """The last imports of a company, or with `most` None all of them."""
    rows = dicts_of(
        ImportBatch.select(
            ImportBatch.id, ImportBatch.kind, ImportBatch.source, ImportBatch.made_at,
            ImportBatch.rows_read, ImportBatch.rows_kept, ImportBatch.undone_at,
        )
        .where(ImportBatch.company_id == company_id)
        .order_by(ImportBatch.made_at.desc(), ImportBatch.id.desc())
        .limit(most)
    )  # fmt: skip
    names = _names(company_id, [row["id"] for row in rows])
    return [
        Delivered(
            **row,
            by=names.get(row["id"], ""),
            kept=why_kept(
                company_id=company_id,
                import_id=row["id"],
                **{name: row[name] for name in ("kind", "source", "undone_at")},
            ),
        )
        for row in rows
    ]


def _names(company_id: int, import_ids: Sequence[int]) -> dict[int, str]:
    """Who took these in, where somebody did at the desk; as the audit log has it."""
    found: dict[int, str] = {}
    for start in range(0, len(import_ids), AT_ONCE):
        part = [f"import:{import_id}" for import_id in import_ids[start : start + AT_ONCE]]
        rows = tuples_of(
            Event.select(Event.subject, Account.name)
            .join(Account, on=(Account.id == Event.actor_id))
            .where(Event.company_id == company_id, Event.subject.in_(part), Event.kind.in_(WRITTEN))
        )
        found |= {int(subject.partition(":")[2]): name for subject, name in rows}
    return found


def last_import(*, company_id: int, kind: str) -> int | None:
    """The last import of a kind that still stands, or None."""
    found: int | None = (
        ImportBatch.select(ImportBatch.id)
        .where(
            ImportBatch.company_id == company_id,
            ImportBatch.kind == kind,
            ImportBatch.undone_at.is_null(),
        )
        .order_by(ImportBatch.made_at.desc(), ImportBatch.id.desc())
        .limit(1)
        .scalar()
    )
    return found


def bills_without_paper(*, company_id: int, import_id: int) -> Iterator[str]:
    """The numbers of an import's bills for which the billing system delivered no paper."""
    rows = tuples_of(
        Invoice.select(Invoice.number)
        .where(
            Invoice.company_id == company_id,
            Invoice.import_id == import_id,
            Invoice.document_key.is_null(),
        )
        .order_by(Invoice.number)
    )
    return (number for (number,) in rows)
