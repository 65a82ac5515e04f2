"""What is known of a register on the day it is read: all that its rules judge by."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.bands import Band, Dated
from webapp.domain.quantities import SCALE


@dataclass(frozen=True, kw_only=True)
class Zero:
    """When no use at all is odd: after so many days, where more than `over` was expected."""

    days: int
    over: int
    severity: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """A register's past and what is expected of it on the day of reading, in thousandths.

    What is None is not known, and the rules that need it are silent.
    """

    register_id: int
    serial: str
    label: str
    unit: str
    digits: int
    decimals: int
    last: Dated | None = None
    last_actual: Dated | None = None
    """The last reading that somebody really took."""
    estimate: bool = False
    """Whether `last` is one that nobody read."""
    band: Band | None = None
    expected: int | None = None
    """The use expected since the anchor."""
    basis: str | None = None
    """What that rests on; see Expectation."""
    rollover_from: int | None = None
    """From here on the counter may have passed zero since."""
    zero: Zero | None = None
    capacity: int | None = None
    """The most that the connection delivers a day, in counts of this register."""

    @property
    def anchor(self) -> Dated | None:
        """What use is counted from."""
        return self.last_actual or self.last

    @property
    def range(self) -> int:
        """Where the counter passes zero."""
        return 10**self.digits * SCALE

    def holds(self, value: int) -> bool:
        """Whether the value would surprise nobody."""
        return self.band is not None and self.band.low <= value <= self.band.high


def days_since(anchor: Dated, day: date) -> int:
    """The days between, never fewer than none."""
    return max((day - anchor.day).days, 0)
