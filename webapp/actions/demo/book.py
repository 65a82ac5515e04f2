"""What a company's billing system delivers, collected and then written in bulk."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from webapp.actions.customer_search import index_customers
from webapp.actions.events import record_event
from webapp.models.base import Table
from webapp.models.customers import Customer
from webapp.models.import_batches import ImportBatch
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply

SUPPLY_TABLES: tuple[type[Table], ...] = (
    Customer, ServicePoint, Supply, Meter, Register, ReadingWindow,
)  # fmt: skip
# Far below what either engine takes as parameters of one statement.
ROWS_AT_ONCE = 800

SUPPLY_BATCH, READINGS_BATCH = 1, 2


class Book:
    """Rows of one company; ids are its own ascending numbers, so every run gives the same."""

    def __init__(self, *, company_id: int, now: datetime) -> None:
        self.company_id = company_id
        self.now = now
        self._ids: Iterator[int] = itertools.count(company_id * 1_000_000 + 1)
        self._rows: dict[type[Table], list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: type[Table], **values: Any) -> int:
        """Note a row for later and return its id."""
        row_id = next(self._ids)
        batch = READINGS_BATCH if table is Reading else SUPPLY_BATCH
        shared = {"company_id": self.company_id, "id": row_id, "import_id": batch}
        self._rows[table].append({**shared, **values})
        return row_id

    def noted(self, table: type[Table]) -> list[dict[str, Any]]:
        """The rows of a table that wait to be written."""
        return self._rows[table]

    def write_supply(self) -> None:
        """Write customers, places and meters as one import."""
        self._batch(SUPPLY_BATCH, kind="supply")
        customers = [row["id"] for row in self._rows[Customer]]
        for table in SUPPLY_TABLES:
            self._write(table)
        index_customers(company_id=self.company_id, customer_ids=customers)

    def write_readings(self) -> None:
        """Write the official readings as another import."""
        self._batch(READINGS_BATCH, kind="readings")
        self._write(Reading)

    def _batch(self, number: int, *, kind: str) -> None:
        made_at = self.now - timedelta(days=3)
        ImportBatch.insert(
            company_id=self.company_id, id=number, kind=kind, source="demo", made_at=made_at
        ).execute()
        record_event(
            company_id=self.company_id,
            actor_id=None,
            kind="import.written",
            subject=f"import:{number}",
            now=made_at,
        )

    def _write(self, table: type[Table]) -> None:
        rows = self._rows.pop(table, [])
        for start in range(0, len(rows), ROWS_AT_ONCE):
            table.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()
