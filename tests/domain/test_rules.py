"""The rules on any input: none raises, none depends on the order, and each has its words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.bands import Band, Dated
from webapp.domain.findings import SEVERITIES
from webapp.domain.known import Known, Zero
from webapp.domain.leaks import Steady, judge_leak
from webapp.domain.moments import Gone, refuse_missing_meter
from webapp.domain.notices import meter_notices
from webapp.domain.offers import OFFER_WORDS, offers_for
from webapp.domain.order import Later, rolled_use
from webapp.domain.plausibility import (
    judge_habits,
    judge_later,
    judge_photos,
    judge_reading,
    judge_value,
)
from webapp.domain.refusals import Refusal
from webapp.domain.units import refuse_other_unit

DAY = date(2026, 11, 23)
HOT = Known(
    register_id=1, serial="37461", label="", unit="m³", digits=5, decimals=3,
    last=Dated(day=date(2026, 10, 31), value=1_073_000),
    band=Band(low=1_074_000, high=1_079_000, per_day=130),
    rollover_from=90_000_000,
)  # fmt: skip


def codes(findings):
    return [finding.code for finding in findings]


# What only the server knows.


def later(days, value, *, billed=False, estimate=False, rolled=False):
    day = DAY + timedelta(days=days)
    return Later(day=day, value=value, billed=billed, estimate=estimate, rolled=rolled)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ([], []),
        ([later(5, 1_077_000)], []),
        ([later(5, 1_076_999)], ["V14"]),
        ([later(5, 1_000_000, estimate=True)], []),
        ([later(5, 2_000, rolled=True)], []),
        ([later(9, 1_000_000), later(5, 1_080_000)], []),
        ([later(5, 1_080_000, billed=True)], ["V02"]),
        ([later(5, 1_000_000, billed=True)], ["V02", "V14"]),
    ],
)
def test_later_readings(after, found):
    assert codes(judge_later(known=HOT, value=1_077_000, later=after)) == found


@pytest.mark.parametrize(
    ("before", "value", "what"),
    [
        ((), 1_070_000, None),
        ((1_050_000, 1_060_000), 1_070_000, "round"),
        ((1_051_000, 1_060_000), 1_070_000, None),
        ((1_001_000, 1_004_000, 1_007_000), 1_010_000, "same_use"),
        ((1_001_000, 1_004_000, 1_008_000), 1_011_000, None),
        ((1_001_000, 1_001_000, 1_001_000), 1_001_000, None),
    ],
)
def test_habits(before, value, what):
    found = judge_habits(register_id=1, value=value, before=before, in_a_row=3)
    assert [finding.numbers["what"] for finding in found] == ([what] if what else [])


def test_habits_switched_off():
    assert judge_habits(register_id=1, value=0, before=(0, 0, 0), in_a_row=0) == []


def test_a_photo_that_came_before_is_for_the_clerk():
    (finding,) = judge_photos(used_before=datetime(2026, 10, 1, tzinfo=UTC))
    assert not finding.for_customer
    assert judge_photos(used_before=None) == []


def steady(*, used, expected, after=date(2026, 10, 1), days=30):
    return Steady(after=after, until=after + timedelta(days=days), used=used, expected=expected)


MUCH = steady(used=9_000, expected=4_000)


@pytest.mark.parametrize(
    ("medium", "now", "before", "what"),
    [
        ("cold_water", MUCH, MUCH, "water"),
        ("cold_water", MUCH, steady(used=4_000, expected=4_000), None),
        ("cold_water", MUCH, None, None),
        ("cold_water", steady(used=900, expected=400), steady(used=900, expected=400), None),
        ("heat", MUCH, MUCH, None),
        ("heat", steady(used=3_000, expected=100, after=date(2026, 6, 15)), None, "summer"),
        ("gas", steady(used=3_000, expected=100, after=date(2026, 6, 15)), None, None),
    ],
)  # fmt: skip
def test_lasting_use(medium, now, before, what):
    asked = {"register_id": 1, "medium": medium, "now": now, "before": before, "slack": 3_000}
    found = judge_leak(**asked, share=150)
    assert [finding.numbers["what"] for finding in found] == ([what] if what else [])
    assert judge_leak(**asked, share=0) == []


@pytest.mark.parametrize("said", [None, "", "m³", "m3", " M3 ", "m^3"])
def test_the_same_unit(said):
    refuse_other_unit(said=said, unit="m³")


@pytest.mark.parametrize(("said", "unit"), [("kWh", "m³"), ("GJ", "kWh"), ("MWh", "kWh")])
def test_another_unit_is_refused(said, unit):
    with pytest.raises(Refusal, match=unit) as refused:
        refuse_other_unit(said=said, unit=unit, field="value-1")
    assert (refused.value.code, refused.value.field) == ("V15", "value-1")


@pytest.mark.parametrize(
    ("gone", "code", "words"),
    [
        (None, "V03", "not among the meters"),
        (Gone(serial="1", removed_on=DAY), "V03", "taken down on 2026-11-23"),
        (Gone(serial="1", removed_on=DAY, successor="2"), "V03", "exchanged for meter 2"),
        (Gone(serial="1", supplied_until=DAY), "V02", "ended on 2026-11-22"),
        (Gone(serial="1", supplied_from=DAY), "V02", "begins on 2026-11-23"),
    ],
)
def test_a_meter_that_cannot_be_read_says_why(gone, code, words):
    with pytest.raises(Refusal, match=words) as refused:
        refuse_missing_meter(serial="1", gone=gone)
    assert refused.value.code == code


def test_notices_about_the_meter():
    asked = {"day": DAY, "estimate_days": 365}
    long_ago = DAY - timedelta(days=366)
    assert codes(
        meter_notices(calibrated_until=date(2012, 11, 30), last_actual=[DAY, long_ago], **asked)
    ) == ["V17", "V18"]
    assert meter_notices(calibrated_until=DAY, last_actual=[DAY, None], **asked) == []
    assert meter_notices(calibrated_until=None, last_actual=[], **asked) == []


def test_past_zero_is_only_offered_where_it_can_be():
    (lower,) = judge_value(known=HOT, value=1_065_000, day=DAY)
    assert "rolled_over" not in offers_for(finding=lower, known=HOT)
    assert "rolled_over" in offers_for(finding=lower)
    assert offers_for(finding=replace(lower, severity="info")) == ()


# Any input at all.

values = st.integers(0, 10**15)
dated = st.builds(Dated, day=st.dates(), value=values)
bands = st.builds(
    lambda low, size, per_day: Band(low=low, high=low + size, per_day=per_day),
    values, st.integers(0, 10**9), st.integers(0, 10**6),
)  # fmt: skip
knowns = st.builds(
    Known,
    register_id=st.integers(1, 4),
    serial=st.sampled_from(["37461", "22870"]),
    label=st.sampled_from(["", "Day", "Night"]),
    unit=st.sampled_from(["m³", "kWh"]),
    digits=st.integers(1, 12),
    decimals=st.integers(0, 3),
    last=st.none() | dated,
    last_actual=st.none() | dated,
    estimate=st.booleans(),
    band=st.none() | bands,
    expected=st.none() | values,
    rollover_from=st.none() | values,
    zero=st.none()
    | st.builds(
        Zero, days=st.integers(1, 400), over=values, severity=st.sampled_from(["soft", "info"])
    ),
    capacity=st.none() | values,
)
meters = st.lists(knowns, max_size=4, unique_by=lambda one: one.register_id)


@given(meters, meters, st.dictionaries(st.integers(1, 4), values), st.dates())
def test_no_rule_raises_and_every_finding_is_whole(registers, others, typed, day):
    asked = {one.register_id for one in registers}
    found = judge_reading(
        registers=registers,
        values={key: value for key, value in typed.items() if key in asked},
        day=day,
        others=others,
    )
    for finding in found:
        assert finding.severity in SEVERITIES
        assert finding.severity != "hard"
        assert finding.register_id in asked
        assert all(offer in OFFER_WORDS for offer in offers_for(finding=finding))
        assert bool(offers_for(finding=finding)) == finding.asks


@given(meters, st.dictionaries(st.integers(1, 4), values), st.dates(), st.randoms())
def test_the_order_of_the_registers_changes_no_verdict(registers, typed, day, random):
    shuffled = list(registers)
    random.shuffle(shuffled)

    def verdicts(given):
        values = {k.register_id: typed[k.register_id] for k in given if k.register_id in typed}
        found = judge_reading(registers=given, values=values, day=day)
        return sorted((f.register_id, f.code, f.severity) for f in found)

    assert verdicts(registers) == verdicts(shuffled)


@given(st.integers(1, 8), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_rollover_arithmetic(digits, start_share, used_share, band_share):
    size = 10**digits * 1000
    start, used = size * start_share // 100, size * used_share // 100
    value = (start + used) % size
    known = replace(
        HOT, digits=digits, last=Dated(day=DAY, value=start),
        band=Band(low=start, high=start + size * band_share // 100, per_day=0),
        rollover_from=size * 9 // 10,
    )  # fmt: skip
    rolled = rolled_use(known=known, value=value)
    passed_zero = start + used >= size and value < start
    near_the_end = start >= size * 9 // 10
    if passed_zero and near_the_end and used <= size * band_share // 100:
        assert rolled == used
        assert codes(judge_value(known=known, value=value, day=DAY))[0] == "V08"
    else:
        assert rolled is None
