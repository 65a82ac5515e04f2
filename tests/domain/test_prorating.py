"""A handover's value, worked out from a reading some days beside it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.expectation import Dated
from webapp.domain.prorating import prorated_value

HANDOVER = date(2026, 10, 31)


def at(days, value):
    return Dated(day=HANDOVER + timedelta(days=days), value=value)


def test_read_three_days_late_counts_for_the_day_by_the_use_before():
    value = prorated_value(measured=at(3, 1_081_000), on=HANDOVER, before=at(-27, 1_071_000))
    assert value == 1_080_000


def test_read_early_goes_on_at_the_use_before():
    value = prorated_value(measured=at(-2, 1_000_000), on=HANDOVER, before=at(-12, 990_000))
    assert value == 1_002_000


def test_read_early_with_a_later_reading_known_lies_between_them():
    value = prorated_value(
        measured=at(-2, 1_000_000), on=HANDOVER, before=at(-12, 0), after=at(8, 1_010_000)
    )
    assert value == 1_002_000


def test_without_anything_else_the_measured_value_stands():
    assert prorated_value(measured=at(5, 7), on=HANDOVER) == 7


def test_a_neighbour_that_does_not_fit_is_left_out():
    assert prorated_value(measured=at(3, 5), on=HANDOVER, before=at(-30, 99_999)) == 5


values = st.integers(0, 10**9)
steps = st.integers(1, 400)
maybe = st.none() | st.tuples(steps, values)


@st.composite
def readings(draw):
    """A measured reading with neighbours that counted up to it, or none."""
    measured = at(draw(st.integers(-14, 14)), draw(values))
    before, after = draw(maybe), draw(maybe)
    return {
        "measured": measured,
        "before": before
        and Dated(
            day=measured.day - timedelta(days=before[0]),
            value=max(measured.value - before[1], 0),
        ),
        "after": after
        and Dated(day=measured.day + timedelta(days=after[0]), value=measured.value + after[1]),
    }


@given(known=readings())
def test_the_measured_day_gives_the_measured_value(known):
    assert prorated_value(**known, on=known["measured"].day) == known["measured"].value


@given(known=readings(), day=st.integers(-14, 13))
def test_it_never_falls_from_one_day_to_the_next(known, day):
    on = HANDOVER + timedelta(days=day)
    assert prorated_value(**known, on=on) <= prorated_value(**known, on=on + timedelta(days=1))


@given(known=readings(), share=st.floats(0, 1))
def test_between_two_readings_it_stays_between_them(known, share):
    measured, after = known["measured"], known["after"]
    if after is None:
        return
    on = measured.day + timedelta(days=int(share * (after.day - measured.day).days))
    assert measured.value <= prorated_value(**known, on=on) <= after.value


@given(known=readings(), share=st.floats(0, 1))
def test_the_same_between_the_one_before_and_the_measured_one(known, share):
    measured, before = known["measured"], known["before"]
    if before is None:
        return
    on = before.day + timedelta(days=int(share * (measured.day - before.day).days))
    assert before.value <= prorated_value(**known, on=on) <= measured.value
