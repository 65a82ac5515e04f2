"""What the consumption page shows of one register: a sentence, a chart, and what stands behind."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, gettext

from webapp.domain.consumption import month_start
from webapp.domain.daily_units import daily
from webapp.domain.degree_days import EquallyCold, Weather, corrected_pairs, equally_cold
from webapp.domain.use_by_year import (
    DAY,
    Month,
    Pair,
    Years,
    added,
    months_with_days,
    pairs_of,
    parts_of_one_use,
    used_between,
    years_of,
)
from webapp.queries.consumption import Carried, Consumption, UseSeries
from webapp.queries.service_points import PointOfSupply
from webapp.web.filters import quantity
from webapp.web.use_sentences import rounded, said_amount, use_sentence

Bar = tuple[str, int | None, str, str]


@dataclass(frozen=True, kw_only=True)
class PairBars:
    """A month of both years as the pairs component draws it; `marked` where a meter came new."""

    label: str
    letter: str
    before: Bar
    this: Bar
    marked: bool


@dataclass(frozen=True, kw_only=True)
class UseFigure:
    """One register of the page."""

    series: UseSeries
    years: Years | None
    sentence: str
    cold: EquallyCold | None
    unit: str
    pairs: tuple[PairBars, ...]
    months: tuple[Bar, ...]
    marks: frozenset[int]
    names: tuple[str, str]
    meters: tuple[tuple[Carried, str], ...]


def figures_of(*, found: Consumption, point: PointOfSupply, view: str) -> list[UseFigure]:
    """Every register in the view that was asked for."""
    return [_figure(series, point, found.weather, view) for series in found.series]


def together(*, figures: Collection[UseFigure], today: date) -> str:
    """One sentence for day and night current together; empty where registers do not add up."""
    series = [figure.series for figure in figures]
    if not parts_of_one_use(obis=[one.obis for one in series]):
        return ""
    years = added(years=[figure.years for figure in figures if figure.years])
    if years is None or len({one.unit for one in series}) > 1:
        return ""
    return use_sentence(years, unit=series[0].unit, decimals=series[0].decimals, today=today)


def _figure(series: UseSeries, point: PointOfSupply, weather: Weather, view: str) -> UseFigure:
    years = years_of(spans=series.spans)
    months = months_with_days(spans=series.spans, today=point.today)
    pairs = pairs_of(months=months)
    if view == "equally-cold":
        pairs = corrected_pairs(pairs=pairs, spans=series.spans, weather=weather)
    marked = {month_start(day=one.since) for one in series.devices if one.since}
    write = _a_day(series, point.medium) if view == "a-day" else _in_all(series)
    return UseFigure(
        series=series,
        years=years,
        sentence=use_sentence(years, unit=series.unit, decimals=series.decimals, today=point.today),
        cold=equally_cold(years=years, spans=series.spans, weather=weather) if years else None,
        unit=daily(amount=0, medium=point.medium, unit=series.unit)[1]
        if view == "a-day"
        else series.unit,
        pairs=tuple(_pair_bars(pair, marked, write) for pair in pairs),
        months=tuple(_bar(month, write, months[-1].first) for month in months),
        marks=frozenset(i for i, month in enumerate(months) if month.first in marked),
        names=(_span_name([p.this for p in pairs]), _span_name([p.before for p in pairs])),
        meters=tuple((one, _counted(one, series, point.today)) for one in series.devices),
    )


Written = tuple[int | None, str]


def _in_all(series: UseSeries) -> Callable[[Month], Written]:
    def write(month: Month) -> Written:
        if month.amount is None:
            return None, ""
        return month.amount, quantity(rounded(month.amount, min(series.decimals, 2)))

    return write


def _a_day(series: UseSeries, medium: str) -> Callable[[Month], Written]:
    def write(month: Month) -> Written:
        if month.per_day is None:
            return None, ""
        amount, _ = daily(amount=month.per_day, medium=medium, unit=series.unit)
        return amount, said_amount(amount, unit="", decimals=1)

    return write


def _pair_bars(pair: Pair, marked: Collection[date], write: Callable[[Month], Written]) -> PairBars:
    newest = pair.this.first
    return PairBars(
        label=format_date(newest, "LLLL"),
        letter=format_date(newest, "LLLLL"),
        this=_bar(pair.this, write, None),
        before=_bar(pair.before, write, None),
        marked=pair.this.first in marked or pair.before.first in marked,
    )


def _bar(month: Month, write: Callable[[Month], Written], newest: date | None) -> Bar:
    amount, words = write(month)
    kind = "estimated" if month.guessed else "now" if month.first == newest else "measured"
    return format_date(month.first, "MMM yyyy"), amount, kind, words


def _span_name(months: list[Month]) -> str:
    first, last = months[0].first, months[-1].first
    return f"{format_date(first, 'MMM yyyy')} – {format_date(last, 'MMM yyyy')}"


def _counted(one: Carried, series: UseSeries, today: date) -> str:
    """What a meter counted within the two years that are drawn."""
    used = used_between(spans=one.spans, after=month_start(day=today, back=23) - DAY, until=today)
    return said_amount(used.amount, unit=series.unit, decimals=series.decimals)


def highest(bars: Iterable[Bar], unit: str) -> str:
    """The tallest bar in words, for the scale; empty where there is none."""
    known = [bar for bar in bars if bar[1]]
    if not known:
        return ""
    top = max(known, key=lambda bar: bar[1] or 0)
    return gettext("highest: %(amount)s in %(month)s", amount=f"{top[3]}\u00a0{unit}", month=top[0])
