"""Late-payment interest: base, days and rate periods, added up exactly and rounded once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from webapp.domain.money import split

# Rates are hundredths of a percent a year: 875 is 8.75 %.
WHOLE = 100 * 100


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate that holds from a day on, until the next one does."""

    valid_from: date
    rate: int


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days of one rate, half-open, and their part of the interest."""

    since: date
    until: date
    days: int
    rate: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Interest:
    """What a base cost in so many days; the stretches add up to the amount exactly."""

    base: int
    days: int
    amount: int
    day_count: str
    stretches: tuple[Stretch, ...]


def interest_on(
    *, base: int, since: date, until: date, rates: Sequence[Rate], day_count: str
) -> Interest:
    """Simple interest on `base` minor units from `since` up to, not including, `until`.

    `day_count` is act_365, act_360 or act_act (by the days of each calendar year). The sum is
    rounded half up, once; days before the first rate cost nothing. Raises ValueError for a day
    count that is none of these, and where `until` lies before `since`.
    """
    if until < since:
        raise ValueError("a period that ends before it begins")
    pieces = _pieces(since, until, sorted(rates, key=lambda one: one.valid_from))
    exact = [_exact(base, begin, end, rate, day_count) for begin, end, rate in pieces]
    amount = _half_up(sum(exact, Fraction(0)))
    parts = _shares(amount, exact)
    stretches = tuple(
        Stretch(since=begin, until=end, days=(end - begin).days, rate=rate, amount=part)
        for (begin, end, rate), part in zip(pieces, parts, strict=True)
    )
    return Interest(
        base=base,
        days=(until - since).days,
        amount=amount,
        day_count=day_count,
        stretches=stretches,
    )


def _pieces(since: date, until: date, rates: Sequence[Rate]) -> list[tuple[date, date, int]]:
    ends = [one.valid_from for one in rates[1:]] + [date.max]
    found = []
    for one, end in zip(rates, ends, strict=False):
        begin, stop = max(since, one.valid_from), min(until, end)
        if begin < stop:
            found.append((begin, stop, one.rate))
    return found


def _exact(base: int, since: date, until: date, rate: int, day_count: str) -> Fraction:
    return Fraction(base * rate, WHOLE) * _years(since, until, day_count)


def _years(since: date, until: date, day_count: str) -> Fraction:
    if day_count == "act_365":
        return Fraction((until - since).days, 365)
    if day_count == "act_360":
        return Fraction((until - since).days, 360)
    if day_count != "act_act":
        raise ValueError(f"{day_count} is no day count")
    years = Fraction(0)
    for year in range(since.year, until.year + 1):
        begin, end = date(year, 1, 1), date(year + 1, 1, 1)
        days = (min(until, end) - max(since, begin)).days
        years += Fraction(max(0, days), (end - begin).days)
    return years


def _half_up(value: Fraction) -> int:
    return (value.numerator * 2 + value.denominator) // (value.denominator * 2)


def _shares(amount: int, exact: Sequence[Fraction]) -> list[int]:
    """Whole units that add up to the rounded sum, each as near to its own as that allows."""
    if not any(exact):
        return [0] * len(exact)
    common = 1
    for one in exact:
        common *= one.denominator
    return split(amount, weights=[int(one * common) for one in exact])
