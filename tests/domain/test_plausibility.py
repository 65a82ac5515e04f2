"""Hard faults refuse, everything else is a finding."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from webapp.domain.bands import Band, Dated
from webapp.domain.known import Known
from webapp.domain.plausibility import (
    judge_moment,
    judge_repeats,
    judge_value,
    refuse_closed_window,
    right_moment,
)
from webapp.domain.refusals import Refusal
from webapp.domain.windows import WindowState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LAST = Dated(day=date(2026, 10, 31), value=1_073_000)
HOT = Known(
    register_id=1, serial="37461", label="", unit="m³", digits=5, decimals=3, last=LAST,
    band=Band(low=1_074_000, high=1_079_000, per_day=130),
)  # fmt: skip


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("value", "found"),
    [(1_077_000, []), (1_072_999, ["V06"]), (1_079_001, ["V09"]), (1_073_000, ["V09"])],
)
def test_values(value, found):
    assert codes(judge_value(known=HOT, value=value, day=NOW.date())) == found


def test_a_first_reading_has_nothing_to_be_compared_with():
    unread = replace(HOT, last=None, band=None)
    assert judge_value(known=unread, value=7, day=NOW.date()) == []


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 1)])
def test_the_same_day_or_value_is_said(day):
    other = Dated(day=date(2026, 11, 23), value=1_077_000)
    found = judge_repeats(register_id=1, value=1_077_000, day=day, others=[other])
    assert codes(found) == ["V05"]


def test_a_wrong_clock_is_put_right():
    moment = right_moment(
        captured_at=NOW - timedelta(hours=5, minutes=2),
        sent_at=NOW - timedelta(hours=5),
        now=NOW,
    )
    assert moment.captured_at == NOW - timedelta(minutes=2)
    assert codes(judge_moment(moment)) == ["SKEW"]


def test_a_clock_that_runs_ahead_is_put_right_too():
    moment = right_moment(
        captured_at=NOW + timedelta(hours=3) - timedelta(days=3),
        sent_at=NOW + timedelta(hours=3),
        now=NOW,
    )
    assert moment.captured_at == NOW - timedelta(days=3)
    assert codes(judge_moment(moment)) == ["SKEW", "LATE"]


def test_later_than_now_is_refused():
    with pytest.raises(Refusal) as refusal:
        right_moment(captured_at=NOW + timedelta(minutes=6), sent_at=NOW, now=NOW)
    assert refusal.value.code == "V02"


def test_a_closed_window_refuses_with_the_next_date():
    with pytest.raises(Refusal, match="2026-12-01"):
        refuse_closed_window(window=WindowState(open=False, next_from=date(2026, 12, 1)))
    with pytest.raises(Refusal, match="right now"):
        refuse_closed_window(window=WindowState(open=False))
    refuse_closed_window(window=WindowState(open=True))
