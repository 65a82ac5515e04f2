"""Beginning to pay: what was chosen is held and written down, then the bank is asked for a page.

The bank is asked outside any transaction. What it says decides: nothing happened there, and all is
free again; or it may have happened, and the same choice asks again under the same key.
"""

import logging
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.banks import Banks
from webapp.actions.events import record_event
from webapp.actions.ledger_rows import hold, open_lines
from webapp.actions.payment_rows import found_payment, held_payment, move
from webapp.domain.ledger import Choice
from webapp.domain.money import Money, money_text, parse_money
from webapp.domain.payment_rules import LIFE, OPEN, choice_hash, filled, next_poll
from webapp.domain.payments import (
    Created,
    MayHaveHappened,
    NothingHappened,
    PaymentIntent,
    State,
)
from webapp.domain.people import CustomerTie, Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.return_tokens import return_hash, return_token
from webapp.domain.words import N_
from webapp.gateways.payments import PaymentProvider
from webapp.models.base import atomic, tuples_of
from webapp.models.companies import Company
from webapp.models.money_settings import MoneySetting
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment

log = logging.getLogger("meterpost.payments")

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 10
MOST_OPEN = 20
"""So many attempts of one customer may wait at a time; about each of them the bank is asked."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a customer chose to pay: debts, an own amount as typed, or both."""

    customer_id: int
    debt_ids: tuple[int, ...] = ()
    amount: str = ""


@dataclass(frozen=True, kw_only=True)
class Doors:
    """How the bank finds back to us: where the customer returns to, and where it may tell us.

    `secret` is what tokens of return are made with; `notify` takes company, provider, currency.
    """

    return_to: Callable[[str], str]
    notify: Callable[[str, str, str], str]
    secret: str
    locale: str


class PaymentOpen(Refusal):
    """Something of what was chosen is being paid already; `payment_id` says by which attempt."""

    def __init__(self, *, payment_id: str) -> None:
        super().__init__(
            "payment_open", N_("A payment for this is already open. Go on with it, or cancel it.")
        )
        self.payment_id = payment_id


def start_payment(
    *, person: Person, wanted: Wanted, banks: Banks, doors: Doors, now: datetime
) -> str:
    """Hold what was chosen and return the address of the bank's page.

    The same choice within its life is the same attempt. Raises NotFound, PaymentOpen, and Refusal
    bank_away (nothing was taken) or bank_unsure (press again: it is the same attempt).
    """
    tie = _tie(person, wanted.customer_id)
    bank = _bank(tie.company_id, banks)
    with atomic():
        hold(company_id=tie.company_id, customer_id=tie.customer_id)
        payment = _same_or_new(person, tie, wanted, bank, doors, now)
    if payment.redirect_url:
        return str(payment.redirect_url)
    return _open_at_bank(payment, _intent(payment, person, tie, doors), bank, now)


def _tie(person: Person, customer_id: int) -> CustomerTie:
    for tie in customers_with(person, Permission.PAY):
        if tie.customer_id == customer_id:
            return tie
    raise NotFound


def _bank(company_id: int, banks: Banks) -> PaymentProvider:
    currency = Company.get_by_id(company_id).currency
    try:
        bank = banks.now_of(company_id=company_id, currency=currency)
    except Refusal as not_set_up:
        log.exception("the bank of a company is not set up")
        raise Refusal(
            "bank_away", N_("Payments by card are not possible right now. Nothing was taken.")
        ) from not_set_up
    if bank is None:
        raise Refusal("no_bank", N_("Your company takes no cards here. Please pay by transfer."))
    return bank


def _same_or_new(
    person: Person,
    tie: CustomerTie,
    wanted: Wanted,
    bank: PaymentProvider,
    doors: Doors,
    now: datetime,
) -> Payment:
    money, chosen = _checked(tie, wanted)
    named = choice_hash(customer_id=tie.customer_id, chosen=chosen, money=money)
    same = Payment.get_or_none(
        Payment.company_id == tie.company_id,
        Payment.customer_id == tie.customer_id,
        Payment.choice_hash == named,
        Payment.provider == bank.code,
        Payment.state.in_([state.value for state in OPEN - {State.PENDING}]),
        Payment.expires_at > now,
    )
    if same is not None:
        return found_payment(company_id=same.company_id, payment_id=same.id)
    _refuse_open(tie.company_id, chosen)
    _refuse_many(tie, now)
    return _written(person, tie, money, chosen, named, bank.code, doors, now)


def _checked(tie: CustomerTie, wanted: Wanted) -> tuple[Money, list[Choice]]:
    """How much, and for which debts how much of it; what is owed is looked at now."""
    currency = Company.get_by_id(tie.company_id).currency
    owed = _owed(tie, wanted, currency)
    typed = wanted.amount.strip()
    if typed:
        money = parse_money(typed, currency=currency, field="amount")
    else:
        money = Money(sum(one.amount for one in owed), currency)
    _refuse_amount(tie.company_id, money, chosen=bool(owed) or bool(typed))
    return money, filled(amount=money.minor, owed=owed)


def _owed(tie: CustomerTie, wanted: Wanted, currency: str) -> list[Choice]:
    if not wanted.debt_ids:
        return []
    lines = open_lines(
        company_id=tie.company_id,
        customer_id=tie.customer_id,
        currency=currency,
        debt_ids=wanted.debt_ids,
    )
    if len(lines) != len(set(wanted.debt_ids)):
        raise Refusal(
            "debts_changed",
            N_("Something of what you chose is no longer to pay. Please look and choose again."),
        )
    ordered = sorted(lines, key=lambda line: (line.due_on, line.debt_id))
    return [Choice(line.debt_id, line.outstanding) for line in ordered]


def _refuse_amount(company_id: int, money: Money, *, chosen: bool) -> None:
    if not chosen:
        raise Refusal("nothing_chosen", N_("Please tick what you want to pay, or type an amount."))
    least = Money(max(1, MoneySetting.get_by_id(company_id).least_payment), money.currency)
    if money < least:
        raise Refusal(
            "too_little",
            N_("The bank takes no less than %(least)s %(currency)s. Please choose or type more."),
            field="amount",
            least=money_text(least),
            currency=least.currency,
        )


def _refuse_open(company_id: int, chosen: list[Choice]) -> None:
    taken = tuples_of(
        PaymentItem.select(PaymentItem.payment_id)
        .where(
            PaymentItem.company_id == company_id,
            PaymentItem.debt_id.in_([one.debt_id for one in chosen]),
            PaymentItem.active,
        )
        .limit(1)
    )
    for (payment_id,) in taken:
        raise PaymentOpen(payment_id=payment_id)


def _refuse_many(tie: CustomerTie, now: datetime) -> None:
    waiting = Payment.select().where(
        Payment.company_id == tie.company_id,
        Payment.customer_id == tie.customer_id,
        Payment.state.in_([state.value for state in OPEN]),
        Payment.expires_at > now,
    )
    if waiting.count() >= MOST_OPEN:
        raise Refusal(
            "too_many_open",
            N_("Many payments are open already. Please go on with one of them, or cancel it."),
        )


def _written(
    person: Person,
    tie: CustomerTie,
    money: Money,
    chosen: list[Choice],
    named: str,
    provider: str,
    doors: Doors,
    now: datetime,
) -> Payment:
    payment_id = str(uuid.uuid4())
    token = return_token(secret=doors.secret, payment_id=payment_id)
    Payment.insert(
        company_id=tie.company_id,
        id=payment_id,
        customer_id=tie.customer_id,
        account_id=person.account_id,
        amount=money.minor,
        currency=money.currency,
        state=State.CREATED.value,
        provider=provider,
        reference="P" + "".join(secrets.choice(LETTERS) for _ in range(REFERENCE_LENGTH)),
        return_hash=return_hash(token),
        choice_hash=named,
        created_at=now,
        changed_at=now,
        expires_at=now + LIFE,
        poll_at=next_poll(since=now, expires_at=now + LIFE, now=now),
        polls=0,
    ).execute()
    for one in chosen:
        PaymentItem.insert(
            company_id=tie.company_id,
            payment_id=payment_id,
            debt_id=one.debt_id,
            amount=one.amount,
            active=True,
        ).execute()
    record_event(
        company_id=tie.company_id,
        actor_id=person.account_id,
        kind="payment.created",
        subject=f"payment:{payment_id}",
        now=now,
        customer=tie.customer_id,
        amount=money.minor,
        currency=money.currency,
    )
    return found_payment(company_id=tie.company_id, payment_id=payment_id)


def _intent(payment: Payment, person: Person, tie: CustomerTie, doors: Doors) -> PaymentIntent:
    token = return_token(secret=doors.secret, payment_id=payment.id)
    return PaymentIntent(
        id=payment.id,
        company_id=payment.company_id,
        amount=Money(payment.amount, payment.currency),
        reference=payment.reference,
        description=f"{tie.company_name} {tie.customer_number}",
        locale=doors.locale,
        return_url=doors.return_to(token),
        notify_url=doors.notify(tie.company_slug, payment.provider, payment.currency),
        customer_email=person.email,
        expires_in=LIFE,
    )


def _open_at_bank(
    payment: Payment, intent: PaymentIntent, bank: PaymentProvider, now: datetime
) -> str:
    try:
        created = bank.create(intent, now=now)
    except NothingHappened as nothing:
        _after_failure(payment, nothing, now)
        raise Refusal(
            "bank_away", N_("The bank cannot be reached. No money was taken. Please try again.")
        ) from nothing
    except MayHaveHappened as unsure:
        _after_failure(payment, unsure, now)
        raise Refusal(
            "bank_unsure",
            N_("The bank did not answer in time. Please try again; you will not pay twice."),
        ) from unsure
    with atomic():
        return _opened(payment, created, now)


def _after_failure(payment: Payment, why: Exception, now: datetime) -> None:
    with atomic():
        held = held_payment(company_id=payment.company_id, payment_id=payment.id)
        if isinstance(why, MayHaveHappened):
            move(held, to=State.UNKNOWN, now=now)
        elif held.state == State.CREATED:
            # Asked before without an answer, a refusal of today proves nothing about then.
            move(held, to=State.FAILED, now=now, note="not_begun")


def _opened(payment: Payment, created: Created, now: datetime) -> str:
    held = held_payment(company_id=payment.company_id, payment_id=payment.id)
    Payment.update(
        provider_ref=created.provider_ref,
        redirect_url=created.redirect_url,
        expires_at=created.expires_at,
        poll_at=next_poll(since=now, expires_at=created.expires_at, now=now),
    ).where(
        Payment.company_id == held.company_id,
        Payment.id == held.id,
        Payment.provider_ref.is_null(),
    ).execute()
    move(held, to=State.REDIRECTED, now=now)
    return str(held.redirect_url or created.redirect_url)
