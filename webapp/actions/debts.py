"""Debts that are let go: written off by two people, or voided because the bill was wrong."""

from collections.abc import Sequence
from datetime import datetime

from webapp.actions.ledger import Booked, release
from webapp.actions.ledger_rows import Cause, hold, open_lines, write_allocations, write_entry
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.allocations import Allocation
from webapp.models.base import atomic, new_id, tuples_of
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision


def decide_about_money(
    *,
    company_id: int,
    kind: str,
    customer_id: int,
    staff_id: int,
    reason: str,
    subject: str,
    now: datetime,
    proposed_by: int | None = None,
    proposal_id: int | None = None,
    undoes: int | None = None,
) -> int:
    """Write down what staff decided; the database asks for two people where it must."""
    decision_id = new_id()
    MoneyDecision.insert(
        company_id=company_id,
        id=decision_id,
        kind=kind,
        customer_id=customer_id,
        staff_id=staff_id,
        proposed_by=proposed_by,
        proposal_id=proposal_id,
        decided_at=now,
        reason=reason,
        subject=subject,
        undoes=undoes,
    ).execute()
    return decision_id


def write_off(*, company_id: int, debt_id: int, cause: Cause, amount: int | None = None) -> Booked:
    """Let go of what is outstanding of a debt, or of so much; nobody pays it.

    Raises NotFound, or Refusal nothing_left for more than is owed.
    """
    with atomic():
        debt = _held(company_id, debt_id)
        owed = _owed(debt)
        wanted = owed if amount is None else amount
        if not 0 < wanted <= owed:
            raise Refusal("nothing_left", N_("This is more than is still owed."))
        return _let_go(debt, "write_off", wanted, cause)


def void_debt(*, company_id: int, debt_id: int, cause: Cause) -> Booked:
    """Take a debt out of the world: what was paid for it is on account again.

    Raises NotFound, or Refusal voided where that was done already.
    """
    with atomic():
        debt = _held(company_id, debt_id)
        for entry_id, kind in _settling(debt):
            if kind == "void":
                raise Refusal("voided", N_("This has been cancelled already."))
            release(company_id=company_id, entry_id=entry_id, cause=cause, debt_ids=[debt_id])
        return _let_go(debt, "void", debt.amount, cause)


def _held(company_id: int, debt_id: int) -> Debt:
    found = Debt.get_or_none(Debt.company_id == company_id, Debt.id == debt_id)
    if found is None:
        raise NotFound
    debt: Debt = found
    hold(company_id=company_id, customer_id=debt.customer_id)
    return debt


def _owed(debt: Debt) -> int:
    lines = open_lines(
        company_id=debt.company_id,
        customer_id=debt.customer_id,
        currency=debt.currency,
        debt_ids=[debt.id],
    )
    return lines[0].outstanding if lines else 0


def _settling(debt: Debt) -> Sequence[tuple[int, str]]:
    """What still settles this debt, by the entry that brought it."""
    rows = tuples_of(
        LedgerEntry.select(
            LedgerEntry.id, LedgerEntry.reverses, LedgerEntry.kind, Allocation.amount
        )
        .join(
            Allocation,
            on=(
                (Allocation.company_id == LedgerEntry.company_id)
                & (Allocation.entry_id == LedgerEntry.id)
            ),
        )
        .where(Allocation.company_id == debt.company_id, Allocation.debt_id == debt.id)
        .order_by(LedgerEntry.id)
    )
    sums: dict[int, int] = {}
    kinds: dict[int, str] = {}
    for entry_id, reverses, kind, amount in rows:
        root = reverses or entry_id
        sums[root] = sums.get(root, 0) + amount
        if reverses is None:
            kinds[root] = kind
    return [(root, kinds[root]) for root, amount in sums.items() if amount]


def _let_go(debt: Debt, kind: str, amount: int, cause: Cause) -> Booked:
    entry_id = write_entry(
        company_id=debt.company_id,
        customer_id=debt.customer_id,
        kind=kind,
        money=Money(amount, debt.currency),
        cause=cause,
    )
    part = Choice(debt.id, amount)
    write_allocations(company_id=debt.company_id, entry_id=entry_id, parts=[part], now=cause.now)
    return Booked(entry_id=entry_id, allocated=(part,), on_account=0)
