"""What was billed, beside what was used in the same times: one row a bill, one column a use."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_USES = 3


@dataclass(frozen=True, kw_only=True)
class UsedLine:
    """What one line of a bill says was used, in thousandths of its unit."""

    bill_id: int
    name: str
    unit: str
    quantity: int
    guessed: bool


@dataclass(frozen=True, kw_only=True)
class UseOfBills:
    """One kind of use, bill by bill: None where a bill has none of it."""

    name: str
    unit: str
    amounts: tuple[int | None, ...]
    guessed: tuple[bool, ...]


def uses_of_bills(*, bill_ids: Sequence[int], lines: Sequence[UsedLine]) -> list[UseOfBills]:
    """The uses that most of these bills are about, in the order of the bills.

    Lines of the same name and unit on one bill are added up: two meters, or two stretches of one.
    """
    found: dict[tuple[str, str], dict[int, list[UsedLine]]] = {}
    for line in lines:
        found.setdefault((line.name, line.unit), {}).setdefault(line.bill_id, []).append(line)
    commonest = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))[:MOST_USES]
    return [
        UseOfBills(
            name=name,
            unit=unit,
            amounts=tuple(_sum(bills.get(bill)) for bill in bill_ids),
            guessed=tuple(any(one.guessed for one in bills.get(bill, ())) for bill in bill_ids),
        )
        for (name, unit), bills in commonest
    ]


def _sum(lines: Sequence[UsedLine] | None) -> int | None:
    return None if lines is None else sum(line.quantity for line in lines)
