"""Use between real readings: over zero, over estimates, over an exchange; none is lost."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.past_use import Device, Read, real_stretches

DAY = date(2026, 1, 1)
SIZE = 10**5 * 1000


def read(days, value, kind="company", *, rolled=False):
    return Read(day=DAY + timedelta(days=days), value=value, kind=kind, rolled=rolled)


def amounts(*readings, digits=5, multiplier=1000):
    device = Device(readings=readings, digits=digits, multiplier=multiplier)
    return [one.amount for one in real_stretches(devices=[device], multiplier=1000)]


def test_over_an_estimate_it_is_one_stretch():
    assert amounts(read(0, 1000), read(30, 9000, "estimated"), read(60, 5000)) == [4000]


def test_past_zero():
    assert amounts(read(0, 99_998_000), read(30, 2_000)) == [4_000]
    assert amounts(read(0, 60_000_000), read(30, 2_000)) == []
    assert amounts(read(0, 60_000_000), read(30, 2_000, rolled=True)) == [40_002_000]


def test_an_estimate_that_had_passed_zero_says_so_for_the_reading_after_it():
    told = [read(0, 60_000_000), read(30, 1_000, "estimated", rolled=True), read(60, 2_000)]
    assert amounts(*told) == [40_002_000]


def test_an_estimate_too_high_changes_nothing():
    told = [read(0, 99_990_000), read(30, 1_000, "estimated", rolled=True), read(60, 99_995_000)]
    assert amounts(*told) == [5_000]


def test_of_several_readings_on_a_day_the_last_counts():
    assert amounts(read(0, 1_000), read(30, 7_000), read(30, 5_000), read(60, 6_000)) == [
        4_000,
        1_000,
    ]


def test_an_exchange_forgets_nothing_and_minds_the_multipliers():
    old = Device(
        readings=[read(0, 1_000), read(30, 3_000, "exchange_out")], digits=5, multiplier=40_000
    )
    new = Device(
        readings=[read(30, 0, "exchange_in"), read(60, 50_000)], digits=6, multiplier=1_000
    )
    found = real_stretches(devices=[new, old], multiplier=1_000)
    assert [(one.days, one.amount) for one in found] == [(30, 80_000), (30, 50_000)]


@given(
    st.integers(3, 8),
    st.data(),
    st.lists(st.tuples(st.integers(1, 90), st.integers(0, 100)), min_size=1, max_size=20),
)
def test_whatever_the_drums_show_the_use_adds_up(digits, data, steps):
    size = 10**digits * 1000
    start = data.draw(st.integers(0, size - 1))
    # Real households use at most a tenth of the drums between two readings.
    used = [share * size // 1000 for _, share in steps]
    total, days, readings = start, 0, [read(0, start)]
    for (step, _), amount in zip(steps, used, strict=True):
        days += step
        rolled = (total + amount) // size > total // size
        total += amount
        readings.append(read(days, total % size, rolled=rolled))
    assert sum(amounts(*readings, digits=digits)) == total - start


@given(
    st.lists(
        st.tuples(
            st.integers(0, 90),
            st.integers(0, SIZE - 1),
            st.sampled_from(["company", "estimated", "customer"]),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_nothing_is_ever_negative(drawn):
    readings = [read(days, value, kind, rolled=rolled) for days, value, kind, rolled in drawn]
    readings.sort(key=lambda one: one.day)
    device = Device(readings=readings, digits=5, multiplier=1000)
    for one in real_stretches(devices=[device], multiplier=1000):
        assert one.amount >= 0
        assert one.days > 0
