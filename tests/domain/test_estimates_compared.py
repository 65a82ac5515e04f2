"""What was estimated beside what the meter then showed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.estimates_compared import Known, estimates_compared

BEGIN = date(2026, 1, 31)
M3 = 1000


def known(days, value, kind="company", *, billed=True):
    day = BEGIN + timedelta(days=days)
    return Known(id=days, day=day, value=value * M3, kind=kind, billed=billed)


def compared(*readings, multiplier=1000):
    return estimates_compared(readings=readings, digits=5, multiplier=multiplier)


def test_too_much_by_what_the_next_reading_shows():
    (one,) = compared(known(0, 100), known(30, 118, "estimated"), known(60, 120))
    assert one.off == 8 * M3
    assert one.shown.value == 120 * M3
    assert one.settled


def test_too_little():
    (one,) = compared(known(0, 100), known(30, 104, "estimated"), known(60, 120))
    assert one.off == -6 * M3


def test_an_estimate_above_the_next_reading_is_judged_too():
    (one,) = compared(known(0, 100), known(30, 125, "estimated"), known(60, 120))
    assert one.off == 15 * M3


def test_an_estimate_in_several_steps_is_judged_by_the_readings_around():
    later, earlier = compared(
        known(0, 100),
        known(30, 112, "estimated"),
        known(60, 124, "estimated_agreed"),
        known(90, 130),
    )
    assert (earlier.off, later.off) == (2 * M3, 4 * M3)
    assert earlier.day < later.day


def test_while_nobody_has_read_the_meter_nothing_is_known():
    (one,) = compared(known(0, 100), known(30, 110, "estimated"))
    assert (one.off, one.shown, one.settled) == (None, None, False)


def test_what_billing_does_not_know_is_not_settled():
    (one,) = compared(
        known(0, 100), known(30, 118, "estimated"), known(60, 120, "customer", billed=False)
    )
    assert not one.settled


def test_an_estimate_to_begin_with_is_left_out():
    assert compared(known(0, 100, "estimated"), known(30, 110)) == []


def test_a_value_worked_out_is_neither_judge_nor_judged():
    assert compared(known(0, 100), known(30, 110, "prorated"), known(60, 120)) == []
    (one,) = compared(known(0, 100), known(20, 110, "estimated"), known(30, 111, "prorated"))
    assert one.shown is None


def test_a_multiplier_counts():
    (one,) = compared(known(0, 100), known(30, 118, "estimated"), known(60, 120), multiplier=2000)
    assert one.off == 16 * M3


def test_what_cannot_be_counted_is_not_compared():
    assert compared(known(0, 5000), known(30, 5010, "estimated"), known(60, 12)) == []


kinds = st.sampled_from(["company", "customer", "estimated", "estimated_agreed", "prorated"])


@given(st.lists(st.tuples(st.integers(0, 99_999), kinds, st.booleans()), max_size=20))
def test_nothing_that_was_read_makes_it_fail(rows):
    readings = [known(place, v, kind, billed=b) for place, (v, kind, b) in enumerate(rows)]
    for one in compared(*readings):
        assert (one.off is None) == (one.shown is None)
