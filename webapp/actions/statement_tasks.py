"""The task that a line of a statement left behind, finished once the line has its place."""

from datetime import datetime

from webapp.actions.events import record_event
from webapp.domain.money_tasks import TaskKind
from webapp.models.base import tuples_of
from webapp.models.money_tasks import MoneyTask


def finish_return_task(*, company_id: int, line_id: int, by: int | None, now: datetime) -> None:
    """Finish what was asked about this returned line, if anything was."""
    rows = tuples_of(
        MoneyTask.select(MoneyTask.id).where(
            MoneyTask.company_id == company_id,
            MoneyTask.done_at.is_null(),
            MoneyTask.kind == TaskKind.STATEMENT.value,
            MoneyTask.facts.contains(f'"line": {line_id},'),
        )
    )
    for (task_id,) in rows:
        MoneyTask.update(done_at=now, done_by=by).where(
            MoneyTask.company_id == company_id, MoneyTask.id == task_id
        ).execute()
        record_event(
            company_id=company_id,
            actor_id=by,
            kind="money_task_done",
            subject=f"money_task:{task_id}",
            now=now,
            about=TaskKind.STATEMENT.value,
        )
