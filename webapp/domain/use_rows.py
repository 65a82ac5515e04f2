"""Use by month and meter, as rows of a table that a spreadsheet can take."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from webapp.domain.consumption import Span, month_start
from webapp.domain.degree_days import Weather, coldness, in_the_same_weather, month_degree_days
from webapp.domain.use_by_year import DAY, Month, known_days, months_with_days, pairs_of


@dataclass(frozen=True, kw_only=True)
class UseRow:
    """What one meter counted in a month, on the days that are known; thousandths throughout.

    `corrected` is that amount as if the month and the same month of the other year had been
    equally cold; None where the weather of either is not known.
    """

    month: date
    first: date
    last: date
    amount: int
    guessed: bool
    degree_days: int | None
    corrected: int | None


def use_rows(
    *, spans: Collection[Span], place: Collection[Span], today: date, weather: Weather
) -> Iterator[UseRow]:
    """The last 24 months in which this meter counted, oldest first.

    `place` are the spans of every meter that carried the register: the other year's month may be
    an earlier meter's.
    """
    shares = _shares(place, today, weather) if weather else {}
    for month in months_with_days(spans=spans, today=today):
        if month.amount is not None:
            yield _row(month, month.amount, spans, weather, shares.get(month.first))


def _row(
    month: Month,
    amount: int,
    spans: Collection[Span],
    weather: Weather,
    share: tuple[int, int] | None,
) -> UseRow:
    last = month_start(day=month.first, back=-1) - DAY
    days = sorted(known_days(spans=spans, after=month.first - DAY, until=last))
    return UseRow(
        month=month.first,
        first=days[0],
        last=days[-1],
        amount=amount,
        guessed=month.guessed,
        degree_days=month_degree_days(month=month, spans=spans, weather=weather)
        if weather
        else None,
        corrected=amount * share[0] // share[1] if share else None,
    )


def _shares(place: Collection[Span], today: date, weather: Weather) -> dict[date, tuple[int, int]]:
    """By month the corrected and the real use of the place, where the weather is known."""
    found = {}
    for pair in pairs_of(months=months_with_days(spans=place, today=today)):
        cold = coldness(pair=pair, spans=place, weather=weather)
        made = in_the_same_weather(pair=pair, cold=cold)
        for real, same in ((pair.this, made.this), (pair.before, made.before)):
            if cold and real.amount:
                found[real.first] = (same.amount or 0, real.amount)
    return found
