"""Book what a bank took where it was another amount than was asked for; a person says so."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime

from webapp.actions.banks import Banks
from webapp.actions.ledger import Booked, book_payment
from webapp.actions.money_tasks import finish_task
from webapp.actions.payment_entries import cause_of
from webapp.actions.payment_rows import found_payment, held_payment, items_of, move_by_hand
from webapp.actions.settling import settle
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payment_rules import filled
from webapp.domain.payments import ProviderState, State
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.money_tasks import MoneyTask
from webapp.models.payments import Payment

log = logging.getLogger("meterpost.payments")


def bookable(*, kind: str, facts: Mapping[str, str | int]) -> Money | None:
    """What of a task's money can be booked as it came: another amount, in the same currency."""
    taken, currency = facts.get("taken"), facts.get("taken_currency")
    fits = kind == TaskKind.MISMATCH and facts.get("why") == "amount"
    if not fits or currency != facts.get("asked_currency") or not isinstance(taken, int):
        return None
    return Money(taken, str(currency)) if taken > 0 else None


def book_what_came(
    *, company_id: int, task_id: int, staff_id: int, banks: Banks, now: datetime
) -> Booked:
    """Settle with what came what was chosen, as far as it goes; the rest is on account.

    The bank is asked first: what it took back meanwhile is taken back here, too. Finishes the task.
    Raises NotFound, or Refusal not_bookable where it is not that kind of task, a colleague was
    faster or the bank says another sum by now, and bank_away where it does not answer.
    """
    payment_id, money = _about(company_id, task_id)
    told = _still_so(found_payment(company_id=company_id, payment_id=payment_id), money, banks)
    with atomic():
        payment = held_payment(company_id=company_id, payment_id=payment_id)
        # The task first, as whoever finishes one alone does: in one order nobody waits for ever.
        first = finish_task(company_id=company_id, task_id=task_id, staff_id=staff_id, now=now)
        if not first or not move_by_hand(
            payment, since=State.REVIEW, to=State.SUCCEEDED, by=staff_id, now=now
        ):
            raise _not_bookable()
        items = items_of(payment)
        booked = book_payment(
            company_id=company_id,
            customer_id=payment.customer_id,
            money=money,
            cause=cause_of(payment, now),
            chosen=filled(amount=money.minor, owed=items),
            spread_rest=not items,
        )
        if told is not None:
            settle(company_id=company_id, payment_id=payment_id, told=told, now=now)
        return booked


def _about(company_id: int, task_id: int) -> tuple[str, Money]:
    """Which attempt a task is about, and what came of it."""
    task = MoneyTask.get_or_none(MoneyTask.company_id == company_id, MoneyTask.id == task_id)
    if task is None:
        raise NotFound
    money = bookable(kind=task.kind, facts=json.loads(task.facts))
    if money is None or task.payment_id is None or task.done_at is not None:
        raise _not_bookable()
    return task.payment_id, money


def _still_so(payment: Payment, money: Money, banks: Banks) -> ProviderState | None:
    """What the bank says now, where it was told of it: that so much came."""
    if payment.provider_ref is None:
        return None
    try:
        bank = banks.of(
            company_id=payment.company_id, provider=payment.provider, currency=payment.currency
        )
    except Refusal as not_set_up:
        log.exception("a payment waits at a bank that is not set up here")
        raise _no_answer() from not_set_up
    told = bank.fetch(payment.provider_ref)
    if told.state is State.UNKNOWN:
        raise _no_answer()
    if told.state is not State.SUCCEEDED or told.captured != money:
        raise _not_bookable()
    return told


def _not_bookable() -> Refusal:
    return Refusal("not_bookable", N_("This cannot be booked any more, or a colleague was faster."))


def _no_answer() -> Refusal:
    return Refusal(
        "bank_away", N_("The bank does not answer, so nothing was booked. Please try again.")
    )
