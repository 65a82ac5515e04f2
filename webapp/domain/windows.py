"""Reading windows: when a service point may be read by its customer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class Period:
    """Half-open days; no end means that it stays open."""

    opens_on: date
    closes_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.opens_on <= day and (self.closes_on is None or day < self.closes_on)


@dataclass(frozen=True, kw_only=True)
class WindowState:
    """What a person needs to know of the window today."""

    open: bool
    from_: date | None = None
    to: date | None = None
    next_from: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which it is still open, as people say it."""
        return self.to - timedelta(days=1) if self.to else None


def window_state(*, periods: Iterable[Period], today: date) -> WindowState:
    """Whether a window is open today, until when, and when the next one opens."""
    known = sorted(periods, key=lambda p: p.opens_on)
    now = [p for p in known if p.holds(today)]
    coming = next((p.opens_on for p in known if p.opens_on > today), None)
    if not now:
        return WindowState(open=False, next_from=coming)
    ends = [p.closes_on for p in now if p.closes_on is not None]
    last = None if len(ends) < len(now) else max(ends)
    return WindowState(open=True, from_=now[0].opens_on, to=last, next_from=coming)
