"""What was really used, from what was really read: over rollovers, exchanges and estimates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from webapp.domain.bands import Dated
from webapp.domain.meters import ESTIMATES
from webapp.domain.quantities import SCALE

LAST_TENTH = 90


@dataclass(frozen=True, kw_only=True)
class Read:
    """An official reading by its effective day and value, in thousandths."""

    day: date
    value: int
    kind: str
    rolled: bool = False
    """Whether the counter passed zero since the reading before."""

    @property
    def actual(self) -> bool:
        """Whether somebody or something really read it."""
        return self.kind not in ESTIMATES

    @property
    def dated(self) -> Dated:
        """The value on its day."""
        return Dated(day=self.day, value=self.value)


@dataclass(frozen=True, kw_only=True)
class Device:
    """One device's register over the time it hung there, its readings oldest first."""

    readings: Sequence[Read]
    digits: int
    multiplier: int


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What was used after one real reading, up to and including the day of the next."""

    after: date
    until: date
    amount: int

    @property
    def days(self) -> int:
        """How long."""
        return (self.until - self.after).days


def real_stretches(*, devices: Iterable[Device], multiplier: int) -> tuple[Stretch, ...]:
    """The stretches between real readings of all devices, oldest first.

    Amounts are counts of a register with this multiplier, whatever the device's own was. Estimates
    are left out: what lies between two real readings is one stretch.
    """
    found = [stretch for device in devices for stretch in _stretches(device, multiplier)]
    return tuple(sorted(found, key=lambda stretch: stretch.after))


def _stretches(device: Device, multiplier: int) -> Iterable[Stretch]:
    for before, after in pairwise(_real(device.readings)):
        amount = _used(before, after, device.digits)
        if amount is not None and after.day > before.day:
            counts = amount * device.multiplier // multiplier
            yield Stretch(after=before.day, until=after.day, amount=counts)


def _real(readings: Sequence[Read]) -> list[Read]:
    """The real readings, the last of a day; one says whether any before it had passed zero."""
    real: dict[date, Read] = {}
    rolled = False
    for reading in readings:
        rolled = rolled or reading.rolled
        if reading.actual:
            real[reading.day] = Read(
                day=reading.day, value=reading.value, kind=reading.kind, rolled=rolled
            )
            rolled = False
    return [real[day] for day in sorted(real)]


def _used(before: Read, after: Read, digits: int) -> int | None:
    if after.value >= before.value:
        return after.value - before.value
    size = 10**digits * SCALE
    rolled = size - before.value + after.value
    near_the_end = before.value * 100 >= size * LAST_TENTH
    if after.rolled or (near_the_end and rolled <= size // 2):
        return rolled
    return None
