"""This year beside the one before: whole years to the day, months in pairs, use a day."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.domain.consumption import MonthOfUse, Span, month_start, months_of_use

MONTHS = 24
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What was used after one day, up to and including another, on the days that are known.

    `since` is the day after which the known days begin.
    """

    after: date
    until: date
    since: date
    amount: int
    days: int
    guessed: bool

    @property
    def whole(self) -> bool:
        """Whether readings cover every day of it."""
        return self.days == (self.until - self.after).days

    @property
    def per_day(self) -> int | None:
        """Thousandths on an average day, or None where no day is known."""
        return a_day(amount=self.amount, days=self.days)

    @property
    def without_gaps(self) -> bool:
        """Whether every day is known from the first known one on."""
        return self.days == (self.until - self.since).days


@dataclass(frozen=True, kw_only=True)
class Years:
    """The twelve months up to the last reading, and the twelve before them."""

    this: Stretch
    before: Stretch

    @property
    def difference(self) -> int | None:
        """Thousandths more than the year before; None unless both years are whole."""
        if not (self.this.whole and self.before.whole):
            return None
        return self.this.amount - self.before.amount


@dataclass(frozen=True, kw_only=True)
class Month:
    """A calendar month with the days of it that readings cover."""

    first: date
    amount: int | None
    days: int
    guessed: bool

    @property
    def per_day(self) -> int | None:
        """Thousandths on an average day of the month, or None where no day is known."""
        return None if self.amount is None else a_day(amount=self.amount, days=self.days)

    @property
    def whole(self) -> bool:
        """Whether readings cover every day of it."""
        return self.days == (month_start(day=self.first, back=-1) - self.first).days


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The same calendar month of two years that follow each other."""

    this: Month
    before: Month


def years_of(*, spans: Collection[Span]) -> Years | None:
    """The two years that end with the last reading, counted to the day; None without any use."""
    if not spans:
        return None
    end = max(span.until for span in spans)
    middle = a_year_before(end)
    return Years(
        this=used_between(spans=spans, after=middle, until=end),
        before=used_between(spans=spans, after=a_year_before(middle), until=middle),
    )


def added(*, years: Collection[Years]) -> Years | None:
    """The sum of registers that count parts of one use; None unless they cover the same days."""
    this, before = _sum([one.this for one in years]), _sum([one.before for one in years])
    return Years(this=this, before=before) if this and before else None


def used_between(*, spans: Iterable[Span], after: date, until: date) -> Stretch:
    """What was used after one day up to and including another, each span spread over its days."""
    inside = [span for span in spans if span.after < until and span.until > after]
    return Stretch(
        after=after,
        until=until,
        since=max(after, min((span.after for span in inside), default=after)),
        amount=sum(share(span=s, after=after, until=until) for s in inside),
        days=days_covered(spans=inside, after=after, until=until),
        guessed=any(span.guessed for span in inside),
    )


def share(*, span: Span, after: date, until: date) -> int:
    """The part of a span's amount that falls after one day, up to and including another."""
    return _through(span, until) - _through(span, after)


def known_days(*, spans: Iterable[Span], after: date, until: date) -> Iterator[date]:
    """The days after one day up to and including another that spans cover."""
    for span in spans:
        first, last = max(span.after, after), min(span.until, until)
        yield from (first + DAY * number for number in range(1, (last - first).days + 1))


def days_covered(*, spans: Iterable[Span], after: date, until: date) -> int:
    """How many days after one day up to and including another spans cover, each counted once."""
    days, reached = 0, after
    for span in sorted(spans, key=lambda one: one.after):
        begin, end = max(span.after, reached), min(span.until, until)
        if end > begin:
            days += (end - begin).days
            reached = end
    return days


def months_with_days(*, spans: Collection[Span], today: date) -> list[Month]:
    """The last 24 months, oldest first, those without a reading included."""
    known = {m.first: m for m in months_of_use(spans=spans, today=today, count=MONTHS)}
    firsts = [month_start(day=today, back=back) for back in range(MONTHS - 1, -1, -1)]
    return [_month(known.get(first, MonthOfUse(first=first)), spans) for first in firsts]


def pairs_of(*, months: list[Month]) -> list[Pair]:
    """The last twelve months, oldest first, each beside the same month a year before."""
    half = len(months) // 2
    return [
        Pair(this=this, before=before)
        for before, this in zip(months[:half], months[half:], strict=True)
    ]


def a_day(*, amount: int, days: int) -> int | None:
    """What was used on an average of so many days, rounded; None for no day."""
    return (amount + days // 2) // days if days else None


def a_year_before(day: date) -> date:
    """The same day a year before; the last day of a month stays the last day of it."""
    if (day + DAY).day == 1:
        return (day + DAY).replace(year=(day + DAY).year - 1) - DAY
    return day.replace(year=day.year - 1)


def parts_of_one_use(*, obis: Collection[str]) -> bool:
    """Whether these registers share one use among them, as day and night do, and nothing else.

    By OBIS: the same quantity, told apart by tariff alone, and none of them the total (tariff 0).
    """
    heads = {code.rpartition(".")[0] for code in obis}
    tariffs = [code.rpartition(".")[2] for code in obis]
    return len(tariffs) > 1 and len(heads) == 1 and "" not in heads and "0" not in tariffs


def _month(month: MonthOfUse, spans: Iterable[Span]) -> Month:
    last = month_start(day=month.first, back=-1) - DAY
    return Month(
        first=month.first,
        amount=month.amount,
        days=days_covered(spans=spans, after=month.first - DAY, until=last)
        if month.amount is not None
        else 0,
        guessed=month.guessed,
    )


def _through(span: Span, day: date) -> int:
    # The same rounding as for months: parts that meet lose nothing between them.
    days = (span.until - span.after).days
    gone = min(max((day - span.after).days, 0), days)
    return span.amount * gone // days


def _sum(stretches: list[Stretch]) -> Stretch | None:
    if len({(s.after, s.until, s.days) for s in stretches}) != 1:
        return None
    first = stretches[0]
    return Stretch(
        after=first.after,
        until=first.until,
        since=first.since,
        days=first.days,
        amount=sum(s.amount for s in stretches),
        guessed=any(s.guessed for s in stretches),
    )
