"""What was used between readings, and how it falls on months; never a negative bar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from webapp.domain.meters import ESTIMATES
from webapp.domain.quantities import SCALE
from webapp.domain.reading_kinds import one_a_day

# A total that covers more days than this says little about a single month.
A_MONTH_OR_SO = 45
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One official reading of a register: the day and the value for which it counts.

    `rollovers`: 1 if it was decided that the counter has passed zero since the one before.
    """

    day: date
    value: int
    kind: str
    rollovers: int = 0


@dataclass(frozen=True, kw_only=True)
class Use:
    """What was used since the reading before, in thousandths, and how that came about.

    `how`: counted · rolled (the counter passed zero) · overestimated (measured since the last
    reading that somebody took, because the estimates between were too high, by `short`) ·
    corrected (such an estimate) · lower (less than before, by `short`) · beside (another reading
    of that day counts) · first (there is nothing before it).
    """

    amount: int | None
    how: str
    short: int = 0
    since: date | None = None


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


def use_since(
    *,
    before: Counted | None,
    value: int,
    digits: int,
    multiplier: int,
    rollovers: int = 0,
) -> Use:
    """What a register counted since the reading before it; `rollovers` as it was decided."""
    if before is None:
        return Use(amount=None, how="first")
    if value >= before.value:
        return _used(value - before.value, multiplier, before, how="counted")
    round_ = 10**digits * SCALE - before.value + value
    if rollovers or _looks_rolled(before.value, round_, digits):
        return _used(round_, multiplier, before, how="rolled")
    how = "overestimated" if before.kind in ESTIMATES else "lower"
    return Use(amount=None, how=how, short=(before.value - value) * multiplier // SCALE)


def uses_of(*, readings: Sequence[Counted], digits: int, multiplier: int) -> list[Use]:
    """What was used up to each of these readings of one register, oldest first.

    An estimate that was too high is skipped: the reading after it is measured from the one that
    somebody took before, and the amounts add up all the same.
    """
    uses = [Use(amount=None, how="beside") for _ in readings]
    places = {id(reading): place for place, reading in enumerate(readings)}
    counting: list[Counted] = []
    for reading in one_a_day(readings):
        use = _since_last(counting, reading, digits, multiplier)
        for skipped in counting[_base(counting, use) + 1 :]:
            uses[places[id(skipped)]] = Use(amount=None, how="corrected")
        counting = [*counting[: _base(counting, use) + 1], reading]
        uses[places[id(reading)]] = use
    return uses


def spans_of(*, readings: Sequence[Counted], digits: int, multiplier: int) -> list[Span]:
    """The stretches between neighbouring readings, oldest first, that say how much was used.

    Of several readings on a day the one of the better kind counts; estimates that turned out too
    high are left out.
    """
    uses = uses_of(readings=readings, digits=digits, multiplier=multiplier)
    kinds = {reading.day: reading.kind for reading in one_a_day(readings)}
    spans = [
        Span(
            after=use.since,
            until=reading.day,
            amount=use.amount,
            guessed=bool(ESTIMATES & {kinds[use.since], reading.kind})
            or (reading.day - use.since).days > A_MONTH_OR_SO,
        )
        for reading, use in zip(readings, uses, strict=True)
        if use.amount is not None and use.since is not None
    ]
    return sorted(spans, key=lambda span: span.until)


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


def _used(amount: int, multiplier: int, before: Counted, *, how: str) -> Use:
    return Use(amount=amount * multiplier // SCALE, how=how, since=before.day)


def _looks_rolled(before: int, round_: int, digits: int) -> bool:
    size = 10**digits * SCALE
    return before >= size * 9 // 10 and round_ <= size // 2


def _since_last(counting: list[Counted], reading: Counted, digits: int, multiplier: int) -> Use:
    def since(before: Counted | None) -> Use:
        return use_since(
            before=before,
            value=reading.value,
            digits=digits,
            multiplier=multiplier,
            rollovers=reading.rollovers,
        )

    use = since(counting[-1] if counting else None)
    if use.how != "overestimated" or reading.kind in ESTIMATES:
        return use
    taken = next((c for c in reversed(counting) if c.kind not in ESTIMATES), None)
    measured = since(taken)
    if measured.how == "counted":
        return replace(measured, how="overestimated", short=use.short)
    return use if measured.how == "first" else measured


def _base(counting: list[Counted], use: Use) -> int:
    """The place of the reading it was measured from; the newest one unless estimates fell out."""
    if use.how != "overestimated" or use.since is None:
        return len(counting) - 1
    return [known.day for known in counting].index(use.since)


def _last_months(today: date, count: int) -> list[date]:
    return [month_start(day=today, back=back) for back in range(count - 1, -1, -1)]


def _month(first: date, spans: list[Span]) -> MonthOfUse:
    following = month_start(day=first, back=-1)
    last = following - DAY
    inside = [s for s in spans if s.after < last and s.until >= first]
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
