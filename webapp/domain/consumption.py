"""What was used between readings, and how it falls on months; never a negative bar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from webapp.domain.quantities import SCALE

# A total that covers more days than this says little about a single month.
A_MONTH_OR_SO = 45
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One official reading of a register."""

    day: date
    value: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class Use:
    """What was used since the reading before, in thousandths, and how that came about.

    `how`: counted · rolled (the counter passed zero) · overestimated or lower (less than before,
    by `short`) · first (there is nothing before it).
    """

    amount: int | None
    how: str
    short: int = 0


@dataclass(frozen=True, kw_only=True)
class Span:
    """An amount that was used after one day, up to and including another."""

    after: date
    until: date
    amount: int
    guessed: bool


@dataclass(frozen=True, kw_only=True)
class MonthOfUse:
    """A calendar month; without an amount where no reading covers it."""

    first: date
    amount: int | None = None
    guessed: bool = False


def use_since(*, before: Counted | None, value: int, digits: int, multiplier: int) -> Use:
    """What a register counted since the reading before it."""
    if before is None:
        return Use(amount=None, how="first")
    if value >= before.value:
        return Use(amount=(value - before.value) * multiplier // SCALE, how="counted")
    size = 10**digits * SCALE
    rolled = size - before.value + value
    if before.value >= size * 9 // 10 and rolled <= size // 2:
        return Use(amount=rolled * multiplier // SCALE, how="rolled")
    how = "overestimated" if before.kind == "estimated" else "lower"
    return Use(amount=None, how=how, short=(before.value - value) * multiplier // SCALE)


def spans_of(*, readings: Sequence[Counted], digits: int, multiplier: int) -> list[Span]:
    """The stretches between neighbouring readings, oldest first, that say how much was used.

    Of several readings on a day the last one counts.
    """
    spans = []
    for before, after in pairwise({reading.day: reading for reading in readings}.values()):
        use = use_since(before=before, value=after.value, digits=digits, multiplier=multiplier)
        if use.amount is not None:
            days = (after.day - before.day).days
            guessed = "estimated" in (before.kind, after.kind) or days > A_MONTH_OR_SO
            spans.append(
                Span(after=before.day, until=after.day, amount=use.amount, guessed=guessed)
            )
    return spans


def months_of_use(*, spans: Iterable[Span], today: date, count: int = 24) -> list[MonthOfUse]:
    """The last `count` months, oldest first, each span spread evenly over its days.

    Months before the first known one are left out, as long as a year remains.
    """
    known = list(spans)
    months = [_month(first, known) for first in _last_months(today, count)]
    begin = next((i for i, m in enumerate(months) if m.amount is not None), count)
    return months[min(begin, max(count - 12, 0)) :]


def month_start(*, day: date, back: int = 0) -> date:
    """The first of the month that lies so many months before this day's."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _last_months(today: date, count: int) -> list[date]:
    return [month_start(day=today, back=back) for back in range(count - 1, -1, -1)]


def _month(first: date, spans: list[Span]) -> MonthOfUse:
    following = month_start(day=first, back=-1)
    inside = [s for s in spans if s.after < following - DAY and s.until >= first]
    if not inside:
        return MonthOfUse(first=first)
    return MonthOfUse(
        first=first,
        amount=sum(_through(s, following) - _through(s, first) for s in inside),
        guessed=any(s.guessed for s in inside),
    )


def _through(span: Span, day: date) -> int:
    """What was used before this day; sums of months lose nothing to rounding."""
    days = (span.until - span.after).days
    gone = min(max((day - span.after).days - 1, 0), days)
    return span.amount * gone // days
