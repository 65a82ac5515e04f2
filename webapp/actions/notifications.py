"""What a bank sends us by itself: kept first, then taken as a hint to ask; never believed."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from webapp.actions.asking import ask_bank
from webapp.actions.banks import Banks
from webapp.actions.jobs import enqueue
from webapp.actions.payment_rows import tell_once
from webapp.actions.settling import settle
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payments import Acknowledgement, Notification, ProviderState, State
from webapp.domain.refusals import NotFound, Refusal
from webapp.gateways.payments import PaymentProvider
from webapp.models.base import atomic
from webapp.models.companies import Company
from webapp.models.payments import Payment
from webapp.models.provider_events import ProviderEvent
from webapp.models.rows import insert_row_once

log = logging.getLogger("meterpost.payments")

JOB = "bank_notified"
AGAIN_SOON, HOURLY = timedelta(seconds=10), timedelta(hours=1)
AGAIN_FOR = timedelta(days=7)
PAID_AND_AWAY = "paid_and_unreachable"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A notification as it arrived: to whom it is addressed, and its bytes."""

    company_slug: str
    provider: str
    currency: str
    raw: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]


def keep_notification(*, letter: Letter, banks: Banks, now: datetime) -> Acknowledgement:
    """Keep it once, leave a job that asks the bank, and return what the bank wants to hear.

    Raises NotFound where no such bank is set up, and BadNotification for what is not signed,
    signed for another time, or unreadable: then nothing is kept.
    """
    company_id, currency, bank = _addressed(letter, banks)
    said = bank.parse_notification(letter.raw, headers=letter.headers, query=letter.query, now=now)
    with atomic():
        _keep(company_id, currency, letter, said, now)
    return bank.acknowledge(said, letter.raw, now=now)


def follow_notification(
    *, company_id: int, provider: str, event_key: str, currency: str, banks: Banks, now: datetime
) -> None:
    """Ask the bank about the payment that a kept notification names; safe to repeat.

    The clock asks no more about what is paid. So a hint about that, such as of a dispute, is kept
    and asked again for a week where the bank does not answer.
    """
    mine = (
        (ProviderEvent.company_id == company_id)
        & (ProviderEvent.provider == provider)
        & (ProviderEvent.event_key == event_key)
    )
    event = ProviderEvent.get_or_none(mine)
    if event is None or event.processed_at is not None:
        return
    bank = banks.of(company_id=company_id, provider=provider, currency=currency)
    outcome = _follow(event, bank, banks, now)
    waited = now - event.received_at
    if outcome == PAID_AND_AWAY and waited < AGAIN_FOR:
        enqueue(
            kind=JOB,
            now=now,
            after=min(max(AGAIN_SOON, waited), HOURLY),
            company_id=company_id,
            provider=provider,
            event_key=event_key,
            currency=currency,
        )
        return
    ProviderEvent.update(processed_at=now, outcome=outcome).where(mine).execute()


def _addressed(letter: Letter, banks: Banks) -> tuple[int, str, PaymentProvider]:
    company = Company.get_or_none(Company.slug == letter.company_slug)
    if company is None:
        raise NotFound
    currency = letter.currency or company.currency
    try:
        bank = banks.of(company_id=company.id, provider=letter.provider, currency=currency)
    except Refusal as not_set_up:
        raise NotFound from not_set_up
    return company.id, currency, bank


def _keep(
    company_id: int, currency: str, letter: Letter, said: Notification, now: datetime
) -> None:
    sha256 = hashlib.sha256(letter.raw).hexdigest()
    event_key = said.event_id or sha256
    known = ProviderEvent.select(ProviderEvent.event_key).where(
        ProviderEvent.company_id == company_id,
        ProviderEvent.provider == letter.provider,
        ProviderEvent.event_key == event_key,
    )
    if known.exists():
        return
    insert_row_once(
        ProviderEvent,
        company_id=company_id,
        provider=letter.provider,
        event_key=event_key,
        sha256=sha256,
        provider_ref=said.provider_ref,
        hint=said.hint,
        trusted=said.trusted,
        received_at=now,
    )
    enqueue(
        kind=JOB,
        now=now,
        company_id=company_id,
        provider=letter.provider,
        event_key=event_key,
        currency=currency,
    )


def _follow(event: ProviderEvent, bank: PaymentProvider, banks: Banks, now: datetime) -> str:
    payment = _named(event, bank)
    if payment is None:
        return _of_nobody(event, now)
    told = _stated(event, payment, bank)
    if told is not None:
        settle(company_id=payment.company_id, payment_id=payment.id, told=told, now=now)
    else:
        told = ask_bank(company_id=payment.company_id, payment_id=payment.id, banks=banks, now=now)
    if told.state is State.UNKNOWN and payment.state == State.SUCCEEDED:
        return PAID_AND_AWAY
    if told.state is State.UNKNOWN:
        Payment.update(poll_at=now + AGAIN_SOON).where(
            Payment.company_id == payment.company_id, Payment.id == payment.id
        ).execute()
        return "unreachable"
    return told.state.value


def _stated(event: ProviderEvent, payment: Payment, bank: PaymentProvider) -> ProviderState | None:
    """What a signed notification says itself, of the rare bank that cannot be asked."""
    said = Notification(
        event_id=event.event_key,
        provider_ref=event.provider_ref or "",
        hint=event.hint or "",
        trusted=event.trusted,
    )
    told = bank.stated(said) if event.trusted else None
    if told is None or told.state is not State.SUCCEEDED or told.captured is not None:
        return told
    # Such a bank names the sum when a payment begins and never again; it was compared then.
    return replace(told, captured=Money(payment.amount, payment.currency))


def _named(event: ProviderEvent, bank: PaymentProvider) -> Payment | None:
    """The payment by the bank's own name for it, or by ours as the bank knows it.

    The bank may be faster than its own answer to our first question.
    """
    mine = (Payment.company_id == event.company_id) & (Payment.provider == event.provider)
    payment = _by_ref(mine, event)
    if payment is not None or not event.provider_ref:
        return payment
    told: ProviderState = bank.fetch(event.provider_ref)
    if told.state is State.UNKNOWN or not told.reference:
        return None
    named = mine & (Payment.reference == told.reference) & Payment.provider_ref.is_null()
    Payment.update(provider_ref=event.provider_ref).where(named).execute()
    return _by_ref(mine, event)


def _by_ref(mine: Any, event: ProviderEvent) -> Payment | None:
    found: Payment | None = Payment.get_or_none(mine, Payment.provider_ref == event.provider_ref)
    return found


def _of_nobody(event: ProviderEvent, now: datetime) -> str:
    log.warning(
        "a bank speaks of a payment that nobody here began",
        extra={"fields": {"company": event.company_id, "provider": event.provider}},
    )
    if event.trusted:
        with atomic():
            tell_once(
                company_id=event.company_id,
                kind=TaskKind.UNKNOWN_PAYMENT,
                facts={"provider": event.provider, "provider_ref": event.provider_ref or ""},
                now=now,
            )
    return "unknown_payment"
