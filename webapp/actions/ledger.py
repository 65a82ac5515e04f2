"""Money that comes and goes: booked once, put to debts, taken back; nothing is ever changed.

Every action is one transaction (or a part of its caller's), alone with the customer's money, and
leaves an event. What is outstanding follows from the rows; no flag is set anywhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.ledger_rows import (
    Cause,
    Family,
    Source,
    families_of_customer,
    family,
    hold,
    open_lines,
    taken_of,
    write_allocations,
    write_entry,
)
from webapp.actions.refund_requests import under_way
from webapp.domain.ledger import (
    NOT_MONEY,
    UNDOES,
    USUAL_ORDER,
    Choice,
    by_choice,
    reopened,
    settled_again,
    spread,
)
from webapp.domain.money import Money
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.allocations import Allocation
from webapp.models.base import atomic, tuples_of
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_settings import MoneySetting

__all__ = [
    "Booked",
    "Cause",
    "Source",
    "TakenBack",
    "book_payment",
    "bring_back",
    "grant_credit",
    "release",
    "take_back",
    "use_credit",
]


@dataclass(frozen=True, kw_only=True)
class Booked:
    """What became of money that came in; `repeated` if it had been booked before."""

    entry_id: int
    allocated: tuple[Choice, ...]
    on_account: int
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What was taken back, and which debts are open again by how much."""

    entry_id: int
    amount: int
    reopened: tuple[Choice, ...]


def book_payment(
    *,
    company_id: int,
    customer_id: int,
    money: Money,
    cause: Cause,
    chosen: Sequence[Choice] = (),
    spread_rest: bool = True,
) -> Booked:
    """Book money that has come in, once however often it is told, and settle debts with it.

    What the customer chose is settled first, and what is over stays on account. Without a choice
    the company's order decides, unless `spread_rest` is off. Raises NotFound for no such customer.
    """
    if money.minor <= 0:
        raise Refusal("amount", N_("A payment must be more than nothing."))
    with atomic():
        hold(company_id=company_id, customer_id=customer_id)
        known = _known(company_id, cause)
        if known is not None:
            return known
        entry_id = write_entry(
            company_id=company_id,
            customer_id=customer_id,
            kind="payment",
            money=money,
            cause=cause,
        )
        lines = open_lines(company_id=company_id, customer_id=customer_id, currency=money.currency)
        if chosen:
            parts = by_choice(amount=money.minor, chosen=chosen, lines=lines)
        elif spread_rest:
            parts = spread(amount=money.minor, lines=lines, order=order_of(company_id=company_id))
        else:
            parts = []
        write_allocations(company_id=company_id, entry_id=entry_id, parts=parts, now=cause.now)
        return _booked(entry_id, money.minor, parts)


def grant_credit(*, company_id: int, customer_id: int, money: Money, cause: Cause) -> Booked:
    """Put money on account that nobody paid: a credit note, a goodwill amount."""
    if money.minor <= 0:
        raise Refusal("amount", N_("A credit must be more than nothing."))
    with atomic():
        hold(company_id=company_id, customer_id=customer_id)
        known = _known(company_id, cause)
        if known is not None:
            return known
        entry_id = write_entry(
            company_id=company_id, customer_id=customer_id, kind="credit", money=money, cause=cause
        )
        return _booked(entry_id, money.minor, [])


def use_credit(
    *,
    company_id: int,
    customer_id: int,
    currency: str,
    now: datetime,
    chosen: Sequence[Choice] = (),
) -> tuple[Choice, ...]:
    """Settle debts with what is on account: the chosen ones, else by the company's order.

    What a bank has been asked to give back is on its way, and settles nothing.
    """
    with atomic():
        hold(company_id=company_id, customer_id=customer_id)
        shared = {"company_id": company_id, "customer_id": customer_id, "currency": currency}
        done: list[Choice] = []
        wanted = list(chosen)
        for one in families_of_customer(**shared):  # type: ignore[arg-type]
            free = one.on_account - under_way(company_id=company_id, entry_id=one.id)
            if free <= 0:
                continue
            lines = open_lines(**shared)  # type: ignore[arg-type]
            if chosen:
                parts = by_choice(amount=free, chosen=wanted, lines=lines) if wanted else []
                wanted = _less(wanted, parts)
            else:
                order = order_of(company_id=company_id)
                parts = spread(amount=free, lines=lines, order=order)
            write_allocations(company_id=company_id, entry_id=one.id, parts=parts, now=now)
            done += parts
        return tuple(done)


def take_back(
    *, company_id: int, entry_id: int, kind: str, cause: Cause, amount: int | None = None
) -> TakenBack:
    """Take back all that is left of an entry, or so much: a refund, a chargeback, a reversal.

    What is on account goes first, then the debts it settled last are open again. Raises NotFound,
    or Refusal nothing_left for more than there is.
    """
    with atomic():
        whole = family(company_id=company_id, entry_id=entry_id)
        wanted = whole.remaining if amount is None else amount
        if wanted <= 0:
            raise Refusal("nothing_left", N_("Nothing is left of this payment to take back."))
        parts = reopened(amount=wanted, on_account=whole.on_account, settled=whole.settled)
        return _take(whole, kind, wanted, parts, cause)


def bring_back(
    *,
    company_id: int,
    entry_id: int,
    kind: str,
    cause: Cause,
    amount: int,
    taken_by: int | None = None,
    chosen: Sequence[Choice] | None = None,
) -> Booked:
    """Book that so much of what was taken from an entry is back: a dispute won, a refund returned.

    The debts that taking it had opened are settled again, as far as they are still owed; the rest
    is on account; or those `chosen`, as a delivery says it was. `taken_by` names the one entry that
    took it, where not all of its kind are meant. Raises NotFound, or Refusal nothing_left for more
    than was taken.
    """
    with atomic():
        whole = family(company_id=company_id, entry_id=entry_id)
        went = taken_of(whole, kinds=(UNDOES[kind], kind), only=taken_by)
        if not 0 < amount <= went.amount:
            raise Refusal("nothing_left", N_("This is more than what was taken of the payment."))
        back_id = write_entry(
            company_id=company_id,
            customer_id=whole.customer_id,
            kind=kind,
            money=Money(amount, whole.currency),
            cause=cause,
            reverses=entry_id,
        )
        lines = open_lines(
            company_id=company_id, customer_id=whole.customer_id, currency=whole.currency
        )
        if chosen is None:
            parts = settled_again(amount=amount, opened=went.opened, lines=lines)
        else:
            parts = by_choice(amount=amount, chosen=chosen, lines=lines)
        write_allocations(company_id=company_id, entry_id=back_id, parts=parts, now=cause.now)
        return _booked(back_id, amount, parts)


def release(
    *,
    company_id: int,
    entry_id: int,
    cause: Cause,
    debt_ids: Collection[int] | None = None,
) -> TakenBack:
    """Take money off debts, all or those named, and leave it on account: a match undone.

    What nobody paid (a write-off, a void) is undone instead. Raises Refusal nothing_left where the
    entry settles none of them.
    """
    with atomic():
        whole = family(company_id=company_id, entry_id=entry_id)
        parts = [o for o in whole.settled if debt_ids is None or o.debt_id in debt_ids]
        amount = sum(one.amount for one in parts)
        if not amount:
            raise Refusal("nothing_left", N_("This payment settles none of these debts."))
        if whole.kind in NOT_MONEY:
            return _take(whole, "reversal", amount, parts, cause)
        return _take(whole, "transfer", 0, parts, cause)


def order_of(*, company_id: int) -> str:
    """In which order this company settles debts with a sum that says nothing."""
    setting = MoneySetting.get_or_none(MoneySetting.company_id == company_id)
    return setting.allocation_order if setting else USUAL_ORDER


def _take(
    whole: Family, kind: str, amount: int, parts: Sequence[Choice], cause: Cause
) -> TakenBack:
    entry_id = write_entry(
        company_id=whole.company_id,
        customer_id=whole.customer_id,
        kind=kind,
        money=Money(-amount, whole.currency),
        cause=cause,
        reverses=whole.id,
    )
    write_allocations(
        company_id=whole.company_id,
        entry_id=entry_id,
        parts=[Choice(one.debt_id, -one.amount) for one in parts],
        now=cause.now,
    )
    return TakenBack(entry_id=entry_id, amount=amount, reopened=tuple(parts))


def _known(company_id: int, cause: Cause) -> Booked | None:
    """What was booked before of the same payment, or under the same key of an import."""
    if cause.source.payment_id is not None:
        same = (LedgerEntry.payment_id == cause.source.payment_id) & (LedgerEntry.kind == "payment")
    elif cause.key is not None:
        same = LedgerEntry.import_key == cause.key
    else:
        return None
    row = LedgerEntry.get_or_none(LedgerEntry.company_id == company_id, same)
    if row is None:
        return None
    parts = [
        Choice(debt_id, amount)
        for debt_id, amount in tuples_of(
            Allocation.select(Allocation.debt_id, Allocation.amount).where(
                Allocation.company_id == company_id, Allocation.entry_id == row.id
            )
        )
    ]
    return _booked(row.id, row.amount, parts, repeated=True)


def _booked(
    entry_id: int, amount: int, parts: Sequence[Choice], *, repeated: bool = False
) -> Booked:
    return Booked(
        entry_id=entry_id,
        allocated=tuple(parts),
        on_account=amount - sum(one.amount for one in parts),
        repeated=repeated,
    )


def _less(wanted: Sequence[Choice], done: Sequence[Choice]) -> list[Choice]:
    taken = {one.debt_id: one.amount for one in done}
    left = [Choice(one.debt_id, one.amount - taken.get(one.debt_id, 0)) for one in wanted]
    return [one for one in left if one.amount > 0]
