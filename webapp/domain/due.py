"""Which meters a person should read now, which are done, and when the next ones come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.domain.days import local_day
from webapp.domain.meters import ESTIMATES, MeterCard

# In a window that is always open, a reading of the last two weeks is recent enough.
RECENT = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Due:
    """The meters whose window is open, split by whether they have been read in it."""

    to_read: tuple[MeterCard, ...]
    done: tuple[MeterCard, ...]
    last_day: date | None
    next_from: date | None


def due_meters(*, meters: Iterable[MeterCard], sent: Collection[int], now: datetime) -> Due:
    """What is due; `sent` are the meters whose reading waits for the company."""
    known = list(meters)
    open_now = [meter for meter in known if meter.window.open]
    to_read = [m for m in open_now if m.id not in sent and not _read_lately(m, now)]
    ends = [m.window.last_day for m in to_read if m.window.last_day]
    coming = [m.window.next_from for m in known if not m.window.open and m.window.next_from]
    return Due(
        to_read=tuple(sorted(to_read, key=lambda m: m.window.last_day or date.max)),
        done=tuple(m for m in open_now if m not in to_read),
        last_day=min(ends, default=None),
        next_from=min(coming, default=None),
    )


def _read_lately(meter: MeterCard, now: datetime) -> bool:
    today = local_day(now=now, timezone=meter.timezone)
    since = max(meter.window.from_ or date.min, today - RECENT)
    return all(
        register.last is not None
        and register.last_kind not in ESTIMATES
        and register.last.day >= since
        for register in meter.registers
    )
