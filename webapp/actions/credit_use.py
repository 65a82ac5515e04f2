"""Putting money on account to the next bill, some time after the bill has come in.

Not at once: a delivery can be undone only while nothing rests on it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from webapp.actions.events import record_event
from webapp.actions.jobs import enqueue
from webapp.actions.ledger import order_of, use_credit
from webapp.actions.ledger_rows import hold, open_lines
from webapp.domain.ledger import Choice, OpenLine, in_order
from webapp.models.allocations import Allocation
from webapp.models.base import atomic, tuples_of
from webapp.models.debts import Debt
from webapp.models.import_batches import ImportBatch
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_settings import MoneySetting
from webapp.models.payment_items import PaymentItem

JOB = "use_credit"
# For so long a wrong delivery can be undone whatever its customers have on account.
AFTER = timedelta(minutes=10)
# Deliveries of these kinds may bring something to pay.
BRING_DEBTS = ("invoices", "debts")
AT_ONCE = 500


def use_credit_later(*, company_id: int, import_id: int, now: datetime) -> None:
    """Leave the work for a delivery of debts, in the caller's transaction."""
    enqueue(kind=JOB, now=now, after=AFTER, company_id=company_id, import_id=import_id)


def use_credit_for_import(*, company_id: int, import_id: int, now: datetime) -> None:
    """Settle open debts of the customers this delivery bills with what they have on account.

    By the company's order, one customer a transaction. Nothing happens where the company does not
    want it, or the delivery was undone; what was used already is not there to be used again.
    """
    if not _wanted(company_id) or _undone(company_id, import_id):
        return
    for customer_id, currency in _billed_with_credit(company_id, import_id):
        _use(company_id, customer_id, currency, import_id, now)


def _use(company_id: int, customer_id: int, currency: str, import_id: int, now: datetime) -> None:
    with atomic():
        hold(company_id=company_id, customer_id=customer_id)
        lines = open_lines(company_id=company_id, customer_id=customer_id, currency=currency)
        free = _untouched(company_id, lines)
        ordered = in_order(lines=free, order=order_of(company_id=company_id))
        if not ordered:
            return
        used = use_credit(
            company_id=company_id,
            customer_id=customer_id,
            currency=currency,
            now=now,
            chosen=[Choice(line.debt_id, line.outstanding) for line in ordered],
        )
        if used:
            record_event(
                company_id=company_id,
                actor_id=None,
                kind="ledger.credit_used",
                subject=f"customer:{customer_id}",
                now=now,
                amount=sum(one.amount for one in used),
                currency=currency,
                debts=" ".join(str(one.debt_id) for one in used),
                **{"import": import_id},
            )


def _untouched(company_id: int, lines: Sequence[OpenLine]) -> list[OpenLine]:
    """Without what is being paid just now, or disputed: there the customer has said otherwise."""
    ids = [line.debt_id for line in lines]
    paying = tuples_of(
        PaymentItem.select(PaymentItem.debt_id).where(
            PaymentItem.company_id == company_id, PaymentItem.debt_id.in_(ids), PaymentItem.active
        )
    )
    said = tuples_of(
        MoneyDecision.select(MoneyDecision.subject, MoneyDecision.kind)
        .where(
            MoneyDecision.company_id == company_id,
            MoneyDecision.subject.in_([f"debt:{debt_id}" for debt_id in ids]),
            MoneyDecision.kind.in_(["dispute", "dispute_over"]),
        )
        .order_by(MoneyDecision.decided_at, MoneyDecision.id)
    )
    last = dict(said)
    busy = {debt_id for (debt_id,) in paying}
    return [
        line
        for line in lines
        if line.debt_id not in busy and last.get(f"debt:{line.debt_id}") != "dispute"
    ]


def _billed_with_credit(company_id: int, import_id: int) -> Iterator[tuple[int, str]]:
    """The customers whom this delivery bills and who have something on account, some at a time."""
    last = 0
    while part := _part(company_id, import_id, last):
        ids = [customer_id for customer_id, _ in part]
        credited = _with_credit(company_id, ids)
        yield from (one for one in part if one in credited)
        last = ids[-1]


def _part(company_id: int, import_id: int, last: int) -> list[tuple[int, str]]:
    return tuples_of(
        Debt.select(Debt.customer_id, Debt.currency)
        .where(Debt.company_id == company_id, Debt.import_id == import_id, Debt.customer_id > last)
        .group_by(Debt.customer_id, Debt.currency)
        .order_by(Debt.customer_id)
        .limit(AT_ONCE)
    )


def _with_credit(company_id: int, customers: Sequence[int]) -> set[tuple[int, str]]:
    used: Any = Allocation.select(fn.COALESCE(fn.SUM(Allocation.amount), 0)).where(
        Allocation.company_id == LedgerEntry.company_id, Allocation.entry_id == LedgerEntry.id
    )
    left = fn.SUM(LedgerEntry.amount - used)
    rows = tuples_of(
        LedgerEntry.select(LedgerEntry.customer_id, LedgerEntry.currency)
        .where(LedgerEntry.company_id == company_id, LedgerEntry.customer_id.in_(customers))
        .group_by(LedgerEntry.customer_id, LedgerEntry.currency)
        .having(left > 0)
    )
    return set(rows)


def _wanted(company_id: int) -> bool:
    """A company without settings takes no money here, and keeps its credits where they are."""
    setting = MoneySetting.get_or_none(MoneySetting.company_id == company_id)
    return bool(setting and setting.uses_credit)


def _undone(company_id: int, import_id: int) -> bool:
    batch = ImportBatch.get_or_none(
        ImportBatch.company_id == company_id, ImportBatch.id == import_id
    )
    return batch is None or batch.undone_at is not None
