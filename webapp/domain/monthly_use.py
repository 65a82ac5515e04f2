"""How much a register counted in each calendar month, from readings of any days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class DatedReading:
    """A value on a day, and how it came to be known."""

    day: date
    value: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MonthUse:
    """One month's use in thousandths; none where nothing is known of it."""

    first: date
    used: int | None
    estimated: bool


def use_by_month(
    *, readings: Sequence[DatedReading], until: date, months: int = 24
) -> tuple[MonthUse, ...]:
    """The months that end with the one of `until`, oldest first; readings oldest first too.

    What was counted between two readings is spread evenly over the days between them; a value
    that went down says nothing of use and leaves a gap. Of several on a day the last one counts.
    """
    readings = list({one.day: one for one in readings}.values())
    firsts = _firsts(until=until, months=months)
    return tuple(_month(readings, first=one, end=two) for one, two in pairwise(firsts))


def _firsts(*, until: date, months: int) -> list[date]:
    last = until.year * 12 + until.month  # the month after, counted from January of year 0
    return [date(at // 12, at % 12 + 1, 1) for at in range(last - months, last + 1)]


def _month(readings: Sequence[DatedReading], *, first: date, end: date) -> MonthUse:
    # A reading stands for the end of its day.
    begin, stop = first - timedelta(days=1), end - timedelta(days=1)
    known = [
        (earlier, later)
        for earlier, later in pairwise(readings)
        if earlier.day < stop and later.day > begin and later.value >= earlier.value
    ]
    used = sum(
        _value_at(earlier, later, min(stop, later.day))
        - _value_at(earlier, later, max(begin, earlier.day))
        for earlier, later in known
    )
    estimated = any(later.kind == "estimated" for _, later in known)
    return MonthUse(first=first, used=used if known else None, estimated=estimated)


def _value_at(earlier: DatedReading, later: DatedReading, day: date) -> int:
    whole, passed = (later.day - earlier.day).days, (day - earlier.day).days
    return earlier.value + (later.value - earlier.value) * passed // whole
