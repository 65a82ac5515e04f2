"""What a bank says becomes what is so: one transaction that changes the state and the ledger."""

from collections.abc import Sequence
from datetime import datetime

from peewee import fn

from webapp.actions.disputes import follow_disputes
from webapp.actions.ledger import Booked, book_payment
from webapp.actions.payment_entries import cause_of, entry_of
from webapp.actions.payment_rows import held_payment, items_of, move, tell_once
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payment_rules import GIVEN_UP, misfit
from webapp.domain.payments import ProviderState, State
from webapp.models.base import atomic
from webapp.models.payments import Payment
from webapp.models.refunds import Refund

Facts = dict[str, str | int]

SAYS_NOTHING = (State.UNKNOWN, State.CREATED, State.REDIRECTED, State.REVIEW)


def settle(*, company_id: int, payment_id: str, told: ProviderState, now: datetime) -> State:
    """Make of it what the bank said when it was asked, and return where it stands now.

    However often and by however many at once: money is booked once, and paid is never unpaid.
    """
    with atomic():
        payment = held_payment(company_id=company_id, payment_id=payment_id)
        if told.state is State.SUCCEEDED:
            _came(payment, told, now)
        elif told.state not in SAYS_NOTHING:
            move(payment, to=told.state, now=now, note=told.why[:200] or None)
        if payment.state == State.SUCCEEDED:
            _went(payment, told, now)
        return State(payment.state)


def _came(payment: Payment, told: ProviderState, now: datetime) -> None:
    asked, before = Money(payment.amount, payment.currency), State(payment.state)
    wrong = misfit(asked=asked, reference=payment.reference, told=told)
    if wrong:
        _look_at(payment, told, wrong, now)
        return
    if not move(payment, to=State.SUCCEEDED, now=now):
        return
    items = items_of(payment)
    booked = book_payment(
        company_id=payment.company_id,
        customer_id=payment.customer_id,
        money=asked,
        cause=cause_of(payment, now),
        chosen=items,
        spread_rest=not items,
    )
    _tell_surplus(payment, items, booked, late=before in GIVEN_UP, now=now)


def _look_at(payment: Payment, told: ProviderState, wrong: str, now: datetime) -> None:
    if not move(payment, to=State.REVIEW, now=now, note=wrong):
        return
    facts: Facts = {
        "why": wrong,
        "reference": payment.reference,
        "asked": payment.amount,
        "asked_currency": payment.currency,
    }
    if told.captured is not None:
        facts |= {"taken": told.captured.minor, "taken_currency": told.captured.currency}
    _tell(payment, TaskKind.MISMATCH, facts, now)


def _tell_surplus(
    payment: Payment, items: Sequence[Choice], booked: Booked, *, late: bool, now: datetime
) -> None:
    """What was chosen and had been settled otherwise meanwhile lies on account: a clerk looks."""
    surplus = sum(i.amount for i in items) - sum(part.amount for part in booked.allocated)
    if items and surplus > 0:
        kind = TaskKind.LATE_MONEY if late else TaskKind.PAID_TWICE
        facts: Facts = {
            "amount": surplus,
            "currency": payment.currency,
            "reference": payment.reference,
        }
        _tell(payment, kind, facts, now, entry_id=booked.entry_id)


def _went(payment: Payment, told: ProviderState, now: datetime) -> None:
    """Money that a dispute took or gave again, or that the bank gave back unasked."""
    entry = entry_of(payment)
    if entry is None:
        return
    follow_disputes(payment=payment, entry_id=entry.id, told=told, now=now)
    if told.refunded is not None and told.refunded.minor > _asked_back(payment):
        facts: Facts = {
            "why": "refunded_elsewhere",
            "reference": payment.reference,
            "refunded": told.refunded.minor,
            "known": _asked_back(payment),
            "currency": payment.currency,
        }
        _tell(payment, TaskKind.SETTLEMENT, facts, now, entry_id=entry.id)


def _asked_back(payment: Payment) -> int:
    asked = Refund.select(fn.COALESCE(fn.SUM(Refund.amount), 0)).where(
        Refund.company_id == payment.company_id,
        Refund.payment_id == payment.id,
        Refund.state != "failed",
    )
    return int(asked.scalar())


def _tell(
    payment: Payment,
    kind: TaskKind,
    facts: Facts,
    now: datetime,
    entry_id: int | None = None,
) -> None:
    tell_once(
        company_id=payment.company_id,
        kind=kind,
        facts=facts,
        now=now,
        customer_id=payment.customer_id,
        payment_id=payment.id,
        entry_id=entry_id,
    )
