"""What is expected of a register: a value on a day, a range of readings, and how it came about."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A value on a day."""

    day: date
    value: int


@dataclass(frozen=True, kw_only=True)
class Band:
    """The range of readings expected on a day, and how it grows a day; all in thousandths."""

    low: int
    high: int
    per_day: int


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """The use expected after the anchor's day up to and including another, in thousandths.

    `basis` says from what most of it was worked out: weather · last_year · previous · contract ·
    class; `numbers` are what it used, so that a clerk can be told.
    """

    anchor: Dated
    day: date
    amount: int
    band: Band
    basis: str
    numbers: dict[str, int | str] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """For how many days."""
        return max((self.day - self.anchor.day).days, 0)

    def reading(self, *, digits: int) -> tuple[int, bool]:
        """The reading that this comes to, and whether the counter passes zero on the way."""
        size = 10**digits * 1000
        rolled, value = divmod(self.anchor.value + self.amount, size)
        return value, rolled > 0
