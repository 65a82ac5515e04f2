"""Asking the bank what became of a payment: on return, on a hint, by the clock, before a cancel."""

import logging
from datetime import datetime
from typing import Any

from webapp.actions.banks import Banks
from webapp.actions.payment_rows import found_payment, held_payment, move, tell_once
from webapp.actions.returned_refunds import follow_refunds
from webapp.actions.settling import settle
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payment_rules import LATE_MONEY_COMES_FOR, OPEN, PATIENCE_OF_RETURN, next_poll
from webapp.domain.payments import Capability, ProviderState, State
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.return_tokens import return_hash
from webapp.domain.words import N_
from webapp.gateways.payments import PaymentProvider
from webapp.models.base import atomic, tuples_of
from webapp.models.payments import Payment

log = logging.getLogger("meterpost.payments")

AT_ONCE = 50


def ask_bank(*, company_id: int, payment_id: str, banks: Banks, now: datetime) -> ProviderState:
    """Ask, settle what the answer says, and return the answer; UNKNOWN where there is none."""
    payment = found_payment(company_id=company_id, payment_id=payment_id)
    if payment.provider_ref is None:
        return ProviderState(state=State.UNKNOWN)
    try:
        bank = _bank_of(payment, banks)
    except Refusal:
        log.exception("a payment waits at a bank that is not set up here")
        return ProviderState(state=State.UNKNOWN)
    # Refunds first: what the bank says of the whole payment then knows of their return.
    answered = follow_refunds(payment=payment, bank=bank, now=now)
    told = bank.fetch(payment.provider_ref)
    if told.state is not State.UNKNOWN:
        settle(company_id=company_id, payment_id=payment_id, told=told, now=now)
    return told if answered else ProviderState(state=State.UNKNOWN)


def came_back(*, person: Person, token: str, banks: Banks, now: datetime) -> None:
    """The customer is back from the bank: ask it once, and soon again if it still waits.

    Loading the page again and again asks no oftener than every few seconds. Raises NotFound for a
    token that is nobody's, or of a customer for whom this person may not pay.
    """
    payment = _of_token(person, token)
    if payment.state not in OPEN or payment.provider_ref is None:
        return
    claimed = (
        Payment.update(
            asked_at=now, poll_at=next_poll(since=now, expires_at=payment.expires_at, now=now)
        )
        .where(
            Payment.company_id == payment.company_id,
            Payment.id == payment.id,
            Payment.asked_at.is_null() | (Payment.asked_at <= now - PATIENCE_OF_RETURN),
        )
        .execute()
    )
    if claimed:
        ask_bank(company_id=payment.company_id, payment_id=payment.id, banks=banks, now=now)


def cancel_payment(*, person: Person, payment_id: str, banks: Banks, now: datetime) -> State:
    """Give an attempt up, after asking the bank whether it is paid; returns where it stands.

    Raises NotFound, or Refusal still_moving where the bank is at it or does not answer.
    """
    payment = _of_person(person, payment_id)
    if payment.state not in OPEN:
        return State(payment.state)
    if payment.provider_ref is not None:
        _refuse_moving(payment, _bank_or_refuse(payment, banks), now)
    with atomic():
        held = held_payment(company_id=payment.company_id, payment_id=payment.id)
        move(held, to=State.CANCELLED, now=now, note="by_customer")
        return State(held.state)


def poll_payments(*, banks: Banks, now: datetime) -> int:
    """Ask about what is due, each by one process only; return about how many."""
    due = tuples_of(
        Payment.select(Payment.company_id, Payment.id)
        .where(Payment.poll_at <= now)
        .order_by(Payment.poll_at)
        .limit(AT_ONCE)
    )
    return sum(_poll(company_id, payment_id, banks, now) for company_id, payment_id in due)


def _poll(company_id: int, payment_id: str, banks: Banks, now: datetime) -> bool:
    payment = found_payment(company_id=company_id, payment_id=payment_id)
    since = max(payment.created_at, payment.asked_at or payment.created_at)
    later = next_poll(since=since, expires_at=payment.expires_at, now=now)
    claimed = (
        Payment.update(poll_at=later, polls=Payment.polls + 1)
        .where(
            Payment.company_id == company_id,
            Payment.id == payment_id,
            Payment.poll_at == payment.poll_at,
        )
        .execute()
    )
    if not claimed:
        return False
    _asked_by_clock(payment, banks, now)
    return True


def _asked_by_clock(payment: Payment, banks: Banks, now: datetime) -> None:
    if payment.provider_ref is not None and payment.state != State.SUCCEEDED:
        ask_bank(company_id=payment.company_id, payment_id=payment.id, banks=banks, now=now)
    with atomic():
        held = held_payment(company_id=payment.company_id, payment_id=payment.id)
        if held.state == State.SUCCEEDED:
            _stop(held)
        elif held.provider_ref is None and now >= held.expires_at:
            # Nobody was ever shown a page for it, so nobody can have paid there.
            move(held, to=State.EXPIRED, now=now, note="never_opened")
            _stop(held)
        elif held.state in OPEN and now >= held.expires_at + LATE_MONEY_COMES_FOR:
            _give_up(held, now)


def _stop(payment: Payment) -> None:
    Payment.update(poll_at=None).where(
        Payment.company_id == payment.company_id, Payment.id == payment.id
    ).execute()


def _give_up(payment: Payment, now: datetime) -> None:
    """A week after its end the bank still does not say: what it held is free, and a clerk looks."""
    move(payment, to=State.EXPIRED, now=now, note="never_told")
    tell_once(
        company_id=payment.company_id,
        kind=TaskKind.SETTLEMENT,
        facts={"why": "never_told", "reference": payment.reference},
        now=now,
        customer_id=payment.customer_id,
        payment_id=payment.id,
    )


def _bank_or_refuse(payment: Payment, banks: Banks) -> PaymentProvider:
    try:
        return _bank_of(payment, banks)
    except Refusal as not_set_up:
        # What is wrong with our keys is for whoever reads the log, not for a customer.
        log.exception("a payment waits at a bank that is not set up here")
        raise _still_moving() from not_set_up


def _refuse_moving(payment: Payment, bank: PaymentProvider, now: datetime) -> None:
    ref = str(payment.provider_ref)
    told = bank.fetch(ref)
    if told.state in OPEN - {State.PENDING, State.UNKNOWN} and not _closed(bank, ref):
        told = bank.fetch(ref)
        if told.state in OPEN:
            raise _still_moving()
    if told.state in (State.PENDING, State.UNKNOWN):
        raise _still_moving()
    settle(company_id=payment.company_id, payment_id=payment.id, told=told, now=now)


def _closed(bank: PaymentProvider, ref: str) -> bool:
    """Whether its page takes no money any more; a bank that cannot close one is believed to."""
    return Capability.EXPIRE not in bank.capabilities or bank.expire(ref)


def _still_moving() -> Refusal:
    return Refusal(
        "still_moving",
        N_(
            "The bank is still working on this payment. Please wait a little, and do not pay again."
        ),
    )


def _bank_of(payment: Payment, banks: Banks) -> PaymentProvider:
    return banks.of(
        company_id=payment.company_id, provider=payment.provider, currency=payment.currency
    )


def _of_token(person: Person, token: str) -> Payment:
    return _mine(person, Payment.return_hash == return_hash(token))


def _of_person(person: Person, payment_id: str) -> Payment:
    return _mine(person, Payment.id == payment_id)


def _mine(person: Person, named: Any) -> Payment:
    ties = {(t.company_id, t.customer_id) for t in customers_with(person, Permission.PAY)}
    companies = [company_id for company_id, _ in ties]
    payment = Payment.get_or_none(Payment.company_id.in_(companies), named)
    if payment is None or (payment.company_id, payment.customer_id) not in ties:
        raise NotFound
    found: Payment = payment
    return found
