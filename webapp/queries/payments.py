"""Attempts to pay, as their customer sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from webapp.domain.payment_rules import OPEN
from webapp.domain.payment_words import FACE_OF, Face
from webapp.domain.payments import State
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.refusals import NotFound
from webapp.domain.return_tokens import return_hash
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of, tuples_of
from webapp.models.companies import Company
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_settings import MoneySetting
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment
from webapp.queries.billed import of_customers


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """A debt that an attempt is to settle, and how much of it."""

    debt_id: int
    kind: str
    number: str
    description: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class PaymentSeen:
    """One attempt to pay; amounts in minor units of its currency."""

    id: str
    company_id: int
    company_name: str
    timezone: str
    customer_id: int
    amount: int
    currency: str
    state: State
    reference: str
    redirect_url: str | None
    created_at: datetime
    changed_at: datetime
    lines: tuple[PaidLine, ...] = ()
    over: int = 0
    """What of it lies on account because it had been settled otherwise meanwhile."""
    entry_id: int | None = None
    """What booked it, once it has come."""
    came: int | None = None
    """What the bank took; another amount than was asked for where a clerk has booked that."""
    taken_back: bool = False

    @property
    def face(self) -> Face:
        """Which of the few things it is that customers tell apart."""
        return Face.TAKEN_BACK if self.taken_back else FACE_OF[self.state]

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.state in OPEN


def payment_of_token(*, person: Person, token: str) -> PaymentSeen:
    """The attempt whose customer came back with this token; raises NotFound unless it is theirs."""
    return _one(person, Payment.return_hash == return_hash(token))


def payment_seen(*, person: Person, payment_id: str) -> PaymentSeen:
    """One attempt of a customer for whom this person may pay; raises NotFound."""
    return _one(person, Payment.id == payment_id)


def open_payments(*, person: Person) -> list[PaymentSeen]:
    """What is under way at banks for this person's customers, the newest first."""
    ties = customers_with(person, Permission.PAY)
    rows = _rows(of_customers(Payment, ties), Payment.state.in_([state.value for state in OPEN]))
    return [_seen(row) for row in rows]


def origins_of(*, person: Person) -> list[str]:
    """The addresses of the banks of this person's companies."""
    companies = [tie.company_id for tie in customers_with(person, Permission.PAY)]
    rows = tuples_of(
        MoneySetting.select(MoneySetting.payment_origins).where(
            MoneySetting.company_id.in_(companies)
        )
    )
    return [origin for (origins,) in rows for origin in origins.split()]


def _one(person: Person, named: Any) -> PaymentSeen:
    ties = customers_with(person, Permission.PAY)
    rows = _rows(of_customers(Payment, ties), named)
    if not rows:
        raise NotFound
    row = rows[0]
    lines = _lines(row["company_id"], row["id"])
    return _seen(row, lines=tuple(lines), **_became(row, lines))


def _rows(*conditions: Any) -> list[dict[str, Any]]:
    return dicts_of(
        Payment.select(
            Payment.id, Payment.company_id, Payment.customer_id, Payment.amount,
            Payment.currency, Payment.state, Payment.reference, Payment.redirect_url,
            Payment.created_at, Payment.changed_at,
            Company.name.alias("company_name"), Company.timezone,
        )
        .join(Company, on=(Company.id == Payment.company_id))
        .where(*conditions)
        .order_by(Payment.created_at.desc())
        .limit(20)
    )  # fmt: skip


def _seen(row: dict[str, Any], **more: Any) -> PaymentSeen:
    return PaymentSeen(**{**row, "state": State(row["state"]), **more})


def _lines(company_id: int, payment_id: str) -> Sequence[PaidLine]:
    rows = dicts_of(
        PaymentItem.select(
            PaymentItem.debt_id, PaymentItem.amount, Debt.kind, Debt.number, Debt.description
        )
        .join(
            Debt,
            on=(Debt.company_id == PaymentItem.company_id) & (Debt.id == PaymentItem.debt_id),
        )
        .where(PaymentItem.company_id == company_id, PaymentItem.payment_id == payment_id)
        .order_by(Debt.due_on, Debt.id)
    )
    return [PaidLine(**row) for row in rows]


def _became(row: dict[str, Any], lines: Sequence[PaidLine]) -> dict[str, Any]:
    """What booked it, what lies on account that was for debts, whether the bank took it back."""
    if row["state"] != State.SUCCEEDED:
        return {}
    entries = tuples_of(
        LedgerEntry.select(
            LedgerEntry.id, LedgerEntry.amount, fn.COALESCE(fn.SUM(Allocation.amount), 0)
        )
        .left_outer_join(
            Allocation,
            on=(Allocation.company_id == LedgerEntry.company_id)
            & (Allocation.entry_id == LedgerEntry.id),
        )
        .where(
            LedgerEntry.company_id == row["company_id"],
            LedgerEntry.payment_id == row["id"],
            LedgerEntry.kind == "payment",
        )
        .group_by(LedgerEntry.id, LedgerEntry.amount)
    )
    if not entries:
        return {}
    entry_id, came, settled = entries[0]
    back = LedgerEntry.select(fn.COALESCE(fn.SUM(LedgerEntry.amount), 0)).where(
        LedgerEntry.company_id == row["company_id"],
        LedgerEntry.reverses == entry_id,
        LedgerEntry.kind.in_(["chargeback", "won_back"]),
    )
    over = max(0, min(came, sum(line.amount for line in lines)) - int(settled))
    taken_back = -int(back.scalar()) >= came
    return {"entry_id": entry_id, "came": came, "over": over, "taken_back": taken_back}
