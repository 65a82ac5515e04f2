"""The deliveries of the billing system, the newest first, and what one of them left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from webapp.models.base import dicts_of, tuples_of
from webapp.models.import_batches import ImportBatch
from webapp.models.invoices import Invoice


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """One import: what it was, when, how many rows, and whether it was undone."""

    id: int
    kind: str
    source: str
    made_at: datetime
    rows_read: int | None
    rows_kept: int | None
    undone_at: datetime | None


def deliveries(*, company_id: int, most: int = 50) -> list[Delivered]:
    """The last imports of a company."""
    rows = dicts_of(
        ImportBatch.select(
            ImportBatch.id, ImportBatch.kind, ImportBatch.source, ImportBatch.made_at,
            ImportBatch.rows_read, ImportBatch.rows_kept, ImportBatch.undone_at,
        )
        .where(ImportBatch.company_id == company_id)
        .order_by(ImportBatch.made_at.desc(), ImportBatch.id.desc())
        .limit(most)
    )  # fmt: skip
    return [Delivered(**row) for row in rows]


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
