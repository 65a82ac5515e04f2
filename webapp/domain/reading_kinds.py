"""Which of several readings counts: the kinds in their order, as data."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from webapp.domain.meters import ESTIMATES

# The higher wins. What two sides have signed together stands above what one of them read, what
# staff read above what was passed on, and whatever was read above what was worked out.
PRIORITY = {
    "control": 100,
    "exchange_out": 90,
    "exchange_in": 90,
    "final": 85,
    "move_in": 85,
    "initial": 80,
    "reader_verified": 75,
    "remote": 70,
    "reader": 65,
    "customer_verified": 60,
    "company": 55,
    "third_party": 50,
    "customer": 45,
    "estimated_agreed": 20,
    "prorated": 15,
    "estimated": 10,
}


class Read(Protocol):
    """A reading of some kind on a day."""

    @property
    def day(self) -> date:
        """The day for which it counts."""

    @property
    def kind(self) -> str:
        """One of PRIORITY."""


R = TypeVar("R", bound=Read)


def was_read(kind: str) -> bool:
    """Whether somebody or something read it from the meter; an estimate never was."""
    return kind not in ESTIMATES


def best_of(*, readings: Iterable[R], day: date, near: int = 0) -> R | None:
    """The reading that counts for a day, from those at most `near` days away; None without one.

    The kind decides, then how near it is, then which comes later in the given order.
    """
    best: tuple[int, int, int] | None = None
    found: R | None = None
    for place, reading in enumerate(readings):
        away = abs((reading.day - day).days)
        rank = (PRIORITY[reading.kind], -away, place)
        if away <= near and (best is None or rank > best):
            best, found = rank, reading
    return found


def one_a_day(readings: Iterable[R]) -> list[R]:
    """For each day the reading that counts, the days in order."""
    by_day: dict[date, R] = {}
    for reading in readings:
        earlier = by_day.get(reading.day)
        if earlier is None or PRIORITY[reading.kind] >= PRIORITY[earlier.kind]:
            by_day[reading.day] = reading
    return [by_day[day] for day in sorted(by_day)]
