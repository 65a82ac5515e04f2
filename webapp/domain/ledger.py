"""Where money goes: which debts a sum settles, and which open again when it is taken back.

Plain arithmetic on minor units of one currency; who may and what is written is not asked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

# The groups a company may put in order: Ptk. 6:46, § 367 BGB and § 1932 OZ say fees, interest,
# principal; a company may have agreed otherwise with its customers.
FEES, INTEREST, PRINCIPAL = "fees", "interest", "principal"
GROUPS = {
    "dunning_fee": FEES,
    "interest": INTEREST,
    "invoice": PRINCIPAL,
    "advance": PRINCIPAL,
}
USUAL_ORDER = "fees,interest,principal"

# Entries that bring money or let a debt go, entries that take from one of those, and what brings
# back what such a one took.
ROOTS = ("payment", "credit", "write_off", "void")
TAKING_BACK = ("refund", "chargeback", "reversal")
WON_BACK, CAME_BACK = "won_back", "came_back"
UNDOES = {WON_BACK: "chargeback", CAME_BACK: "refund"}
# Nobody paid these: what they settled never becomes money on account.
NOT_MONEY = ("write_off", "void")


@dataclass(frozen=True, kw_only=True)
class OpenLine:
    """A debt with something outstanding."""

    debt_id: int
    kind: str
    due_on: date
    outstanding: int


@dataclass(frozen=True)
class Choice:
    """So many minor units of a debt: chosen to be paid, settled, or opened again."""

    debt_id: int
    amount: int


def outstanding(*, amount: int, settled: int) -> int:
    """What of a debt is still owed; raises ValueError where more was settled than was owed."""
    if not 0 <= settled <= amount:
        raise ValueError(f"{settled} settled of {amount}")
    return amount - settled


def in_order(*, lines: Sequence[OpenLine], order: str) -> list[OpenLine]:
    """The lines as the company's order says, the oldest first within a group.

    `order` names groups by comma; the empty one means by age alone, and groups that are not
    named come last.
    """
    groups = [group for group in order.split(",") if group]
    places = {group: place for place, group in enumerate(groups)}

    def key(line: OpenLine) -> tuple[int, date, int]:
        return (places.get(GROUPS[line.kind], len(places)), line.due_on, line.debt_id)

    return sorted(lines, key=key)


def spread(*, amount: int, lines: Sequence[OpenLine], order: str) -> list[Choice]:
    """Which debts a lump sum settles by the company's order; what is over is nobody's."""
    ordered = in_order(lines=lines, order=order)
    return _fill(amount, [Choice(one.debt_id, one.outstanding) for one in ordered])


def by_choice(*, amount: int, chosen: Sequence[Choice], lines: Sequence[OpenLine]) -> list[Choice]:
    """What the customer chose, as far as the sum goes and no further than is owed.

    A debt that was settled meanwhile takes nothing; its share stays on account.
    """
    owed = {line.debt_id: line.outstanding for line in lines}
    wanted: dict[int, int] = {}
    for one in chosen:
        if one.amount <= 0:
            raise Refusal("choice", N_("Please choose an amount above nothing."))
        wanted[one.debt_id] = wanted.get(one.debt_id, 0) + one.amount
    capped = [Choice(debt, min(part, owed.get(debt, 0))) for debt, part in wanted.items()]
    return _fill(amount, capped)


def reopened(*, amount: int, on_account: int, settled: Sequence[Choice]) -> list[Choice]:
    """Which debts open again when `amount` of a payment is taken back.

    What is on account goes first; then the debts it settled last. `settled` is in the order in
    which it was settled. Raises Refusal nothing_left for more than the payment still holds.
    """
    if amount > on_account + sum(one.amount for one in settled):
        raise Refusal("nothing_left", N_("This is more than what is left of the payment."))
    missing = max(0, amount - on_account)
    return _fill(missing, list(reversed(settled)))


def settled_again(
    *, amount: int, opened: Sequence[Choice], lines: Sequence[OpenLine]
) -> list[Choice]:
    """Which debts are settled again when `amount` of what was taken back has come again.

    `opened` is what taking it opened, below nothing and in that order; what was opened last is
    settled first. What has been settled otherwise meanwhile takes nothing.
    """
    again = [Choice(one.debt_id, -one.amount) for one in reversed(opened) if one.amount < 0]
    return by_choice(amount=amount, chosen=again, lines=lines)


def net_of(*, allocations: Sequence[Choice]) -> list[Choice]:
    """What settles each debt when settled and opened again are put together, in that order."""
    sums: dict[int, int] = {}
    for one in allocations:
        sums[one.debt_id] = sums.get(one.debt_id, 0) + one.amount
    return [Choice(debt_id, amount) for debt_id, amount in sums.items() if amount]


def _fill(amount: int, wanted: Sequence[Choice]) -> list[Choice]:
    filled, left = [], amount
    for one in wanted:
        part = min(left, one.amount)
        if part > 0:
            filled.append(Choice(one.debt_id, part))
            left -= part
    return filled
