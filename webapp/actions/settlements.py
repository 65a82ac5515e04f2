"""Each night the bank's own list of a day is held against the ledger."""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from webapp.actions.asking import ask_bank
from webapp.actions.banks import Banks
from webapp.actions.payment_entries import entry_of
from webapp.actions.payment_rows import tell_once
from webapp.domain.money_tasks import TaskKind
from webapp.domain.payment_rules import OTHER_AMOUNT
from webapp.domain.payments import NotSupported, SettledLine, State
from webapp.models.base import atomic, tuples_of
from webapp.models.companies import Company
from webapp.models.money_settings import MoneySetting
from webapp.models.payments import Payment

log = logging.getLogger("meterpost.payments")

DAY = timedelta(days=1)
# A payment begun so long before may have come on the day.
SPAN = timedelta(days=8)


def compare_settlements(*, banks: Banks, now: datetime) -> int:
    """Hold yesterday's lists of all banks against the ledger; return how many payments differ.

    Safe to repeat: the same difference is told to a clerk once.
    """
    differ = 0
    taking = tuples_of(
        MoneySetting.select(MoneySetting.company_id, MoneySetting.provider).where(
            MoneySetting.provider != ""
        )
    )
    for company_id, provider in taking:
        try:
            differ += compare_day(
                company_id=company_id, provider=provider, day=now.date() - DAY, banks=banks, now=now
            )
        except NotSupported:
            continue
        except Exception:  # one bank that is away must not keep the others from being compared
            log.exception("the list of a bank could not be compared")
    return differ


def compare_day(*, company_id: int, provider: str, day: date, banks: Banks, now: datetime) -> int:
    """Hold one day of one bank against the ledger; raises NotSupported where it has no lists."""
    currency = Company.get_by_id(company_id).currency
    bank = banks.of(company_id=company_id, provider=provider, currency=currency)
    lists = {one: bank.settled_on(one) for one in (day - DAY, day, day + DAY)}
    differ = sum(_differs(company_id, provider, line, banks, now) for line in lists[day])
    # Midnight is not the same moment for everybody, so the days beside it count, too.
    theirs = {line.provider_ref for lines in lists.values() for line in lines}
    return differ + _only_here(company_id, provider, day, theirs, now)


def _differs(
    company_id: int, provider: str, line: SettledLine, banks: Banks, now: datetime
) -> bool:
    payment = Payment.get_or_none(
        Payment.company_id == company_id,
        Payment.provider == provider,
        Payment.provider_ref == line.provider_ref,
    )
    if payment is None:
        _tell(company_id, TaskKind.UNKNOWN_PAYMENT,
              {"provider": provider, "provider_ref": line.provider_ref}, now)  # fmt: skip
        return True
    ask_bank(company_id=company_id, payment_id=payment.id, banks=banks, now=now)
    if line.money.minor <= 0 or line.again:
        return False  # what went back, or came again, was settled by asking
    return _paid_otherwise(company_id, payment.id, line, now)


def _paid_otherwise(company_id: int, payment_id: str, line: SettledLine, now: datetime) -> bool:
    payment = Payment.get(Payment.company_id == company_id, Payment.id == payment_id)
    if payment.state == State.REVIEW:
        return True  # a clerk knows
    entry = entry_of(payment)
    here = entry.amount if entry is not None and entry.currency == line.money.currency else 0
    if here == line.money.minor:
        return False
    facts: dict[str, str | int] = {
        "why": "only_there" if not here else "amount",
        "reference": payment.reference,
        "there": line.money.minor,
        "here": here,
        "currency": line.money.currency,
    }
    _tell(company_id, TaskKind.SETTLEMENT, facts, now, payment)
    return True


def _only_here(company_id: int, provider: str, day: date, theirs: set[str], now: datetime) -> int:
    missing = [one for one in _paid_on(company_id, provider, day) if one.provider_ref not in theirs]
    for payment in missing:
        facts: dict[str, str | int] = {
            "why": "only_here",
            "reference": payment.reference,
            "here": payment.amount,
            "currency": payment.currency,
        }
        _tell(company_id, TaskKind.SETTLEMENT, facts, now, payment)
    return len(missing)


def _paid_on(company_id: int, provider: str, day: date) -> Sequence[Payment]:
    begin = datetime.combine(day, time(), UTC)
    rows: Sequence[Payment] = list(
        Payment.select().where(
            Payment.company_id == company_id,
            Payment.provider == provider,
            Payment.state == State.SUCCEEDED.value,
            # Booked by hand, some day: the bank was asked then, and took it on another.
            Payment.note.is_null() | (Payment.note != OTHER_AMOUNT),
            Payment.created_at >= begin - SPAN,
            Payment.created_at < begin + DAY,
            Payment.changed_at >= begin,
            Payment.changed_at < begin + DAY,
        )
    )
    return rows


def _tell(
    company_id: int,
    kind: TaskKind,
    facts: dict[str, str | int],
    now: datetime,
    payment: Payment | None = None,
) -> None:
    with atomic():
        tell_once(
            company_id=company_id,
            kind=kind,
            facts=facts,
            now=now,
            customer_id=payment.customer_id if payment else None,
            payment_id=payment.id if payment else None,
        )
