"""The rows of the ledger, as its actions read and write them; each caller holds the customer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from webapp.actions.events import record_event
from webapp.domain.ledger import Choice, OpenLine, net_of
from webapp.domain.money import Money
from webapp.domain.refusals import NotFound
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of, new_id, tuples_of
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry


@dataclass(frozen=True, kw_only=True)
class Source:
    """What an entry comes from: exactly one of a payment, an import, or a staff decision."""

    payment_id: str | None = None
    import_id: int | None = None
    decision_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why, by whom and when something is booked; `key` is an import's own key for it."""

    source: Source
    value_on: date
    reference: str
    now: datetime
    actor_id: int | None = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Family:
    """An entry that brought money, what is left of it, and what it settles, oldest first."""

    company_id: int
    id: int
    customer_id: int
    kind: str
    currency: str
    remaining: int
    settled: tuple[Choice, ...]

    @property
    def on_account(self) -> int:
        """What of it settles nothing yet."""
        return self.remaining - sum(one.amount for one in self.settled)


@dataclass(frozen=True, kw_only=True)
class Went:
    """What was taken from a family and has not come back: how much, and what that opened."""

    amount: int
    opened: tuple[Choice, ...]


def hold(*, company_id: int, customer_id: int) -> None:
    """Be alone with this customer's money until the transaction ends; raises NotFound."""
    if not Customer.hold_money(company_id=company_id, customer_id=customer_id):
        raise NotFound


def family(*, company_id: int, entry_id: int) -> Family:
    """The entry and what has become of it; its customer is held. Raises NotFound."""
    root = LedgerEntry.get_or_none(
        LedgerEntry.company_id == company_id,
        LedgerEntry.id == entry_id,
        LedgerEntry.reverses.is_null(),
    )
    if root is None:
        raise NotFound
    hold(company_id=company_id, customer_id=root.customer_id)
    members = [(root.id, root.amount), *_members(company_id, entry_id)]
    return Family(
        company_id=company_id,
        id=root.id,
        customer_id=root.customer_id,
        kind=root.kind,
        currency=root.currency,
        remaining=sum(amount for _, amount in members),
        settled=tuple(_settled(company_id, [member for member, _ in members])),
    )


def taken_of(whole: Family, *, kinds: Collection[str], only: int | None = None) -> Went:
    """What entries of these kinds took and brought back, or the one that is named."""
    query = LedgerEntry.select(LedgerEntry.id, LedgerEntry.amount).where(
        LedgerEntry.company_id == whole.company_id,
        LedgerEntry.reverses == whole.id,
        LedgerEntry.kind.in_(list(kinds)),
    )
    rows = tuples_of(query if only is None else query.where(LedgerEntry.id == only))
    opened = _settled(whole.company_id, [entry_id for entry_id, _ in rows])
    return Went(amount=-sum(amount for _, amount in rows), opened=tuple(opened))


def families_of_customer(*, company_id: int, customer_id: int, currency: str) -> list[Family]:
    """All that brought this customer money, the oldest first."""
    roots = tuples_of(
        LedgerEntry.select(LedgerEntry.id)
        .where(
            LedgerEntry.company_id == company_id,
            LedgerEntry.customer_id == customer_id,
            LedgerEntry.currency == currency,
            LedgerEntry.reverses.is_null(),
            LedgerEntry.kind.not_in(["write_off", "void"]),
        )
        .order_by(LedgerEntry.value_on, LedgerEntry.id)
    )
    return [family(company_id=company_id, entry_id=root) for (root,) in roots]


def open_lines(
    *, company_id: int, customer_id: int, currency: str, debt_ids: Collection[int] | None = None
) -> list[OpenLine]:
    """The customer's debts with something outstanding, or those of them that are named."""
    settled = fn.COALESCE(
        Allocation.select(fn.SUM(Allocation.amount)).where(
            Allocation.company_id == Debt.company_id, Allocation.debt_id == Debt.id
        ),
        0,
    )
    query = Debt.select(
        Debt.id, Debt.kind, Debt.due_on, (Debt.amount - settled).alias("left")
    ).where(
        Debt.company_id == company_id, Debt.customer_id == customer_id, Debt.currency == currency
    )
    if debt_ids is not None:
        query = query.where(Debt.id.in_(list(debt_ids)))
    return [
        OpenLine(debt_id=debt_id, kind=kind, due_on=due_on, outstanding=int(left))
        for debt_id, kind, due_on, left in tuples_of(query)
        if left
    ]


def write_entry(
    *,
    company_id: int,
    customer_id: int,
    kind: str,
    money: Money,
    cause: Cause,
    reverses: int | None = None,
) -> int:
    """One entry, with its event; returns its id."""
    entry_id = new_id()
    LedgerEntry.insert(
        company_id=company_id,
        id=entry_id,
        customer_id=customer_id,
        kind=kind,
        amount=money.minor,
        currency=money.currency,
        value_on=cause.value_on,
        booked_at=cause.now,
        reference=cause.reference,
        import_key=cause.key,
        payment_id=cause.source.payment_id,
        import_id=cause.source.import_id,
        decision_id=cause.source.decision_id,
        reverses=reverses,
    ).execute()
    record_event(
        company_id=company_id,
        actor_id=cause.actor_id,
        kind=f"ledger.{kind}",
        subject=f"entry:{entry_id}",
        now=cause.now,
        customer=customer_id,
        amount=money.minor,
        currency=money.currency,
        reverses=reverses,
        payment=cause.source.payment_id,
        decision=cause.source.decision_id,
        **{"import": cause.source.import_id},
    )
    return entry_id


def write_allocations(
    *, company_id: int, entry_id: int, parts: Sequence[Choice], now: datetime
) -> None:
    """What of the entry settles which debt, or opens it again where negative."""
    rows = [
        {
            "company_id": company_id,
            "id": new_id(),
            "entry_id": entry_id,
            "debt_id": part.debt_id,
            "amount": part.amount,
            "allocated_at": now,
        }
        for part in parts
    ]
    for row in rows:
        # One at a time: the guards sum over what stands there already.
        Allocation.insert(row).execute()


def _members(company_id: int, root: int) -> list[tuple[int, int]]:
    return tuples_of(
        LedgerEntry.select(LedgerEntry.id, LedgerEntry.amount).where(
            LedgerEntry.company_id == company_id, LedgerEntry.reverses == root
        )
    )


def _settled(company_id: int, entry_ids: Collection[int]) -> list[Choice]:
    rows = dicts_of(
        Allocation.select(Allocation.debt_id, Allocation.amount)
        .where(Allocation.company_id == company_id, Allocation.entry_id.in_(list(entry_ids)))
        .order_by(Allocation.allocated_at, Allocation.id)
    )
    return net_of(allocations=[Choice(row["debt_id"], row["amount"]) for row in rows])
