"""A customer's money as it lands: attempts to pay, what was booked, and what it was put to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from peewee import SQL, Value, fn

from webapp.models.allocations import Allocation
from webapp.models.base import InstantField, dicts_of
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_proposals import MoneyProposal
from webapp.models.money_tasks import MoneyTask
from webapp.models.payments import Payment
from webapp.models.refunds import Refund
from webapp.models.submissions import Submission

MOST = 40
# These bring money; what a refund can be asked of.
MONEY = ("payment", "credit")


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of an entry was put to a debt, or taken off it where negative."""

    debt_id: int
    kind: str
    description: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One line of the list: an attempt to pay, an entry of the ledger, or a refund under way.

    `state` says where an attempt or a refund stands; it is empty for an entry, which is a fact.
    """

    what: str
    id: str
    payment_id: str
    kind: str
    state: str
    amount: int
    currency: str
    at: datetime
    day: date | None
    reference: str
    parts: tuple[Part, ...] = field(default=())

    @property
    def can_be_opened(self) -> bool:
        """Whether there is money in it that could be given back."""
        return self.what == "entry" and self.kind in MONEY


def movements_of(*, company_id: int, customer_id: int) -> tuple[Movement, ...]:
    """The newest of them first, in two queries; an attempt that succeeded is its entry."""
    rows = _rows(company_id, customer_id)
    entries = [int(row[1]) for row in rows if row[0] == "entry"]
    parts = parts_of(company_id=company_id, entry_ids=entries)
    found = [
        _movement(row, parts.get(int(row[1]), ()) if row[0] == "entry" else ()) for row in rows
    ]
    return tuple(sorted(found, key=_when, reverse=True))


def parts_of(*, company_id: int, entry_ids: Collection[int]) -> dict[int, tuple[Part, ...]]:
    """What each entry was put to, in the order in which that was done."""
    if not entry_ids:
        return {}
    rows = dicts_of(
        Allocation.select(
            Allocation.entry_id, Allocation.debt_id, Debt.kind, Debt.description, Allocation.amount
        )
        .join(
            Debt,
            on=(Debt.company_id == Allocation.company_id) & (Debt.id == Allocation.debt_id),
        )
        .where(Allocation.company_id == company_id, Allocation.entry_id.in_(list(entry_ids)))
        .order_by(Allocation.allocated_at, Allocation.id)
    )
    found: dict[int, list[Part]] = {}
    for row in rows:
        found.setdefault(row.pop("entry_id"), []).append(Part(**row))
    return {entry_id: tuple(parts) for entry_id, parts in found.items()}


def marks_of(*, company_id: Any, customer_id: Any) -> list[Any]:
    """Columns m0, m1 … of which one is another as soon as anything on the customer's page is."""

    def of(table: Any, *columns: Any, only: Any = None) -> list[Any]:
        theirs = (table.company_id == company_id) & (table.customer_id == customer_id)
        which = theirs if only is None else theirs & only
        return [table.select(column).where(which) for column in columns]

    settled = (
        LedgerEntry.select(fn.COUNT(Allocation.id))
        .join(
            Allocation,
            on=(Allocation.company_id == LedgerEntry.company_id)
            & (Allocation.entry_id == LedgerEntry.id),
        )
        .where(LedgerEntry.company_id == company_id, LedgerEntry.customer_id == customer_id)
    )
    refunds = (
        Refund.select(fn.MAX(Refund.changed_at))
        .join(
            Payment,
            on=(Payment.company_id == Refund.company_id) & (Payment.id == Refund.payment_id),
        )
        .where(Payment.company_id == company_id, Payment.customer_id == customer_id)
    )
    asked = [
        *of(LedgerEntry, fn.COUNT(LedgerEntry.id)),
        settled,
        *of(Payment, fn.COUNT(Payment.id), fn.MAX(Payment.changed_at)),
        refunds,
        *of(Debt, fn.COUNT(Debt.id)),
        *of(MoneyDecision, fn.COUNT(MoneyDecision.id)),
        *of(MoneyProposal, fn.COUNT(MoneyProposal.id), fn.MAX(MoneyProposal.ended_at)),
        *of(Submission, fn.COUNT(Submission.id), fn.MAX(Submission.changed_at)),
        *of(
            MoneyTask,
            fn.COUNT(MoneyTask.id),
            fn.MAX(MoneyTask.id),
            only=MoneyTask.done_at.is_null(),
        ),
    ]
    return [one.alias(f"m{at}") for at, one in enumerate(asked)]


def _rows(company_id: int, customer_id: int) -> list[Any]:
    attempts = (
        Payment.select(
            Value("attempt").alias("what"),
            Payment.id.alias("id"),
            Payment.id.alias("payment_id"),
            Value("payment").alias("kind"),
            Payment.state.alias("state"),
            Payment.amount.alias("amount"),
            Payment.currency.alias("currency"),
            Payment.changed_at.alias("at"),
            Value("").alias("day"),
            Payment.reference.alias("reference"),
        )
        .where(
            Payment.company_id == company_id,
            Payment.customer_id == customer_id,
            Payment.state != "succeeded",
        )
        .order_by(Payment.created_at.desc())
        .limit(MOST)
    )
    entries = (
        LedgerEntry.select(
            Value("entry"),
            LedgerEntry.id.cast("TEXT"),
            fn.COALESCE(LedgerEntry.payment_id, ""),
            LedgerEntry.kind,
            Value(""),
            LedgerEntry.amount,
            LedgerEntry.currency,
            LedgerEntry.booked_at,
            LedgerEntry.value_on.cast("TEXT"),
            LedgerEntry.reference,
        )
        .where(LedgerEntry.company_id == company_id, LedgerEntry.customer_id == customer_id)
        .order_by(LedgerEntry.value_on.desc(), LedgerEntry.id.desc())
        .limit(MOST)
    )
    booked = LedgerEntry.select(LedgerEntry.id).where(
        LedgerEntry.company_id == Refund.company_id,
        LedgerEntry.decision_id == Refund.decision_id,
        LedgerEntry.kind == "refund",
    )
    refunds = (
        Refund.select(
            Value("refund"),
            Refund.id.cast("TEXT"),
            Refund.payment_id,
            Value("refund"),
            Refund.state,
            -Refund.amount,
            Refund.currency,
            Refund.changed_at,
            Value(""),
            Payment.reference,
        )
        .join(
            Payment,
            on=(Payment.company_id == Refund.company_id) & (Payment.id == Refund.payment_id),
        )
        .where(
            Payment.company_id == company_id,
            Payment.customer_id == customer_id,
            Refund.state != "succeeded",
            # What went through and came back is two entries.
            ~fn.EXISTS(booked),
        )
        .order_by(Refund.asked_at.desc())
        .limit(MOST)
    )
    each = [part.alias(name) for part, name in ((attempts, "a"), (entries, "b"), (refunds, "c"))]
    # Each with an order and a limit of its own, which a union takes only from a query within.
    whole = [Payment.select(SQL("*")).from_(part) for part in each]
    return list((whole[0].union_all(whole[1]).union_all(whole[2])).tuples())


def _movement(row: Sequence[Any], parts: tuple[Part, ...]) -> Movement:
    what, id_, payment_id, kind, state, amount, currency, at, day, reference = row
    return Movement(
        what=what,
        id=str(id_),
        payment_id=payment_id,
        kind=kind,
        state=state,
        amount=amount,
        currency=currency,
        at=moment_of(at),
        day=date.fromisoformat(day) if day else None,
        reference=reference,
        parts=parts,
    )


def moment_of(at: Any) -> datetime:
    """A moment out of a union, whose columns are converted or not by what comes first in it."""
    found = InstantField().python_value(at) if isinstance(at, int) else at
    return cast("datetime", found)


def _when(movement: Movement) -> tuple[date, datetime, str]:
    return (movement.day or movement.at.date(), movement.at, movement.id)
