"""Whose word holds: the most specific one, and of several the latest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.parameter_defaults import DEFAULTS
from webapp.domain.parameters import RuleSet, Setting, default_of, rules_for

DAY = date(2026, 11, 23)


def said(value, *, medium=None, model=None, since=0, turn=0, name="low_share"):
    return Setting(
        name=name,
        medium=medium,
        model=model,
        value=value,
        valid_from=DAY - timedelta(days=since),
        turn=turn,
    )


def rules(*settings, medium="heat", model="Caloris 3", unit="GJ", day=DAY):
    return rules_for(settings=settings, medium=medium, model=model, unit=unit, day=day)


def test_without_a_word_the_defaults_hold():
    assert rules().low_share == 50
    assert rules().slack == 2_000
    assert rules(medium="cold_water", unit="m³").slack == 3_000
    assert rules(medium="steam", unit="t").slack == 5_000


def test_every_default_is_a_field_and_within_its_own_bounds():
    assert set(DEFAULTS) == set(RuleSet.__dataclass_fields__)
    for name, parameter in DEFAULTS.items():
        for value in (parameter.default, *parameter.of.values()):
            numbers = value if isinstance(value, tuple) else (value,)
            assert all(parameter.least <= number <= parameter.most for number in numbers), name
            assert parameter.kind != "months" or sum(numbers) == pytest.approx(1000, abs=2), name


@pytest.mark.parametrize(
    ("settings", "holds"),
    [
        ([said(40)], 40),
        ([said(40, since=-1)], 50),
        ([said(40, since=0)], 40),
        ([said(40, since=9), said(30, since=5)], 30),
        ([said(30, since=5), said(40, since=9)], 30),
        ([said(40, turn=1), said(30, turn=2)], 30),
        ([said(40, medium="heat", since=9), said(30, since=5)], 40),
        ([said(40, medium="gas")], 50),
        ([said(20, model="Caloris 3", since=30), said(40, medium="heat")], 20),
        ([said(20, model="Other")], 50),
        ([said(20, model="Caloris 3"), said(10, medium="heat", model="Caloris 3")], 10),
        ([said(40, since=9), said(None, since=5)], 50),
        ([said(20, medium="heat", since=9), said(None, medium="heat"), said(40)], 50),
    ],
)
def test_the_most_specific_and_latest_word_holds(settings, holds):
    assert rules(*settings).low_share == holds


def test_an_unspecific_word_leaves_others_alone():
    one = rules(said(70, name="high_share"))
    assert (one.high_share, one.low_share) == (70, 50)


def test_a_default_may_differ_by_medium_and_unit_together():
    assert default_of(name="class_yearly", medium="heat", unit="kWh") == 7_800_000
    assert default_of(name="class_yearly", medium="heat", unit="GJ") == 28_000
    assert default_of(name="class_yearly", medium="heat", unit="t") == 0


a_setting = st.builds(
    Setting,
    name=st.sampled_from(["low_share", "slack", "zero_days"]),
    medium=st.sampled_from([None, "heat", "gas"]),
    model=st.sampled_from([None, "Caloris 3", "Other"]),
    value=st.one_of(st.none(), st.integers(0, 100)),
    valid_from=st.dates(DAY - timedelta(days=30), DAY + timedelta(days=30)),
    turn=st.integers(0, 10**6),
)


@given(st.lists(a_setting, max_size=8, unique_by=lambda one: one.turn), st.randoms())
def test_the_order_in_which_they_were_found_does_not_matter(settings, random):
    shuffled = list(settings)
    random.shuffle(shuffled)
    assert rules(*settings) == rules(*shuffled)
