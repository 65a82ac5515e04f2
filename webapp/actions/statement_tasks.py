"""The tasks that a line of a statement left behind, finished once they are about nothing."""

from datetime import datetime
from typing import Any

from webapp.actions.events import record_event
from webapp.domain.money_tasks import TaskKind
from webapp.models.base import tuples_of
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_tasks import MoneyTask


def finish_return_task(*, company_id: int, line_id: int, by: int | None, now: datetime) -> None:
    """Finish what was asked about this returned line, if anything was."""
    _finish(
        company_id,
        (MoneyTask.kind == TaskKind.STATEMENT.value)
        & MoneyTask.facts.contains(f'"line": {line_id},'),
        by,
        now,
    )


def finish_surplus_task(*, company_id: int, entry_id: int, by: int | None, now: datetime) -> None:
    """Finish what was asked about money that was over, as the whole booking is taken back."""
    _finish(
        company_id,
        (MoneyTask.kind == TaskKind.PAID_TWICE.value) & (MoneyTask.entry_id == entry_id),
        by,
        now,
    )


def finish_surplus_tasks(*, company_id: int, import_id: int, now: datetime) -> None:
    """Finish what was asked about money of a whole statement that was over."""
    booked = LedgerEntry.select(LedgerEntry.id).where(
        LedgerEntry.company_id == company_id, LedgerEntry.import_id == import_id
    )
    _finish(
        company_id,
        (MoneyTask.kind == TaskKind.PAID_TWICE.value) & MoneyTask.entry_id.in_(booked),
        None,
        now,
    )


def _finish(company_id: int, which: Any, by: int | None, now: datetime) -> None:
    rows = tuples_of(
        MoneyTask.select(MoneyTask.id, MoneyTask.kind).where(
            MoneyTask.company_id == company_id, MoneyTask.done_at.is_null(), which
        )
    )
    for task_id, kind in rows:
        MoneyTask.update(done_at=now, done_by=by).where(
            MoneyTask.company_id == company_id, MoneyTask.id == task_id
        ).execute()
        record_event(
            company_id=company_id,
            actor_id=by,
            kind="money_task_done",
            subject=f"money_task:{task_id}",
            now=now,
            about=kind,
        )
