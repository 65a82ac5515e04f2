"""A refund that had gone through and did not arrive: the bank has the money again, and so have we.

A card may be closed by the time the money reaches it, weeks after the bank has said that all is
well. What the refund had taken is booked back, once, and a clerk gives it back some other way.
"""

from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.ledger import Booked, bring_back
from webapp.actions.payment_entries import cause_of, entry_of
from webapp.actions.payment_rows import held_payment, tell_once
from webapp.domain.ledger import CAME_BACK
from webapp.domain.money_tasks import RETURNED, TaskKind
from webapp.domain.payments import NotSupported, RefundState
from webapp.gateways.payments import PaymentProvider
from webapp.models.base import atomic
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.payments import Payment
from webapp.models.refunds import Refund


def follow_refunds(*, payment: Payment, bank: PaymentProvider, now: datetime) -> bool:
    """Ask about each refund of a payment that went through, and book back what has returned.

    The bank is asked outside any transaction. False where it did not answer about one of them.
    """
    gone = Refund.select().where(
        Refund.company_id == payment.company_id,
        Refund.payment_id == payment.id,
        Refund.state == RefundState.SUCCEEDED.value,
    )
    states = {refund: _asked(refund, payment, bank) for refund in gone.order_by(Refund.id)}
    for refund, state in states.items():
        if state is RefundState.FAILED:
            with atomic():
                _returned(refund, payment, now)
    return RefundState.UNKNOWN not in states.values()


def _asked(refund: Refund, payment: Payment, bank: PaymentProvider) -> RefundState:
    try:
        return bank.refund_state(str(payment.provider_ref), key=refund.request_key).state
    except NotSupported:
        return RefundState.SUCCEEDED


def _returned(refund: Refund, payment: Payment, now: datetime) -> None:
    held_payment(company_id=payment.company_id, payment_id=payment.id)
    moved = (
        Refund.update(state=RefundState.FAILED.value, changed_at=now)
        .where(
            Refund.company_id == refund.company_id,
            Refund.id == refund.id,
            Refund.state == RefundState.SUCCEEDED.value,
        )
        .execute()
    )
    if not moved:
        return
    record_event(
        company_id=refund.company_id,
        actor_id=None,
        kind="refund.returned",
        subject=f"refund:{refund.id}",
        now=now,
        payment=payment.id,
        amount=refund.amount,
        currency=refund.currency,
    )
    _tell(refund, payment, _booked(refund, payment, now), now)


def _booked(refund: Refund, payment: Payment, now: datetime) -> Booked | None:
    """What came of booking it back; None where it had taken nothing: a chargeback was faster."""
    root = entry_of(payment)
    took = LedgerEntry.get_or_none(
        LedgerEntry.company_id == refund.company_id,
        LedgerEntry.decision_id == refund.decision_id,
        LedgerEntry.kind == "refund",
    )
    if root is None or took is None:
        return None
    return bring_back(
        company_id=refund.company_id,
        entry_id=root.id,
        kind=CAME_BACK,
        cause=cause_of(payment, now),
        amount=-took.amount,
        taken_by=took.id,
    )


def _tell(refund: Refund, payment: Payment, booked: Booked | None, now: datetime) -> None:
    tell_once(
        company_id=refund.company_id,
        kind=TaskKind.REFUND_FAILED,
        facts={
            "why": RETURNED,
            "amount": refund.amount,
            "on_account": booked.on_account if booked else 0,
            "currency": refund.currency,
            "reference": payment.reference,
            "decision": str(refund.decision_id),
        },
        now=now,
        customer_id=payment.customer_id,
        payment_id=payment.id,
        entry_id=booked.entry_id if booked else None,
    )
