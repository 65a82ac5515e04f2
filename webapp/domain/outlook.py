"""What a register's past lets us expect of any days: the bases, and which one speaks for which day.

In this order: the weather since (for what heats), the same days last year, the period before
weighted by season, the contract's year, a household like others. Every part only grows with the
days, so a later day never expects less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.domain.parameters import RuleSet
from webapp.domain.past_use import Stretch
from webapp.domain.seasons import share, year
from webapp.domain.weather import DegreeDays, Fit, Span, fitted

A_YEAR = timedelta(days=365)
# The period before must be this long to speak for a year; shorter ones are put together.
ENOUGH_DAYS, LEAST_DAYS = 60, 14


@dataclass(frozen=True, kw_only=True)
class Past:
    """What is known of a register: real stretches (oldest first), the contract, the weather.

    `yearly` is the contract's year in thousandths of counts.
    """

    stretches: Sequence[Stretch] = ()
    yearly: int | None = None
    weather: DegreeDays | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one basis says for some of the days."""

    basis: str
    amount: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A past, made ready to be asked for the use of any days."""

    past: Past
    rules: RuleSet
    fit: Fit | None
    yearly: int
    fallback: str
    numbers: dict[str, int | str]

    def parts(self, after: date, until: date) -> list[Part]:
        """The use expected after one day up to and including another, by basis."""
        weather = self.past.weather
        if until <= after:
            return []
        if self.fit is None or weather is None:
            return self._without_weather([(after, until)])
        gaps = weather.gaps(after=after, until=until)
        days = (until - after).days - sum((end - start).days for start, end in gaps)
        degree_days = weather.total(after=after, until=until)
        amount = self.fit.use(days=days, degree_days=degree_days)
        return [Part(basis="weather", amount=amount, days=days), *self._without_weather(gaps)]

    def amount(self, after: date, until: date) -> int:
        """The use expected after one day up to and including another."""
        return sum(part.amount for part in self.parts(after, until))

    def _without_weather(self, spans: Sequence[Span]) -> list[Part]:
        return [part for span in spans for part in self._by_last_year(*span)]

    def _by_last_year(self, after: date, until: date) -> list[Part]:
        parts, reached = [], after
        for stretch in self.past.stretches:
            start = max(stretch.after + A_YEAR, reached)
            end = min(stretch.until + A_YEAR, until)
            if start < end:
                parts += self._by_fallback(reached, start)
                parts.append(self._of_stretch(stretch, start - A_YEAR, end - A_YEAR))
                reached = end
        return [*parts, *self._by_fallback(reached, until)]

    def _of_stretch(self, stretch: Stretch, after: date, until: date) -> Part:
        weights = self.rules.weights
        whole = share(weights=weights, after=stretch.after, until=stretch.until)

        def so_far(day: date) -> int:
            if whole == 0:
                return stretch.amount * (day - stretch.after).days // stretch.days
            gone = share(weights=weights, after=stretch.after, until=day)
            return stretch.amount * gone // whole

        days = (until - after).days
        return Part(basis="last_year", amount=so_far(until) - so_far(after), days=days)

    def _by_fallback(self, after: date, until: date) -> list[Part]:
        if until <= after:
            return []
        whole = year(self.rules.weights)
        origin = date(after.year, 1, 1) - timedelta(days=1)

        def so_far(day: date) -> int:
            gone = share(weights=self.rules.weights, after=origin, until=day)
            return self.yearly * gone // whole

        amount = so_far(until) - so_far(after)
        return [Part(basis=self.fallback, amount=amount, days=(until - after).days)]


def in_counts(amount: int, *, multiplier: int) -> int:
    """An amount of the unit in counts of a register with this multiplier."""
    return amount * 1000 // max(multiplier, 1)


def outlook_of(*, past: Past, rules: RuleSet, multiplier: int) -> Outlook | None:
    """The past made ready, or None where nothing at all is known."""
    fit = None
    if rules.weather and past.weather is not None:
        fit = fitted(stretches=past.stretches, weather=past.weather)
    for basis, yearly, numbers in (
        ("previous", *_year_of_previous(past.stretches, rules.weights)),
        ("contract", past.yearly, {}),
        ("class", in_counts(rules.class_yearly, multiplier=multiplier) or None, {}),
    ):
        if yearly is not None:
            return Outlook(
                past=past, rules=rules, fit=fit, yearly=yearly, fallback=basis,
                numbers={**numbers, "yearly": yearly},
            )  # fmt: skip
    return None


def _year_of_previous(
    stretches: Sequence[Stretch], weights: Sequence[int]
) -> tuple[int | None, dict[str, int | str]]:
    """What a year would come to if it were all like the last real period, by its season."""
    days = amount = weight = 0
    since = until = None
    for stretch in reversed(stretches):
        if days >= ENOUGH_DAYS:
            break
        days += stretch.days
        amount += stretch.amount
        weight += share(weights=weights, after=stretch.after, until=stretch.until)
        since, until = stretch.after, until or stretch.until
    if since is None or until is None or days < LEAST_DAYS:
        return None, {}
    yearly = amount * year(weights) // weight if weight else amount * 365 // days
    return yearly, {"from": since.isoformat(), "to": until.isoformat(), "amount": amount}
