"""What a bank takes back of a payment in a dispute, and what it gives again when that is won.

The bank tells two sums, and both only grow. The ledger follows their difference, so that it makes
no odds how often something is told, or what was missed in between; smaller sums are old news.
"""

import json
from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.ledger import Booked, bring_back, take_back
from webapp.actions.ledger_rows import family, taken_of
from webapp.actions.money_tasks import open_task
from webapp.actions.payment_entries import cause_of
from webapp.domain.ledger import WON_BACK
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payments import ProviderState
from webapp.models.money_tasks import MoneyTask
from webapp.models.payments import Payment


def follow_disputes(*, payment: Payment, entry_id: int, told: ProviderState, now: datetime) -> None:
    """Book what the bank has taken or given again since it was asked last, and tell a clerk.

    In the caller's transaction, which holds the customer's money.
    """
    sums = _sums(payment, told)
    if sums is None:
        return
    took, gave = sums
    lost, won = took > payment.disputed, gave > payment.won
    if lost or won:
        _keep(payment, took, gave, now)
    whole = family(company_id=payment.company_id, entry_id=entry_id)
    held = taken_of(whole, kinds=("chargeback", WON_BACK)).amount
    missing = took - gave - held
    if missing > 0:
        _take(payment, entry_id, min(missing, whole.remaining), now)
        if lost:
            _tell(payment, TaskKind.CHARGEBACK, {"amount": missing}, now, entry_id)
        return
    back = min(-missing, gave + taken_of(whole, kinds=(WON_BACK,)).amount)
    if back > 0:
        booked = bring_back(
            company_id=payment.company_id,
            entry_id=entry_id,
            kind=WON_BACK,
            cause=cause_of(payment, now),
            amount=back,
        )
        _tell_won(payment, back, booked, now, entry_id)


def _sums(payment: Payment, told: ProviderState) -> tuple[int, int] | None:
    """What disputes took in all and what of it was given again; None where nothing new is said."""
    if told.disputed is None or told.disputed.currency != payment.currency:
        return None
    took = told.disputed.minor
    gave = payment.won if told.won is None else min(took, told.won.minor)
    if took < payment.disputed or gave < payment.won:
        # An answer that was on its way while a newer one was booked.
        return None
    return took, gave


def _keep(payment: Payment, took: int, gave: int, now: datetime) -> None:
    Payment.update(disputed=took, won=gave).where(
        Payment.company_id == payment.company_id, Payment.id == payment.id
    ).execute()
    payment.disputed, payment.won = took, gave
    record_event(
        company_id=payment.company_id,
        actor_id=None,
        kind="payment.disputed",
        subject=f"payment:{payment.id}",
        now=now,
        customer=payment.customer_id,
        taken=took,
        won=gave,
        currency=payment.currency,
    )


def _take(payment: Payment, entry_id: int, amount: int, now: datetime) -> None:
    # Nothing is left where it went back otherwise before: the bank took it twice, and a clerk sees.
    if amount:
        take_back(
            company_id=payment.company_id,
            entry_id=entry_id,
            kind="chargeback",
            cause=cause_of(payment, now),
            amount=amount,
        )


def _tell_won(payment: Payment, won: int, booked: Booked, now: datetime, entry_id: int) -> None:
    """Say so on the chargeback's own task while that is open; else it is a task of its own."""
    waiting = MoneyTask.select(MoneyTask.id, MoneyTask.facts).where(
        MoneyTask.company_id == payment.company_id,
        MoneyTask.payment_id == payment.id,
        MoneyTask.kind == TaskKind.CHARGEBACK.value,
        MoneyTask.done_at.is_null(),
    )
    task = waiting.order_by(MoneyTask.id.desc()).first()
    said = {"won": won, "on_account": booked.on_account}
    if task is None:
        _tell(payment, TaskKind.DISPUTE_WON, said, now, entry_id)
        return
    facts = json.loads(task.facts)
    summed = {name: amount + facts.get(name, 0) for name, amount in said.items()}
    MoneyTask.update(facts=json.dumps(facts | summed, sort_keys=True)).where(
        MoneyTask.company_id == payment.company_id, MoneyTask.id == task.id
    ).execute()


def _tell(
    payment: Payment, kind: TaskKind, facts: dict[str, int], now: datetime, entry_id: int
) -> None:
    # Not told once by its words: the same sum may be lost, and won, more than once.
    open_task(
        company_id=payment.company_id,
        kind=kind,
        facts={**facts, "currency": payment.currency, "reference": payment.reference},
        now=now,
        customer_id=payment.customer_id,
        payment_id=payment.id,
        entry_id=entry_id,
    )
