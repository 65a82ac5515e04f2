"""How use follows the cold: so much a day, and so much a degree day, fitted from real periods."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

from webapp.domain.past_use import Stretch

Span = tuple[date, date]
DAY = timedelta(days=1)


class DegreeDays:
    """The degree days of a place, in thousandths, as far as they are known."""

    def __init__(self, values: Mapping[date, int]) -> None:
        self._days = sorted(values)
        self._sums = [0, *accumulate(values[day] for day in self._days)]

    def __bool__(self) -> bool:
        return bool(self._days)

    def total(self, *, after: date, until: date) -> int:
        """The sum of the known days after one day, up to and including another."""
        start, end = self._places(after, until)
        return self._sums[end] - self._sums[start]

    def covers(self, *, after: date, until: date) -> bool:
        """Whether every day is known."""
        start, end = self._places(after, until)
        return end - start == (until - after).days

    def gaps(self, *, after: date, until: date) -> list[Span]:
        """The stretches (after, until] of which nothing is known."""
        start, end = self._places(after, until)
        known = [after, *self._days[start:end], until + DAY]
        return [
            (before, following - DAY)
            for before, following in pairwise(known)
            if following - before > DAY
        ]

    def _places(self, after: date, until: date) -> tuple[int, int]:
        start = bisect_right(self._days, after)
        return start, max(start, bisect_right(self._days, until))


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Use = (`base` · days + `slope` · degree days) / `over`, all whole numbers."""

    base: int
    slope: int
    over: int
    periods: int

    def use(self, *, days: int, degree_days: int) -> int:
        """The use of so many days with so many thousandths of degree days, in thousandths."""
        return (self.base * days + self.slope * degree_days) // self.over


def fitted(*, stretches: Iterable[Stretch], weather: DegreeDays) -> Fit | None:
    """The least-squares fit to at least two real periods, or None where they say too little.

    Neither the days nor the cold can lower the use: where the fit says so, that part is left out.
    """
    known = [s for s in stretches if weather.covers(after=s.after, until=s.until)]
    if len(known) < 2:
        return None
    rows = [(s.days, weather.total(after=s.after, until=s.until), s.amount) for s in known]
    dd = sum(d * d for d, _, _ in rows)
    dh = sum(d * h for d, h, _ in rows)
    hh = sum(h * h for _, h, _ in rows)
    du = sum(d * u for d, _, u in rows)
    hu = sum(h * u for _, h, u in rows)
    over = dd * hh - dh * dh
    base, slope = du * hh - hu * dh, hu * dd - du * dh
    if over <= 0 or slope <= 0:
        return None
    if base < 0:
        return Fit(base=0, slope=hu, over=hh, periods=len(known))
    return Fit(base=base, slope=slope, over=over, periods=len(known))
