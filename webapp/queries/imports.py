"""The deliveries of the billing system, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from webapp.models.base import dicts_of
from webapp.models.import_batches import ImportBatch


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
