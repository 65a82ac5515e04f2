"""What a register is expected to show."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.expectation import Dated, expected_band

DAY = date(2026, 11, 23)


def history(*pairs):
    return [Dated(day=DAY - timedelta(days=ago), value=value * 1000) for ago, value in pairs]


def test_an_ordinary_month_is_inside():
    band = expected_band(history=history((324, 1040), (24, 1073)), unit="m³", today=DAY)
    assert band.low <= 1_076_000 <= band.high
    assert band.low <= 1_077_000 <= band.high


def test_ten_times_as_much_is_outside():
    band = expected_band(history=history((324, 1040), (24, 1073)), unit="m³", today=DAY)
    assert band.high < 1_100_000


def test_nothing_known_gives_no_band():
    assert expected_band(history=[], unit="m³", today=DAY) is None
    assert expected_band(history=history((24, 1073)), unit="m³", today=DAY) is None


def test_a_falling_history_gives_no_band():
    falling = history((300, 9000), (24, 12))
    assert expected_band(history=falling, unit="m³", today=DAY) is None


@given(
    st.lists(st.integers(0, 5_000), min_size=2, max_size=24),
    st.integers(0, 200),
    st.sampled_from(["m³", "kWh", "GJ", "?"]),
)
def test_the_band_holds_what_is_expected_and_grows_with_the_days(steps, days, unit):
    value, rows = 0, []
    for month, step in enumerate(reversed(steps)):
        value += step
        rows.append(Dated(day=DAY - timedelta(days=30 * (len(steps) - month)), value=value))
    today, later = DAY + timedelta(days=days), DAY + timedelta(days=days + 30)
    band = expected_band(history=rows, unit=unit, today=today)
    assert band is not None
    expected = rows[-1].value + band.per_day * (today - rows[-1].day).days
    assert rows[-1].value <= band.low <= expected <= band.high
    after = expected_band(history=rows, unit=unit, today=later)
    assert after is not None
    assert after.low >= band.low
    assert after.high >= band.high
