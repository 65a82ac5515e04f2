"""Reading windows."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.windows import Period, window_state

DAY = date(2026, 11, 23)


def period(opens, closes=None):
    return Period(
        opens_on=DAY + timedelta(days=opens),
        closes_on=None if closes is None else DAY + timedelta(days=closes),
    )


def test_open_until_the_day_before_it_closes():
    state = window_state(periods=[period(-3, 12)], today=DAY)
    assert state.open
    assert state.last_day == DAY + timedelta(days=11)


def test_the_closing_day_itself_is_closed():
    assert not window_state(periods=[period(-3, 0)], today=DAY).open


def test_the_opening_day_itself_is_open():
    assert window_state(periods=[period(0, 5)], today=DAY).open


def test_closed_names_the_next_one():
    state = window_state(periods=[period(-30, -20), period(40, 50), period(7, 14)], today=DAY)
    assert not state.open
    assert state.next_from == DAY + timedelta(days=7)


def test_without_an_end_it_stays_open():
    state = window_state(periods=[period(-3), period(-1, 2)], today=DAY)
    assert (state.open, state.to) == (True, None)


def test_nothing_known_is_closed_for_now():
    assert window_state(periods=[], today=DAY).next_from is None


PERIODS = st.lists(
    st.tuples(st.integers(-400, 400), st.integers(1, 60) | st.none()).map(
        lambda p: period(p[0], None if p[1] is None else p[0] + p[1])
    ),
    max_size=6,
)


@given(PERIODS)
def test_open_today_means_that_some_period_holds_today(periods):
    state = window_state(periods=periods, today=DAY)
    assert state.open == any(p.holds(DAY) for p in periods)
    if state.to is not None:
        assert state.to > DAY
    if state.next_from is not None:
        assert state.next_from > DAY
