"""Days that the demo world turns on: month ends, and when windows open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# A reading younger than this would leave too little time to have used three or four cubic metres.
YOUNGEST_READING = timedelta(days=18)
MONTHS_BACK, MONTHS_AHEAD = 3, 12


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """A reading window that opens every month on the same day."""

    first: date
    days: int

    def windows(self, *, today: date) -> Iterator[tuple[date, date]]:
        """(opens, closes) from a few months ago until a year ahead."""
        past = (today.year - self.first.year) * 12 + today.month - self.first.month
        for months in range(past - MONTHS_BACK, past + MONTHS_AHEAD + 1):
            opens = months_later(self.first, months)
            yield opens, opens + timedelta(days=self.days)

    def quiet_day(self, *, ago: int, ends: Sequence[date]) -> date:
        """The day of the window so many months before that is farthest from these days.

        Two readings close together would look odd on some days of a month and not on others.
        """
        opens = months_later(self.first, -ago)
        days = [opens + timedelta(days=number) for number in range(self.days)]
        return max(days, key=lambda day: min(abs(day - end) for end in ends))


def month_ends(*, today: date, count: int) -> list[date]:
    """The last days of past months, oldest first, the newest about three weeks or more ago."""
    newest = today.replace(day=1) - timedelta(days=1)
    if today - newest < YOUNGEST_READING:
        newest = newest.replace(day=1) - timedelta(days=1)
    ends = [newest]
    while len(ends) < count:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def months_later(day: date, months: int) -> date:
    """The same day of another month, where days after the 28th become the 28th."""
    if not months:
        return day
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, 28))


def open_since(*, today: date, days: int, length: int) -> Rhythm:
    """A rhythm whose current window opened so many days ago."""
    return Rhythm(first=today - timedelta(days=days), days=length)
