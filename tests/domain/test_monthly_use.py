"""Use by month: nothing is lost between the months, and gaps stay gaps."""

from datetime import date, timedelta

from hypothesis import given, strategies as st

from webapp.domain.monthly_use import DatedReading, use_by_month


def read(day: str, value: int, kind: str = "company") -> DatedReading:
    return DatedReading(day=date.fromisoformat(day), value=value, kind=kind)


def used(months):
    return [month.used for month in months]


def test_readings_at_month_ends_are_the_months():
    readings = [read("2026-07-31", 1000), read("2026-08-31", 1400), read("2026-09-30", 1900)]
    months = use_by_month(readings=readings, until=date(2026, 9, 30), months=3)
    assert [month.first for month in months] == [date(2026, m, 1) for m in (7, 8, 9)]
    assert used(months) == [None, 400, 500]


def test_a_reading_in_the_middle_is_shared_between_two_months():
    readings = [read("2026-08-21", 0), read("2026-09-10", 200)]
    months = use_by_month(readings=readings, until=date(2026, 9, 10), months=2)
    assert used(months) == [100, 100]


def test_the_year_turns():
    readings = [read("2025-11-30", 0), read("2025-12-31", 7), read("2026-01-31", 9)]
    months = use_by_month(readings=readings, until=date(2026, 1, 31), months=3)
    assert [month.first.isoformat() for month in months][-2:] == ["2025-12-01", "2026-01-01"]
    assert used(months) == [None, 7, 2]


def test_an_estimate_marks_its_month():
    readings = [read("2026-07-31", 0), read("2026-08-31", 5, "estimated"), read("2026-09-30", 9)]
    months = use_by_month(readings=readings, until=date(2026, 9, 30), months=2)
    assert [month.estimated for month in months] == [True, False]


def test_a_value_that_went_down_leaves_a_gap():
    readings = [read("2026-07-31", 99_999), read("2026-08-31", 12)]
    assert used(use_by_month(readings=readings, until=date(2026, 8, 31), months=1)) == [None]


def test_the_last_reading_of_a_day_counts():
    readings = [read("2026-07-31", 0), read("2026-08-31", 5), read("2026-08-31", 6)]
    assert used(use_by_month(readings=readings, until=date(2026, 8, 31), months=1)) == [6]


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 9_999)), min_size=1, max_size=12))
def test_the_months_add_up_to_everything_counted(steps):
    readings = [read("2025-01-31", 0)]
    for days, value in steps:
        before = readings[-1]
        day, value = before.day + timedelta(days=days), before.value + value
        readings.append(DatedReading(day=day, value=value, kind="company"))
    months = use_by_month(readings=readings, until=readings[-1].day, months=48)
    assert sum(month.used or 0 for month in months) == readings[-1].value
