"""What a register is expected to show, and by what."""

from datetime import date, timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.bands import Dated
from webapp.domain.expectation import Past, expectation
from webapp.domain.parameters import Setting, rules_for
from webapp.domain.past_use import Stretch
from webapp.domain.weather import DegreeDays

DAY = date(2026, 11, 23)
MEDIA = (("hot_water", "m³"), ("heat", "GJ"), ("gas", "m³"), ("electricity", "kWh"), ("steam", "t"))


def rules(medium="hot_water", unit="m³", **said):
    settings = [
        Setting(name=name, medium=None, model=None, value=value, valid_from=DAY)
        for name, value in said.items()
    ]
    return rules_for(settings=settings, medium=medium, model="M-1", unit=unit, day=DAY)


def ago(days):
    return DAY - timedelta(days=days)


def stretches(*pairs):
    """Stretches between the given (days ago, value in units)."""
    return tuple(
        Stretch(after=ago(before), until=ago(after), amount=(value - prior) * 1000)
        for (before, prior), (after, value) in pairwise(pairs)
    )


def expected(*, anchor=(24, 1073), past=None, day=DAY, medium="hot_water", unit="m³", **said):
    return expectation(
        anchor=Dated(day=ago(anchor[0]), value=anchor[1] * 1000),
        day=day,
        past=past or Past(),
        rules=rules(medium, unit, **said),
        multiplier=1000,
    )


def test_an_ordinary_month_is_inside():
    found = expected(past=Past(stretches=stretches((324, 1040), (24, 1073))))
    assert found.basis == "previous"
    assert found.band.low <= 1_076_000 <= 1_077_000 <= found.band.high < 1_100_000


def test_the_same_days_last_year_go_before_the_period_before():
    past = Past(stretches=stretches((400, 1000), (365, 1010), (335, 1030), (24, 1073)))
    found = expected(past=past)
    assert found.basis == "last_year"
    # 24 of the 35 days in which 10 m³ were used; autumn days weigh alike.
    assert 6_500 < found.amount < 7_200
    assert found.numbers["from"] == ago(24 + 365).isoformat()


def test_a_yearly_reading_gives_these_days_their_share_by_season():
    past = Past(stretches=stretches((400, 0), (24, 40)))
    winter = expected(anchor=(24, 40), past=past, medium="heat", unit="GJ")
    summer = expected(anchor=(24 + 153, 40), past=past, day=ago(153), medium="heat", unit="GJ")
    assert winter.days == summer.days
    assert winter.amount > 5 * summer.amount


def test_the_contract_speaks_where_nothing_was_read():
    found = expected(past=Past(yearly=36_500_000))
    assert found.basis == "contract"
    assert 2_300_000 < found.amount < 2_700_000


def test_a_household_like_others_comes_last_and_with_a_wide_band():
    found = expected()
    assert found.basis == "class"
    assert found.band.low == 1_073_000
    assert found.band.high >= 1_073_000 + 4 * found.amount


def test_nothing_at_all_is_known():
    assert expected(medium="steam", unit="t") is None


def heated(*, base, slope, cold):
    """Two winters of stretches that follow the weather exactly, and that weather."""
    days = [ago(n) for n in range(700, -1, -1)]
    weather = DegreeDays({day: cold(day) for day in days})
    ends = [ago(n) for n in range(690, 20, -30)]
    made = []
    for after, until in pairwise(ends):
        amount = base * (until - after).days
        amount += slope * weather.total(after=after, until=until) // 1000
        made.append(Stretch(after=after, until=until, amount=amount))
    return Past(stretches=tuple(made), weather=weather), ends[-1]


def cold_in_winter(day):
    return 12_000 if day.month in (11, 12, 1, 2) else 5_000 if day.month in (3, 4, 10) else 0


def test_heat_follows_the_cold():
    past, last = heated(base=20, slope=7, cold=cold_in_winter)
    found = expected(anchor=((DAY - last).days, 100), past=past, medium="heat", unit="GJ")
    assert found.basis == "weather"
    right = 20 * found.days + 7 * past.weather.total(after=last, until=DAY) // 1000
    assert abs(found.amount - right) <= 2
    assert abs(found.numbers["per_degree_day"] - 7) <= 1


def test_a_colder_autumn_brings_more():
    past, last = heated(base=20, slope=7, cold=cold_in_winter)
    mild = expected(anchor=((DAY - last).days, 100), past=past, medium="heat", unit="GJ")
    colder = DegreeDays(
        {ago(n): cold_in_winter(ago(n)) + (6_000 if n < 30 else 0) for n in range(701)}
    )
    cold_past = Past(stretches=past.stretches, weather=colder)
    cold = expected(anchor=((DAY - last).days, 100), past=cold_past, medium="heat", unit="GJ")
    assert cold.amount > mild.amount


def test_days_without_weather_are_filled_from_last_year():
    past, last = heated(base=20, slope=7, cold=cold_in_winter)
    known = {ago(n): cold_in_winter(ago(n)) for n in range(3, 701)}
    gappy = Past(stretches=past.stretches, weather=DegreeDays(known))
    found = expected(anchor=((DAY - last).days, 100), past=gappy, medium="heat", unit="GJ")
    full = expected(anchor=((DAY - last).days, 100), past=past, medium="heat", unit="GJ")
    assert found.basis == "weather"
    assert abs(found.amount - full.amount) < full.amount // 5


def test_weather_that_never_changes_says_nothing():
    past, last = heated(base=20, slope=7, cold=lambda _: 4_000)
    found = expected(anchor=((DAY - last).days, 100), past=past, medium="heat", unit="GJ")
    assert found.basis == "last_year"


def test_no_day_ever_gives_heat_back():
    past, last = heated(base=-8, slope=7, cold=lambda day: 4_000 + cold_in_winter(day))
    found = expected(anchor=((DAY - last).days, 100), past=past, medium="heat", unit="GJ")
    assert found.basis == "weather"
    assert found.numbers["base_per_day"] == 0
    assert found.amount > 0


def test_what_a_garden_meter_used_in_winter_falls_on_the_days_alike():
    garden = (0, 0, 0, 150, 170, 180, 180, 160, 160, 0, 0, 0)
    past = Past(stretches=stretches((400, 1000), (320, 1008), (24, 1073)))
    found = expected(past=past, medium="cold_water", weights=garden)
    assert found.basis == "last_year"
    assert found.amount == 8_000 * 24 // 80


def test_a_mild_month_does_not_make_a_season_odd():
    # More than usual since July, then hardly anything: the season as a whole is as it was.
    past = Past(stretches=stretches((600, 0), (235, 40), (145, 42), (30, 62)))
    asked = {"anchor": (30, 62), "past": past, "day": DAY + timedelta(days=60)}
    by_season = expected(**asked, medium="heat", unit="GJ")
    by_interval = expected(**asked, medium="heat", unit="GJ", weather=0)
    assert by_season.band.low == 62_000 < by_interval.band.low
    assert by_season.amount == by_interval.amount


@pytest.mark.parametrize("multiplier", [1000, 10_000, 40_000])
def test_slack_and_averages_are_counted_in_the_registers_counts(multiplier):
    found = expectation(
        anchor=Dated(day=DAY, value=0), day=DAY, past=Past(),
        rules=rules("electricity", "kWh"), multiplier=multiplier,
    )  # fmt: skip
    assert found.amount == 0
    assert found.band.high >= 50_000_000 // multiplier


def test_what_it_comes_to_as_a_reading_may_pass_zero():
    found = expected(anchor=(24, 99_999), past=Past(stretches=stretches((324, 0), (24, 40))))
    value, rolled = found.reading(digits=5)
    assert rolled
    assert value == 99_999_000 + found.amount - 100_000_000


a_past = st.tuples(
    st.lists(st.tuples(st.integers(1, 200), st.integers(0, 2_000_000)), min_size=0, max_size=14),
    st.one_of(st.none(), st.integers(0, 10_000_000)),
    st.one_of(
        st.none(),
        st.dictionaries(st.integers(-60, 900), st.integers(0, 40_000), max_size=60),
        st.integers(0, 30_000),
    ),
)


def past_from(drawn):
    steps, yearly, weather = drawn
    days = [0, *accumulate(days for days, _ in steps)]
    last = days[-1]
    made = tuple(
        Stretch(after=ago(last - before), until=ago(last - after), amount=amount)
        for before, after, (_, amount) in zip(days, days[1:], steps, strict=False)
    )
    if isinstance(weather, int):
        weather = {n: weather * (1 + cold_in_winter(ago(n)) // 1000) for n in range(-60, 900)}
    known = None if weather is None else DegreeDays({ago(n): v for n, v in weather.items()})
    return Past(stretches=made, yearly=yearly, weather=known)


@given(a_past, st.sampled_from(MEDIA), st.integers(0, 420), st.integers(1, 420))
def test_more_days_never_expect_less_and_the_band_never_narrows(drawn, medium, days, more):
    past, anchor = past_from(drawn), Dated(day=DAY, value=1_000_000)
    asked = {"anchor": anchor, "past": past, "rules": rules(*medium), "multiplier": 1000}
    first = expectation(day=DAY + timedelta(days=days), **asked)
    later = expectation(day=DAY + timedelta(days=days + more), **asked)
    if first is None:
        assert later is None
        return
    assert anchor.value <= first.band.low <= first.band.high
    assert first.band.low <= anchor.value + first.amount <= first.band.high
    assert later.amount >= first.amount
    assert later.band.low >= first.band.low
    assert later.band.high >= first.band.high
    # Shares of a per cent are cut off, at either end and for the season once more.
    widths = [found.band.high - found.band.low for found in (first, later)]
    assert widths[1] >= widths[0] - 5
    assert first.band.per_day >= 0


@given(a_past, st.sampled_from(MEDIA), st.integers(1, 420), st.data())
def test_splitting_a_period_loses_nothing(drawn, medium, days, data):
    past = past_from(drawn)
    asked = {"past": past, "rules": rules(*medium), "multiplier": 1000}
    cut = data.draw(st.integers(0, days))

    def amount(start, end):
        found = expectation(
            anchor=Dated(day=DAY + timedelta(days=start), value=0),
            day=DAY + timedelta(days=end),
            **asked,
        )
        return found and found.amount

    if amount(0, days) is not None:
        assert abs(amount(0, cut) + amount(cut, days) - amount(0, days)) <= 4
