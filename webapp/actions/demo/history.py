"""Two years of counting: what a register showed at the end of each month."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

# Per mille of a year, January first; heat is the classical heating table, water is nearly flat.
HEATING = (170, 150, 130, 80, 40, 13, 13, 14, 30, 80, 120, 160)
WEIGHTS: dict[str, tuple[int, ...]] = {
    "heat": HEATING,
    "gas": tuple(round(0.85 * share + 0.15 * 83) for share in HEATING),
    "electricity": (98, 88, 88, 80, 76, 72, 72, 74, 78, 86, 92, 96),
    "hot_water": (92, 84, 88, 83, 82, 78, 76, 76, 81, 85, 87, 88),
    "cold_water": (78, 74, 80, 83, 88, 92, 95, 94, 84, 79, 76, 77),
}


@dataclass(frozen=True, kw_only=True)
class Series:
    """A register's values (thousandths) at the ends of months; `face` is where it rolls over."""

    days: tuple[date, ...]
    values: tuple[int, ...]
    face: int

    @property
    def last(self) -> int:
        """The newest value."""
        return self.values[-1]

    @property
    def per_day(self) -> float:
        """What an average day of the last year counted."""
        back = min(12, len(self.days) - 1)
        used = (self.values[-1] - self.values[-1 - back]) % self.face
        return used / (self.days[-1] - self.days[-1 - back]).days

    @property
    def yearly(self) -> int:
        """What the contract takes for a year: the last one, in two figures."""
        year = round(self.per_day * 365)
        step = 10 ** max(len(str(year)) - 2, 0)
        return round(year / step) * step

    def usual(self, *, day: date, share: float = 1.0) -> int:
        """What a day after the last reading may be expected to show."""
        return round(self.last + self.per_day * (day - self.days[-1]).days * share) % self.face

    def on(self, day: date) -> int:
        """What it showed on a day between two readings."""
        after = min(max(bisect_right(self.days, day), 1), len(self.days) - 1)
        start, end = self.days[after - 1], self.days[after]
        used = (self.values[after] - self.values[after - 1]) % self.face
        return self.values[after - 1] + used * (day - start).days // (end - start).days


def grown(*, days: Sequence[date], used: Sequence[int], last: int, face: int) -> Series:
    """The series that ends at `last` after using `used` between its days."""
    values = [last]
    for amount in reversed(used):
        values.append((values[-1] - amount) % face)
    return Series(days=tuple(days), values=tuple(values[::-1]), face=face)


def seasonal_use(
    *, days: Sequence[date], yearly: int, medium: str, step: int, rng: Random
) -> list[int]:
    """What a household used in each month, in whole steps of what the company writes down."""
    weights = WEIGHTS[medium]
    return [
        round(yearly * weights[day.month - 1] / 1000 * rng.uniform(0.8, 1.2) / step) * step
        for day in days[1:]
    ]
