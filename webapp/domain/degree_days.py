"""Use for heating as if two years had been equally cold.

A degree day says how much colder it was outside than a heated room wants it, for a day. Use for
each degree day, times what both years had on average, is what either would have used in a winter
between the two.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from webapp.domain.consumption import Span, month_start
from webapp.domain.use_by_year import (
    DAY,
    Month,
    Pair,
    Stretch,
    Years,
    known_days,
)

# Media that are used for heating, at least for the larger part.
FOLLOW_THE_WEATHER = frozenset({"heat", "gas"})
# Below this a month is not heated: what it used (hot water, cooking) does not follow the weather.
HARDLY_HEATED = 2_000
"""Thousandths of degree days on an average day."""

Weather = Mapping[date, int]


@dataclass(frozen=True, kw_only=True)
class EquallyCold:
    """Two years, each with its degree days and what it would have used in the same weather.

    All in thousandths.
    """

    this: int
    before: int
    degree_days_this: int
    degree_days_before: int

    @property
    def difference(self) -> int:
        """How much more than the year before, the weather left out."""
        return self.this - self.before


def equally_cold(*, years: Years, spans: Collection[Span], weather: Weather) -> EquallyCold | None:
    """Both years in the same weather; None unless both are whole and every day's is known."""
    if years.difference is None:
        return None
    this, before = (_cold(stretch, spans, weather) for stretch in (years.this, years.before))
    if not this or not before:
        return None
    return EquallyCold(
        this=corrected(amount=years.this.amount, own=this, other=before),
        before=corrected(amount=years.before.amount, own=before, other=this),
        degree_days_this=this,
        degree_days_before=before,
    )


def month_degree_days(*, month: Month, spans: Collection[Span], weather: Weather) -> int | None:
    """Thousandths of degree days on the days of a month that readings cover, if all are known."""
    if month.amount is None:
        return None
    last = month_start(day=month.first, back=-1) - DAY
    return _summed(set(known_days(spans=spans, after=month.first - DAY, until=last)), weather)


def corrected_pairs(
    *, pairs: Iterable[Pair], spans: Collection[Span], weather: Weather
) -> list[Pair]:
    """The pairs with each month's use as if both had been equally cold.

    Months that are hardly heated, and those whose weather is not known, stay as they are.
    """
    return [
        in_the_same_weather(pair=pair, cold=coldness(pair=pair, spans=spans, weather=weather))
        for pair in pairs
    ]


def coldness(*, pair: Pair, spans: Collection[Span], weather: Weather) -> tuple[int, int] | None:
    """Degree days on an average day of the month, this year and before; None if not all known."""
    this, before = (_a_day(month, spans, weather) for month in (pair.this, pair.before))
    return None if this is None or before is None else (this, before)


def in_the_same_weather(*, pair: Pair, cold: tuple[int, int] | None) -> Pair:
    """The pair as if both months had been as cold as their mean."""
    if cold is None or min(cold) < HARDLY_HEATED:
        return pair
    this, before = cold
    return Pair(
        this=_in(pair.this, own=this, other=before), before=_in(pair.before, own=before, other=this)
    )


def corrected(*, amount: int, own: int, other: int) -> int:
    """An amount times the mean of both degree days, for each of its own; never negative."""
    return (amount * (own + other) + own) // (2 * own)


def _in(month: Month, *, own: int, other: int) -> Month:
    amount = corrected(amount=month.amount or 0, own=own, other=other)
    return Month(first=month.first, amount=amount, days=month.days, guessed=month.guessed)


def _a_day(month: Month, spans: Collection[Span], weather: Weather) -> int | None:
    known = month_degree_days(month=month, spans=spans, weather=weather)
    return known // month.days if known is not None and month.days else None


def _cold(stretch: Stretch, spans: Collection[Span], weather: Weather) -> int | None:
    days = set(known_days(spans=spans, after=stretch.after, until=stretch.until))
    return _summed(days, weather)


def _summed(days: Collection[date], weather: Weather) -> int | None:
    found = [weather[day] for day in days if day in weather]
    return sum(found) if len(found) == len(days) else None
