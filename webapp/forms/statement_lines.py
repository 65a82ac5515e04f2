"""What a clerk's form about a line of a statement says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LARGEST_ID = 2**63 - 1
LONGEST_SEARCH = 60


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One act: match, return, unmatch, aside or open, and what it is about."""

    act: str
    customer_id: int
    debt_ids: tuple[int, ...]
    entry_id: int
    reason: str


def parse_act(form: Mapping[str, str], *, debts: Sequence[str]) -> Asked:
    """The act that was asked for; ids that are none are nobody's."""
    return Asked(
        act=form.get("act", "")[:20],
        customer_id=number(form.get("customer", "")),
        debt_ids=tuple(number(one) for one in debts[:50]),
        entry_id=number(form.get("entry", "")),
        reason=form.get("reason", "")[:40],
    )


def number(text: str) -> int:
    """An id, or 0, which is nobody's."""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return found if found <= LARGEST_ID else 0


def searched(args: Mapping[str, str]) -> str:
    """What a clerk looks for, as one line."""
    return " ".join(args.get("q", "").split())[:LONGEST_SEARCH]
