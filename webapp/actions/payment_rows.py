"""The rows of an attempt to pay; whoever changes one holds its customer's money."""

import json
from collections.abc import Sequence
from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.ledger_rows import hold
from webapp.actions.money_tasks import open_task
from webapp.domain.ledger import Choice
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payment_rules import HOLDING, before
from webapp.domain.payments import State
from webapp.domain.refusals import NotFound
from webapp.models.base import tuples_of
from webapp.models.money_tasks import MoneyTask
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment


def found_payment(*, company_id: int, payment_id: str) -> Payment:
    """The attempt as it stands; raises NotFound."""
    row = Payment.get_or_none(Payment.company_id == company_id, Payment.id == payment_id)
    if row is None:
        raise NotFound
    payment: Payment = row
    return payment


def held_payment(*, company_id: int, payment_id: str) -> Payment:
    """The attempt, alone with its customer's money until the transaction ends."""
    seen = found_payment(company_id=company_id, payment_id=payment_id)
    hold(company_id=company_id, customer_id=seen.customer_id)
    return found_payment(company_id=company_id, payment_id=payment_id)


def items_of(payment: Payment) -> Sequence[Choice]:
    """What it is to settle, in the order in which it was chosen."""
    rows = tuples_of(
        PaymentItem.select(PaymentItem.debt_id, PaymentItem.amount)
        .where(PaymentItem.company_id == payment.company_id, PaymentItem.payment_id == payment.id)
        .order_by(PaymentItem.debt_id)
    )
    return [Choice(debt_id, amount) for debt_id, amount in rows]


def move(payment: Payment, *, to: State, now: datetime, note: str | None = None) -> bool:
    """Let it come to a state, if there is a way; what it no longer holds is free. With its event.

    False where it stood elsewhere meanwhile, or may not go there: paid never becomes unpaid.
    """
    return _move(payment, since=before(to), to=to, now=now, note=note)


def move_by_hand(payment: Payment, *, since: State, to: State, by: int, now: datetime) -> bool:
    """The same, where only a person leads out of a state; False where it stood elsewhere."""
    return _move(payment, since=[since.value], to=to, now=now, by=by)


def _move(
    payment: Payment,
    *,
    since: Sequence[str],
    to: State,
    now: datetime,
    note: str | None = None,
    by: int | None = None,
) -> bool:
    changed: dict[str, object] = {"state": to.value, "changed_at": now}
    if note is not None:
        changed["note"] = note
    moved = (
        Payment.update(**changed)
        .where(
            Payment.company_id == payment.company_id,
            Payment.id == payment.id,
            Payment.state.in_(since),
        )
        .execute()
    )
    if not moved:
        return False
    if to not in HOLDING:
        _let_go(payment)
    record_event(
        company_id=payment.company_id,
        actor_id=by,
        kind=f"payment.{to.value}",
        subject=f"payment:{payment.id}",
        now=now,
        customer=payment.customer_id,
        before=payment.state,
        note=note,
    )
    payment.state = to.value
    return True


def tell_once(
    *,
    company_id: int,
    kind: TaskKind,
    facts: dict[str, str | int],
    now: datetime,
    customer_id: int | None = None,
    payment_id: str | None = None,
    entry_id: int | None = None,
) -> None:
    """Leave a clerk this task, unless just the same was left before, done or not."""
    same = MoneyTask.select(MoneyTask.id).where(
        MoneyTask.company_id == company_id,
        MoneyTask.kind == kind.value,
        MoneyTask.payment_id.is_null()
        if payment_id is None
        else MoneyTask.payment_id == payment_id,
        MoneyTask.facts == json.dumps(facts, sort_keys=True),
    )
    if same.exists():
        return
    open_task(
        company_id=company_id,
        kind=kind,
        facts=facts,
        now=now,
        customer_id=customer_id,
        payment_id=payment_id,
        entry_id=entry_id,
    )


def _let_go(payment: Payment) -> None:
    PaymentItem.update(active=False).where(
        PaymentItem.company_id == payment.company_id, PaymentItem.payment_id == payment.id
    ).execute()
