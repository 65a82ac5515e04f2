"""Interest: days and rates as the tables say, the parts add up, and it is rounded once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.interest import Rate, interest_on

DAYS = st.dates(date(2012, 1, 1), date(2028, 12, 31))
RATES = st.lists(
    st.builds(Rate, valid_from=DAYS, rate=st.integers(0, 2_500)),
    max_size=6,
    unique_by=lambda one: one.valid_from,
)
COUNTS = st.sampled_from(["act_365", "act_360", "act_act"])


def test_a_rate_that_changes_half_way():
    found = interest_on(
        base=100_000,
        since=date(2025, 1, 1),
        until=date(2026, 1, 1),
        rates=[
            Rate(valid_from=date(2020, 1, 1), rate=1_000),
            Rate(valid_from=date(2025, 7, 1), rate=500),
        ],
        day_count="act_365",
    )
    assert (found.days, found.amount) == (365, 7_479)
    assert [(s.days, s.rate, s.amount) for s in found.stretches] == [
        (181, 1_000, 4_959),
        (184, 500, 2_520),
    ]


@pytest.mark.parametrize(
    ("day_count", "amount"), [("act_365", 10_027), ("act_360", 10_167), ("act_act", 10_000)]
)
def test_the_day_count_is_the_companys(day_count, amount):
    found = interest_on(
        base=100_000,
        since=date(2024, 1, 1),
        until=date(2025, 1, 1),
        rates=[Rate(valid_from=date(2024, 1, 1), rate=1_000)],
        day_count=day_count,
    )
    assert found.amount == amount


def test_half_a_unit_is_rounded_up():
    rates = [Rate(valid_from=date(2026, 1, 1), rate=10_000)]
    found = interest_on(
        base=1,
        since=date(2026, 1, 1),
        until=date(2026, 1, 1) + timedelta(days=180),
        rates=rates,
        day_count="act_360",
    )
    assert found.amount == 1


def test_before_the_first_rate_nothing_is_charged():
    rates = [Rate(valid_from=date(2026, 1, 11), rate=3_650)]
    found = interest_on(
        base=1_000, since=date(2026, 1, 1), until=date(2026, 1, 21), rates=rates,
        day_count="act_365",
    )  # fmt: skip
    assert (found.days, found.amount, len(found.stretches)) == (20, 10, 1)


def test_odd_questions_are_refused():
    with pytest.raises(ValueError, match="no day count"):
        interest_on(
            base=1, since=date(2026, 1, 1), until=date(2026, 2, 1),
            rates=[Rate(valid_from=date(2026, 1, 1), rate=1)], day_count="30_360",
        )  # fmt: skip
    with pytest.raises(ValueError, match="ends before"):
        interest_on(
            base=1, since=date(2026, 2, 1), until=date(2026, 1, 1), rates=[], day_count="act_365"
        )


@given(st.integers(1, 10**9), DAYS, DAYS, RATES, COUNTS)
def test_the_parts_add_up(base, one, other, rates, day_count):
    since, until = min(one, other), max(one, other)
    found = interest_on(base=base, since=since, until=until, rates=rates, day_count=day_count)
    assert sum(part.amount for part in found.stretches) == found.amount >= 0
    assert sum(part.days for part in found.stretches) <= found.days
    for before, after in zip(found.stretches, found.stretches[1:], strict=False):
        assert before.until == after.since


@given(st.integers(1, 10**7), DAYS, st.integers(1, 900), RATES, COUNTS)
def test_cutting_the_time_changes_at_most_the_rounding(base, since, days, rates, day_count):
    middle, until = since + timedelta(days=days // 2), since + timedelta(days=days)
    shared = {"base": base, "rates": rates, "day_count": day_count}
    whole = interest_on(since=since, until=until, **shared).amount
    halves = [
        interest_on(since=begin, until=end, **shared).amount
        for begin, end in ((since, middle), (middle, until))
    ]
    assert abs(whole - sum(halves)) <= 1
