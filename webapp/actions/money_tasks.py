"""Leave a clerk a task about money, and finish it."""

import json
from collections.abc import Mapping
from datetime import datetime

from webapp.actions.events import record_event
from webapp.domain.money_tasks import TaskKind
from webapp.domain.refusals import NotFound
from webapp.models.base import atomic, new_id
from webapp.models.money_tasks import MoneyTask
from webapp.models.payment_items import PaymentItem


def open_task(
    *,
    company_id: int,
    kind: TaskKind,
    facts: Mapping[str, str | int],
    now: datetime,
    customer_id: int | None = None,
    payment_id: str | None = None,
    entry_id: int | None = None,
) -> int:
    """Leave a task, in the caller's transaction; `facts` are codes, numbers and amounts."""
    task_id = new_id()
    MoneyTask.insert(
        company_id=company_id,
        id=task_id,
        kind=kind.value,
        customer_id=customer_id,
        payment_id=payment_id,
        entry_id=entry_id,
        facts=json.dumps(dict(facts), sort_keys=True),
        opened_at=now,
    ).execute()
    return task_id


def finish_task(*, company_id: int, task_id: int, staff_id: int, now: datetime) -> bool:
    """Mark a task as done; False if a colleague was faster. Raises NotFound.

    What a payment with wrong money held for itself can then be paid by another.
    """
    mine = (MoneyTask.company_id == company_id) & (MoneyTask.id == task_id)
    with atomic():
        task = MoneyTask.get_or_none(mine)
        if task is None:
            raise NotFound
        finished = (
            MoneyTask.update(done_at=now, done_by=staff_id)
            .where(mine, MoneyTask.done_at.is_null())
            .execute()
        )
        if finished:
            _free_what_it_held(task)
            record_event(
                company_id=company_id,
                actor_id=staff_id,
                kind="money_task_done",
                subject=f"money_task:{task_id}",
                now=now,
                about=task.kind,
            )
        return bool(finished)


def _free_what_it_held(task: MoneyTask) -> None:
    if task.kind == TaskKind.MISMATCH and task.payment_id is not None:
        PaymentItem.update(active=False).where(
            PaymentItem.company_id == task.company_id, PaymentItem.payment_id == task.payment_id
        ).execute()
