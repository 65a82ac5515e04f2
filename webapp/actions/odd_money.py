"""Book what a bank took where it was another amount than was asked for; a person says so."""

import json
from collections.abc import Mapping
from datetime import datetime

from webapp.actions.ledger import Booked, book_payment
from webapp.actions.money_tasks import finish_task
from webapp.actions.payment_rows import held_payment, items_of, move_by_hand
from webapp.actions.settling import cause_of
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payment_rules import filled
from webapp.domain.payments import State
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.money_tasks import MoneyTask


def bookable(*, kind: str, facts: Mapping[str, str | int]) -> Money | None:
    """What of a task's money can be booked as it came: another amount, in the same currency."""
    taken, currency = facts.get("taken"), facts.get("taken_currency")
    fits = kind == TaskKind.MISMATCH and facts.get("why") == "amount"
    if not fits or currency != facts.get("asked_currency") or not isinstance(taken, int):
        return None
    return Money(taken, str(currency)) if taken > 0 else None


def book_what_came(*, company_id: int, task_id: int, staff_id: int, now: datetime) -> Booked:
    """Settle with what came what was chosen, as far as it goes; the rest is on account.

    Finishes the task. Raises NotFound, or Refusal not_bookable where it is not that kind of task
    or a colleague was faster.
    """
    with atomic():
        task = MoneyTask.get_or_none(MoneyTask.company_id == company_id, MoneyTask.id == task_id)
        if task is None:
            raise NotFound
        money = bookable(kind=task.kind, facts=json.loads(task.facts))
        if money is None or task.payment_id is None:
            raise _not_bookable()
        payment = held_payment(company_id=company_id, payment_id=task.payment_id)
        moved = move_by_hand(payment, since=State.REVIEW, to=State.SUCCEEDED, by=staff_id, now=now)
        if not moved or not finish_task(
            company_id=company_id, task_id=task_id, staff_id=staff_id, now=now
        ):
            raise _not_bookable()
        items = items_of(payment)
        return book_payment(
            company_id=company_id,
            customer_id=payment.customer_id,
            money=money,
            cause=cause_of(payment, now),
            chosen=filled(amount=money.minor, owed=items),
            spread_rest=not items,
        )


def _not_bookable() -> Refusal:
    return Refusal("not_bookable", N_("This cannot be booked any more, or a colleague was faster."))
