"""This year beside the last: whole years to the day, months that pair up, nothing lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.consumption import Counted, Span, month_start, months_of_use, spans_of
from webapp.domain.daily_units import daily
from webapp.domain.use_by_year import (
    a_year_before,
    added,
    days_covered,
    known_days,
    months_with_days,
    pairs_of,
    parts_of_one_use,
    used_between,
    years_of,
)

TODAY = date(2026, 11, 23)
M3 = 1000


def span(after, until, amount, *, guessed=False):
    return Span(after=after, until=until, amount=amount * M3, guessed=guessed)


def month_ends(count):
    return [month_start(day=TODAY, back=back) - timedelta(days=1) for back in range(count, -1, -1)]


def monthly(amounts):
    ends = month_ends(len(amounts))
    return [
        span(before, after, amount)
        for before, after, amount in zip(ends, ends[1:], amounts, strict=False)
    ]


def test_the_last_twelve_months_and_the_twelve_before():
    years = years_of(spans=monthly([3] * 12 + [4] * 12))
    assert (years.this.amount, years.before.amount) == (48 * M3, 36 * M3)
    assert (years.this.until, years.this.after) == (date(2026, 10, 31), date(2025, 10, 31))
    assert years.difference == 12 * M3


def test_no_use_has_no_years():
    assert years_of(spans=[]) is None


def test_a_year_that_begins_late_is_compared_with_nothing():
    years = years_of(spans=monthly([4] * 7))
    assert (years.this.amount, years.this.whole, years.difference) == (28 * M3, False, None)
    assert years.this.since == date(2026, 3, 31)
    assert years.this.without_gaps
    assert not years.before.days


def test_a_gap_in_the_year_before_leaves_nothing_to_compare():
    spans = monthly([3] * 24)
    years = years_of(spans=spans[:4] + spans[5:])
    assert years.this.whole
    assert years.difference is None
    assert not years.before.without_gaps


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 10, 31), date(2025, 10, 31)),
        (date(2026, 2, 28), date(2025, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2024, 2, 28), date(2023, 2, 28)),
        (date(2026, 12, 31), date(2025, 12, 31)),
        (date(2026, 11, 23), date(2025, 11, 23)),
    ],
)
def test_the_end_of_a_month_stays_the_end_of_a_month(day, before):
    assert a_year_before(day) == before


def test_day_and_night_are_added_when_they_cover_the_same_days():
    one, other = years_of(spans=monthly([3] * 24)), years_of(spans=monthly([5] * 24))
    assert added(years=[one, other]).this.amount == 96 * M3
    assert added(years=[one, years_of(spans=monthly([5] * 20))]) is None
    assert added(years=[]) is None


@pytest.mark.parametrize(
    ("obis", "parts"),
    [
        (["1-0:1.8.1", "1-0:1.8.2"], True),
        (["1-0:1.8.0", "1-0:1.8.1", "1-0:1.8.2"], False),
        (["1-0:1.8.1", "1-0:2.8.1"], False),
        (["6-0:1.0.0", "6-0:2.0.0"], False),
        (["", ""], False),
        (["1-0:1.8.1"], False),
    ],
)
def test_only_tariffs_of_one_quantity_add_up(obis, parts):
    assert parts_of_one_use(obis=obis) is parts


def test_the_months_pair_up_and_the_running_one_is_last():
    pairs = pairs_of(months=months_with_days(spans=monthly(list(range(1, 25))), today=TODAY))
    assert len(pairs) == 12
    assert pairs[-1].this.first == date(2026, 11, 1)
    assert pairs[-1].this.amount is None
    assert pairs[-2].this.amount == 24 * M3
    assert pairs[-2].before.amount == 12 * M3
    for pair in pairs:
        assert pair.this.first == pair.before.first.replace(year=pair.before.first.year + 1)


def test_a_day_is_an_average_of_the_days_that_are_known():
    half = [span(date(2026, 10, 15), date(2026, 10, 25), 20)]
    october = months_with_days(spans=half, today=TODAY)[-2]
    assert (october.days, october.per_day, october.whole) == (10, 2 * M3, False)


def test_days_are_told_in_a_unit_that_fits_them():
    assert daily(amount=117, medium="cold_water", unit="m³") == (117_000, "L")
    assert daily(amount=52, medium="heat", unit="GJ") == (52_000, "MJ")
    assert daily(amount=9_400, medium="electricity", unit="kWh") == (9_400, "kWh")
    assert daily(amount=4_000, medium="gas", unit="m³") == (4_000, "m³")


days = st.integers(min_value=0, max_value=700).map(lambda back: TODAY - timedelta(days=back))
steps = st.lists(st.integers(min_value=0, max_value=99_999), min_size=30, max_size=30)


def spans_from(days, steps):
    readings = [
        Counted(day=day, value=sum(steps[: place + 1]), kind="company")
        for place, day in enumerate(sorted(days))
    ]
    return spans_of(readings=readings, digits=9, multiplier=1000)


@given(days=st.lists(days, min_size=2, max_size=30, unique=True), steps=steps)
def test_months_spans_and_pairs_sum_up_to_the_same(days, steps):
    spans = spans_from(days, steps)
    used = sum(one.amount for one in spans)
    months = months_with_days(spans=spans, today=TODAY)
    pairs = pairs_of(months=months)
    assert sum(m.amount or 0 for m in months) == used
    assert sum(month.amount or 0 for p in pairs for month in (p.this, p.before)) == used
    plain = {m.first: m.amount for m in months_of_use(spans=spans, today=TODAY)}
    assert all(plain.get(m.first) == m.amount for m in months)


@given(
    days=st.lists(days, min_size=2, max_size=30, unique=True),
    steps=steps,
    cut=days,
)
def test_a_stretch_cut_in_two_loses_nothing(days, steps, cut):
    spans = spans_from(days, steps)
    begin, end = min(days) - timedelta(days=1), TODAY
    cut = min(max(cut, begin), end)
    whole = used_between(spans=spans, after=begin, until=end)
    left = used_between(spans=spans, after=begin, until=cut)
    right = used_between(spans=spans, after=cut, until=end)
    assert left.amount + right.amount == whole.amount == sum(one.amount for one in spans)
    assert left.days + right.days == whole.days == (max(days) - min(days)).days
    assert min(left.amount, right.amount) >= 0


@given(days=st.lists(days, min_size=2, max_size=30, unique=True), steps=steps)
def test_years_lie_within_what_was_counted(days, steps):
    spans = spans_from(days, steps)
    years = years_of(spans=spans)
    assert 0 <= years.this.amount + years.before.amount <= sum(one.amount for one in spans)
    for year in (years.this, years.before):
        assert 0 <= year.days <= (year.until - year.after).days


@given(
    ends=st.lists(st.tuples(days, days), max_size=12),
    after=days,
    until=days,
)
def test_days_are_counted_once_however_spans_overlap(ends, after, until):
    spans = [span(min(pair), max(pair), 1) for pair in ends if pair[0] != pair[1]]
    found = set(known_days(spans=spans, after=after, until=until))
    assert days_covered(spans=spans, after=after, until=until) == len(found)


def test_known_days_of_a_span_do_not_hold_its_first():
    one = [span(date(2026, 9, 30), date(2026, 10, 2), 1)]
    found = list(known_days(spans=one, after=date(2026, 1, 1), until=TODAY))
    assert found == [date(2026, 10, 1), date(2026, 10, 2)]
