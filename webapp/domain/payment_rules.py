"""What may become of an attempt to pay, when a bank is asked again, and what does not fit."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.payments import ProviderState, State

LIFE = timedelta(minutes=30)
"""How long a customer may take at the bank, unless the bank says otherwise."""

OPEN: Final = frozenset({State.CREATED, State.REDIRECTED, State.PENDING, State.UNKNOWN})
"""Something may still come of it; what it is to pay is held for it."""
GIVEN_UP: Final = frozenset({State.FAILED, State.CANCELLED, State.EXPIRED})
"""Nothing came of it; money may still come late, and then it counts."""
HOLDING: Final = OPEN | {State.REVIEW}
"""Nobody may pay the same again meanwhile."""

# Paid is never unpaid: from SUCCEEDED there is no way, and from REVIEW only a person leads out.
MAY_BECOME: Final[dict[State, frozenset[State]]] = {
    State.CREATED: frozenset(State) - {State.CREATED},
    State.UNKNOWN: frozenset(State) - {State.CREATED, State.UNKNOWN},
    State.REDIRECTED: frozenset(State) - {State.CREATED, State.REDIRECTED, State.UNKNOWN},
    State.PENDING: frozenset({State.SUCCEEDED, State.REVIEW}) | GIVEN_UP,
    **{state: frozenset({State.SUCCEEDED, State.REVIEW}) for state in GIVEN_UP},
    State.SUCCEEDED: frozenset(),
    State.REVIEW: frozenset(),
}

FIRST_POLLS = (
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
ONCE_OVER = timedelta(minutes=1)
LATE_MONEY_COMES_FOR = timedelta(days=7)
OTHER_AMOUNT: Final = "amount"
"""What is noted of an attempt for which the bank took another amount than was asked for."""
PATIENCE_OF_RETURN = timedelta(seconds=5)
"""A customer who loads the page of return again and again asks the bank no oftener."""


def before(state: State) -> list[str]:
    """From which states an attempt may come to this one."""
    return [old.value for old, new in MAY_BECOME.items() if state in new]


def next_poll(*, since: datetime, expires_at: datetime, now: datetime) -> datetime | None:
    """When the bank is asked next: soon after it began, when it is over, then daily for a week."""
    last = expires_at + LATE_MONEY_COMES_FOR
    soon = [since + wait for wait in FIRST_POLLS] + [expires_at + ONCE_OVER]
    days = (now - expires_at) // timedelta(days=1) + 1
    candidates = [*soon, expires_at + timedelta(days=max(1, days))]
    due = [moment for moment in candidates if now < moment <= last]
    return min(due, default=None)


def next_refund_poll(*, asked_at: datetime, now: datetime) -> datetime | None:
    """When a bank is asked again what became of a refund; None after a week."""
    return next_poll(since=asked_at, expires_at=asked_at, now=now)


def choice_hash(*, customer_id: int, chosen: Sequence[Choice], money: Money) -> str:
    """Names a choice, so that the same one made twice is one attempt."""
    parts = sorted(f"{one.debt_id}:{one.amount}" for one in chosen)
    said = "|".join([str(customer_id), money.currency, str(money.minor), *parts])
    return hashlib.sha256(said.encode()).hexdigest()


def misfit(*, asked: Money, reference: str, told: ProviderState) -> str | None:
    """What of a success does not fit what was asked for: a code, or None where all fits."""
    if told.captured is None:
        return "no_amount"
    if told.captured.currency != asked.currency:
        return "currency"
    if told.captured.minor != asked.minor:
        return OTHER_AMOUNT
    if told.reference and told.reference != reference:
        return "reference"
    return None


def filled(*, amount: int, owed: Sequence[Choice]) -> list[Choice]:
    """The chosen debts in their order, as far as an own amount goes."""
    parts, left = [], amount
    for one in owed:
        part = min(left, one.amount)
        if part > 0:
            parts.append(Choice(one.debt_id, part))
            left -= part
    return parts
