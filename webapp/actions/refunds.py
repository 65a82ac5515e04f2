"""Giving money back after two people decided: ask the bank, keep its answer, then book.

The bank is asked outside any transaction, always under the same key for the same decision, so that
asking again is the same refund. The ledger changes when the bank says that it is done.
"""

import logging
from datetime import datetime

from peewee import fn

from webapp.actions.banks import Banks
from webapp.actions.events import record_event
from webapp.actions.ledger import Cause, Source, take_back
from webapp.actions.ledger_rows import family
from webapp.actions.payment_entries import cause_of, entry_of
from webapp.actions.payment_rows import found_payment, held_payment, tell_once
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payment_rules import LATE_MONEY_COMES_FOR, next_refund_poll
from webapp.domain.payments import (
    Capability,
    MayHaveHappened,
    NothingHappened,
    NotSupported,
    RefundResult,
    RefundState,
    State,
)
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.gateways.payments import PaymentProvider
from webapp.models.base import atomic, new_id, tuples_of
from webapp.models.money_decisions import MoneyDecision
from webapp.models.payments import Payment
from webapp.models.refunds import Refund

log = logging.getLogger("meterpost.payments")

UNDER_WAY = ("asked", "submitted")
AT_ONCE = 50


def refundable(*, company_id: int, payment_id: str) -> int:
    """What can still be given back of a payment: what is left of it, less what is under way."""
    with atomic():
        payment = held_payment(company_id=company_id, payment_id=payment_id)
        return _refundable(payment)


def ask_refund(
    *,
    company_id: int,
    payment_id: str,
    decision_id: int,
    amount: int,
    banks: Banks,
    now: datetime,
    left: int | None = None,
) -> RefundState:
    """Ask the bank to give so much back, once a decision; call it when that has been committed.

    `left` is what the two people saw could be given back; if that has changed meanwhile, nothing
    is asked. Raises NotFound, and Refusal left_changed, nothing_left or no_refunds.
    """
    with atomic():
        payment = held_payment(company_id=company_id, payment_id=payment_id)
        refund = Refund.get_or_none(
            Refund.company_id == company_id, Refund.request_key == _key(decision_id)
        )
        if refund is None:
            bank = _bank_of(payment, banks)
            _check(payment, decision_id, amount, left, bank)
            refund = _written(payment, decision_id, amount, now)
    return _ask(refund, banks, now)


def poll_refunds(*, banks: Banks, now: datetime) -> int:
    """Ask about refunds just written down, and again about those under way; each by one process.

    A row that nobody has asked about yet has no `poll_at`; after a week it has none again.
    """
    never_asked = Refund.poll_at.is_null() & (Refund.asked_at > now - LATE_MONEY_COMES_FOR)
    due = tuples_of(
        Refund.select(Refund.company_id, Refund.id)
        .where(Refund.state.in_(UNDER_WAY), (Refund.poll_at <= now) | never_asked)
        .order_by(Refund.asked_at)
        .limit(AT_ONCE)
    )
    return sum(_poll(company_id, refund_id, banks, now) for company_id, refund_id in due)


def _poll(company_id: int, refund_id: int, banks: Banks, now: datetime) -> bool:
    mine = (Refund.company_id == company_id) & (Refund.id == refund_id)
    refund = Refund.get(mine)
    same = Refund.poll_at.is_null() if refund.poll_at is None else Refund.poll_at == refund.poll_at
    later = next_refund_poll(asked_at=refund.asked_at, now=now)
    claimed = Refund.update(poll_at=later).where(mine, same).execute()
    if not claimed:
        return False
    state = _ask(refund, banks, now)
    if later is None and state in (RefundState.SUBMITTED, RefundState.UNKNOWN):
        # The refund stays under way, so that nobody gives the same money back twice.
        with atomic():
            _tell(refund, found_payment(company_id=company_id, payment_id=refund.payment_id),
                  "never_told", now)  # fmt: skip
    return True


def _check(
    payment: Payment, decision_id: int, amount: int, left: int | None, bank: PaymentProvider
) -> None:
    decision = MoneyDecision.get_or_none(
        MoneyDecision.company_id == payment.company_id,
        MoneyDecision.id == decision_id,
        MoneyDecision.kind == "refund",
        MoneyDecision.customer_id == payment.customer_id,
    )
    if decision is None or payment.state != State.SUCCEEDED:
        raise NotFound
    there = _refundable(payment)
    if left is not None and left != there:
        raise Refusal(
            "left_changed", N_("What is left of this payment has changed. Please look again.")
        )
    if not 0 < amount <= there:
        raise Refusal("nothing_left", N_("This is more than what is left of the payment."))
    wanted = Capability.REFUNDS if amount == payment.amount else Capability.PARTIAL_REFUNDS
    if wanted not in bank.capabilities:
        raise Refusal(
            "no_refunds", N_("This bank gives nothing back from here. Please refund by transfer.")
        )


def _refundable(payment: Payment) -> int:
    entry = entry_of(payment)
    if entry is None:
        return 0
    under_way = Refund.select(fn.COALESCE(fn.SUM(Refund.amount), 0)).where(
        Refund.company_id == payment.company_id,
        Refund.payment_id == payment.id,
        Refund.state.in_(UNDER_WAY),
    )
    left = family(company_id=payment.company_id, entry_id=entry.id).remaining
    return max(0, left - int(under_way.scalar()))


def _written(payment: Payment, decision_id: int, amount: int, now: datetime) -> Refund:
    refund_id = new_id()
    Refund.insert(
        company_id=payment.company_id,
        id=refund_id,
        payment_id=payment.id,
        decision_id=decision_id,
        amount=amount,
        currency=payment.currency,
        request_key=_key(decision_id),
        state="asked",
        asked_at=now,
        changed_at=now,
        poll_at=next_refund_poll(asked_at=now, now=now),
    ).execute()
    refund: Refund = Refund.get(Refund.company_id == payment.company_id, Refund.id == refund_id)
    return refund


def _key(decision_id: int) -> str:
    return f"refund-{decision_id}"


def _ask(refund: Refund, banks: Banks, now: datetime) -> RefundState:
    if refund.state not in UNDER_WAY:
        return RefundState(refund.state)
    payment = found_payment(company_id=refund.company_id, payment_id=refund.payment_id)
    told = _told(refund, payment, banks)
    with atomic():
        return _answered(refund, payment, told, now)


def _told(refund: Refund, payment: Payment, banks: Banks) -> RefundResult:
    money = Money(refund.amount, refund.currency)
    try:
        bank = _bank_of(payment, banks)
    except Refusal:
        # Others wait behind it; in the end a clerk is told that it never came to anything.
        log.exception("a refund waits at a bank that is not set up here")
        return RefundResult(state=RefundState.UNKNOWN)
    try:
        return bank.refund(str(payment.provider_ref), money, key=refund.request_key)
    except NotSupported:
        return RefundResult(state=RefundState.FAILED, why="not_supported")
    except (NothingHappened, MayHaveHappened):
        return RefundResult(state=RefundState.UNKNOWN)


def _answered(refund: Refund, payment: Payment, told: RefundResult, now: datetime) -> RefundState:
    held_payment(company_id=payment.company_id, payment_id=payment.id)
    if told.state is RefundState.UNKNOWN:
        return RefundState.UNKNOWN
    over = told.state is not RefundState.SUBMITTED
    changed: dict[str, object] = {"state": told.state.value, "changed_at": now}
    moved = (
        Refund.update(**changed, **({"poll_at": None} if over else {}))
        .where(
            Refund.company_id == refund.company_id,
            Refund.id == refund.id,
            Refund.state.in_(UNDER_WAY),
        )
        .execute()
    )
    if moved and over:
        _ended(refund, payment, told, now)
    return told.state


def _ended(refund: Refund, payment: Payment, told: RefundResult, now: datetime) -> None:
    record_event(
        company_id=refund.company_id,
        actor_id=None,
        kind=f"refund.{told.state.value}",
        subject=f"refund:{refund.id}",
        now=now,
        payment=payment.id,
        amount=refund.amount,
        currency=refund.currency,
    )
    if told.state is RefundState.FAILED:
        _tell(refund, payment, told.why[:200] or "failed", now)
        return
    entry = entry_of(payment)
    left = family(company_id=refund.company_id, entry_id=entry.id).remaining if entry else 0
    if entry is not None and left:
        take_back(
            company_id=refund.company_id,
            entry_id=entry.id,
            kind="refund",
            cause=_cause(refund, payment, now),
            amount=min(refund.amount, left),
        )
    if left < refund.amount:
        # A chargeback was faster: the bank gave it back twice.
        _tell(refund, payment, "given_back_twice", now)


def _cause(refund: Refund, payment: Payment, now: datetime) -> Cause:
    usual = cause_of(payment, now)
    return Cause(
        source=Source(decision_id=refund.decision_id),
        value_on=usual.value_on,
        reference=payment.reference,
        now=now,
    )


def _tell(refund: Refund, payment: Payment, why: str, now: datetime) -> None:
    tell_once(
        company_id=refund.company_id,
        kind=TaskKind.REFUND_FAILED,
        facts={
            "why": why,
            "amount": refund.amount,
            "currency": refund.currency,
            "reference": payment.reference,
            "decision": str(refund.decision_id),
        },
        now=now,
        customer_id=payment.customer_id,
        payment_id=payment.id,
    )


def _bank_of(payment: Payment, banks: Banks) -> PaymentProvider:
    return banks.of(
        company_id=payment.company_id, provider=payment.provider, currency=payment.currency
    )
