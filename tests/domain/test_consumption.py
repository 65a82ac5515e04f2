"""What was used: nothing negative, nothing lost when it is spread over months."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.consumption import (
    Counted,
    Span,
    month_start,
    months_of_use,
    spans_of,
    use_since,
    uses_of,
)

TODAY = date(2026, 11, 23)
M3 = 1000


def counted(day, value, kind="company"):
    return Counted(day=day, value=value * M3, kind=kind)


def used(before, value, *, kind="company", digits=5, multiplier=1000):
    return use_since(
        before=counted(TODAY, before, kind), value=value * M3, digits=digits, multiplier=multiplier
    )


def test_the_difference_is_what_was_used():
    assert used(1068, 1073).amount == 5 * M3
    assert used(1068, 1073).how == "counted"


def test_a_multiplier_counts():
    assert used(10, 12, multiplier=40_000).amount == 80 * M3


def test_the_first_reading_says_nothing_of_use():
    use = use_since(before=None, value=7, digits=5, multiplier=1000)
    assert (use.amount, use.how) == (None, "first")


def test_a_counter_that_passed_zero_goes_on_counting():
    assert (used(99_998, 3).amount, used(99_998, 3).how) == (5 * M3, "rolled")


def test_a_lower_reading_far_from_zero_is_no_use_at_all():
    assert (used(1073, 1070).amount, used(1073, 1070).how) == (None, "lower")
    assert used(99_000, 98_999).how == "lower"


def test_an_estimate_that_was_too_high_says_by_how_much():
    use = used(1080, 1077, kind="estimated")
    assert (use.amount, use.how, use.short) == (None, "overestimated", 3 * M3)


def test_a_month_between_its_ends_is_exact():
    spans = [Span(after=date(2026, 9, 30), until=date(2026, 10, 31), amount=5 * M3, guessed=False)]
    october = months_of_use(spans=spans, today=TODAY)[-2]
    assert (october.first, october.amount, october.guessed) == (date(2026, 10, 1), 5 * M3, False)


def test_months_that_no_reading_covers_stay_empty():
    spans = [Span(after=date(2026, 9, 30), until=date(2026, 10, 31), amount=5 * M3, guessed=False)]
    months = months_of_use(spans=spans, today=TODAY)
    assert [m.first for m in months if m.amount is not None] == [date(2026, 10, 1)]
    assert len(months) == 12


def test_no_spans_make_a_year_of_gaps():
    months = months_of_use(spans=[], today=TODAY)
    assert [m.amount for m in months] == [None] * 12


def test_a_year_in_one_reading_is_only_a_guess_for_its_months():
    readings = [counted(date(2025, 11, 1), 100), counted(date(2026, 11, 1), 220)]
    months = months_of_use(
        spans=spans_of(readings=readings, digits=5, multiplier=1000), today=TODAY
    )
    assert all(m.guessed for m in months if m.amount)


def test_of_several_readings_on_a_day_the_last_one_counts():
    readings = [
        counted(date(2026, 9, 30), 100),
        counted(date(2026, 10, 31), 109),
        counted(date(2026, 10, 31), 105),
    ]
    (span,) = spans_of(readings=readings, digits=5, multiplier=1000)
    assert span.amount == 5 * M3


def test_a_decided_rollover_counts_even_far_from_the_end():
    readings = [
        counted(date(2026, 9, 1), 60_000),
        Counted(day=date(2026, 10, 1), value=5 * M3, kind="customer", rollovers=1),
    ]
    assert uses_of(readings=readings, digits=5, multiplier=1000)[1].amount == 40_005 * M3
    (span,) = spans_of(readings=readings, digits=5, multiplier=1000)
    assert span.amount == 40_005 * M3


def a_too_high_estimate(last=1010):
    return [
        counted(date(2026, 7, 1), 1000),
        counted(date(2026, 8, 1), 1005, "estimated"),
        counted(date(2026, 9, 1), 1020, "estimated"),
        counted(date(2026, 10, 1), last, "customer"),
        counted(date(2026, 11, 1), last + 4, "customer"),
    ]


def test_an_over_estimate_is_measured_between_the_actual_readings():
    uses = uses_of(readings=a_too_high_estimate(), digits=5, multiplier=1000)
    assert [use.how for use in uses] == [
        "first",
        "corrected",
        "corrected",
        "overestimated",
        "counted",
    ]
    assert [use.amount for use in uses[3:]] == [10 * M3, 4 * M3]
    assert (uses[3].short, uses[3].since) == (10 * M3, date(2026, 7, 1))
    spans = spans_of(readings=a_too_high_estimate(), digits=5, multiplier=1000)
    assert [(s.after, s.until, s.amount) for s in spans] == [
        (date(2026, 7, 1), date(2026, 10, 1), 10 * M3),
        (date(2026, 10, 1), date(2026, 11, 1), 4 * M3),
    ]


def test_lower_than_the_last_actual_one_is_no_over_estimate():
    uses = uses_of(readings=a_too_high_estimate(last=990), digits=5, multiplier=1000)
    assert (uses[3].how, uses[3].amount, uses[3].short) == ("lower", None, 10 * M3)


def test_an_over_estimate_with_nothing_before_it_says_only_by_how_much():
    readings = a_too_high_estimate()[1:]
    uses = uses_of(readings=readings, digits=5, multiplier=1000)
    assert (uses[2].how, uses[2].amount, uses[2].short) == ("overestimated", None, 10 * M3)


def test_on_one_day_the_better_kind_counts():
    readings = [
        counted(date(2026, 9, 1), 100),
        counted(date(2026, 10, 1), 110, "reader"),
        counted(date(2026, 10, 1), 130, "estimated"),
    ]
    uses = uses_of(readings=readings, digits=5, multiplier=1000)
    assert [use.how for use in uses] == ["first", "counted", "beside"]


days = st.integers(min_value=0, max_value=700).map(lambda back: TODAY - timedelta(days=back))


@given(
    days=st.lists(days, min_size=2, max_size=30, unique=True),
    steps=st.lists(st.integers(min_value=0, max_value=99_999), min_size=30, max_size=30),
)
def test_no_month_loses_or_adds_anything(days, steps):
    values = [sum(steps[: i + 1]) for i in range(len(days))]
    readings = [
        Counted(day=day, value=value, kind="company")
        for day, value in zip(sorted(days), values, strict=True)
    ]
    months = months_of_use(
        spans=spans_of(readings=readings, digits=9, multiplier=1000), today=TODAY
    )
    assert sum(m.amount or 0 for m in months) == values[-1] - values[0]
    assert all((m.amount or 0) >= 0 for m in months)


@given(
    values=st.lists(st.integers(min_value=0, max_value=99_999_999), min_size=2, max_size=20),
    kinds=st.lists(st.sampled_from(["company", "estimated", "final"]), min_size=20, max_size=20),
)
def test_whatever_was_read_no_bar_is_negative(values, kinds):
    readings = [
        Counted(day=TODAY - timedelta(days=30 * (len(values) - i)), value=v, kind=kinds[i])
        for i, v in enumerate(values)
    ]
    spans = spans_of(readings=readings, digits=5, multiplier=1000)
    assert all(span.amount >= 0 for span in spans)
    assert all((m.amount or 0) >= 0 for m in months_of_use(spans=spans, today=TODAY))


@given(day=st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_months_follow_each_other(day):
    assert month_start(day=day).day == 1
    assert month_start(day=month_start(day=day, back=-1), back=1) == month_start(day=day)
    assert month_start(day=day) <= day < month_start(day=day, back=-1)


@st.composite
def histories(draw, kinds=("company", "customer")):
    """Readings of one register that only ever counted up, oldest first."""
    days = sorted(draw(st.sets(st.integers(0, 700), min_size=2, max_size=20)))
    steps = draw(st.lists(st.integers(0, 50_000), min_size=len(days), max_size=len(days)))
    return [
        Counted(
            day=TODAY - timedelta(days=700 - day),
            value=sum(steps[: i + 1]),
            kind=draw(st.sampled_from(kinds)),
        )
        for i, day in enumerate(days)
    ]


def total(readings):
    spans = spans_of(readings=readings, digits=9, multiplier=1000)
    return sum(span.amount for span in spans)


@given(readings=histories(), data=st.data())
def test_splitting_a_period_changes_no_total(readings, data):
    kept = data.draw(st.sets(st.sampled_from(range(len(readings)))))
    ends = {0, len(readings) - 1}
    fewer = [reading for i, reading in enumerate(readings) if i in kept | ends]
    assert total(fewer) == total(readings) == readings[-1].value - readings[0].value


@given(readings=histories(), data=st.data())
def test_the_order_in_which_readings_come_does_not_matter(readings, data):
    assert total(data.draw(st.permutations(readings))) == total(readings)


@given(readings=histories(), too_high=st.integers(1, 10**6), data=st.data())
def test_an_estimate_between_two_actual_readings_changes_no_total(readings, too_high, data):
    place = data.draw(st.integers(1, len(readings) - 1))
    after, before = readings[place], readings[place - 1]
    if (after.day - before.day).days < 2:
        return
    guess = Counted(
        day=before.day + timedelta(days=1), value=after.value + too_high, kind="estimated"
    )
    assert total([*readings[:place], guess, *readings[place:]]) == total(readings)


@given(readings=histories(kinds=("company", "estimated", "customer")))
def test_spans_never_overlap(readings):
    spans = spans_of(readings=readings, digits=9, multiplier=1000)
    assert all(a.until <= b.after for a, b in pairwise(spans))
