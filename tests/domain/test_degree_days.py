"""As if both years had been equally cold: by use for each degree day, times the mean of both."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.consumption import Span, month_start
from webapp.domain.degree_days import (
    corrected,
    corrected_pairs,
    equally_cold,
    month_degree_days,
)
from webapp.domain.use_by_year import months_with_days, pairs_of, years_of
from webapp.domain.use_rows import use_rows

TODAY = date(2026, 11, 23)
GJ = 1000


def monthly(amounts):
    ends = [month_start(day=TODAY, back=b) - timedelta(days=1) for b in range(len(amounts), -1, -1)]
    return [
        Span(after=before, until=after, amount=amount * GJ, guessed=False)
        for before, after, amount in zip(ends, ends[1:], amounts, strict=False)
    ]


def weather(*, this=10_000, before=10_000):
    """So many thousandths a day since 1 November 2025, and so many before that."""
    begin, turn = date(2024, 10, 1), date(2025, 11, 1)
    days = (begin + timedelta(days=n) for n in range((TODAY - begin).days))
    return {day: this if day >= turn else before for day in days}


SPANS = monthly([3] * 12 + [3] * 12)


def cold(given, spans=SPANS):
    return equally_cold(years=years_of(spans=spans), spans=spans, weather=given)


def test_the_same_use_in_a_milder_year_is_more():
    found = cold(weather(this=9_000, before=11_000))
    assert found.this == 36 * GJ * 10 // 9
    assert found.before == round(36 * GJ * 10 / 11)
    assert found.difference > 0
    assert found.degree_days_this == 365 * 9_000


def test_two_years_equally_cold_stay_as_they_are():
    found = cold(weather())
    assert (found.this, found.before, found.difference) == (36 * GJ, 36 * GJ, 0)
    pairs = pairs_of(months=months_with_days(spans=SPANS, today=TODAY))
    assert corrected_pairs(pairs=pairs, spans=SPANS, weather=weather()) == pairs


def test_a_day_without_weather_leaves_the_years_uncorrected():
    given = weather()
    del given[date(2026, 2, 14)]
    assert cold(given) is None


def test_a_year_that_is_not_whole_is_not_corrected():
    spans = monthly([3] * 20)
    assert cold(weather(), spans) is None


def test_a_summer_month_is_left_alone_and_a_winter_month_is_not():
    given = {d: (15_000 if d.month in (12, 1, 2) else 500) for d in weather()}
    given |= {d: v + 3_000 for d, v in given.items() if d < date(2025, 11, 1) and v > 500}
    pairs = pairs_of(months=months_with_days(spans=SPANS, today=TODAY))
    made = corrected_pairs(pairs=pairs, spans=SPANS, weather=given)
    by_month = {new.this.first.month: (old, new) for old, new in zip(pairs, made, strict=True)}
    assert by_month[7][0] == by_month[7][1]
    old, new = by_month[1]
    assert new.this.amount > old.this.amount
    assert new.before.amount < old.before.amount


def test_a_months_degree_days_are_those_of_its_known_days():
    spans = [Span(after=date(2026, 10, 15), until=date(2026, 10, 25), amount=GJ, guessed=False)]
    october = months_with_days(spans=spans, today=TODAY)[-2]
    assert month_degree_days(month=october, spans=spans, weather=weather()) == 10 * 10_000
    assert month_degree_days(month=october, spans=spans, weather={}) is None


def test_rows_of_an_exchanged_meter_are_corrected_by_the_place():
    old, new = SPANS[:15], SPANS[15:]
    given = weather(this=9_000, before=11_000)
    rows = [
        row
        for device in (old, new)
        for row in use_rows(spans=device, place=SPANS, today=TODAY, weather=given)
    ]
    assert sum(row.amount for row in rows) == sum(s.amount for s in SPANS[1:])
    assert all(row.corrected != row.amount for row in rows if row.month < date(2026, 11, 1))
    assert {row.degree_days for row in rows if row.month == date(2026, 1, 1)} == {31 * 9_000}
    assert (rows[0].first, rows[0].last) == (date(2024, 12, 1), date(2024, 12, 31))


def test_rows_without_weather_say_nothing_of_it():
    rows = list(use_rows(spans=SPANS, place=SPANS, today=TODAY, weather={}))
    assert {(row.degree_days, row.corrected) for row in rows} == {(None, None)}


amounts = st.integers(min_value=0, max_value=10**12)
degrees = st.integers(min_value=1, max_value=10**9)


@given(amount=amounts, own=degrees)
def test_equally_cold_changes_nothing(amount, own):
    assert corrected(amount=amount, own=own, other=own) == amount


@given(amount=amounts, own=degrees, other=degrees)
def test_corrected_use_is_never_negative_and_moves_the_right_way(amount, own, other):
    made = corrected(amount=amount, own=own, other=other)
    assert made >= 0
    assert (made >= amount) if other > own else (made <= amount)
