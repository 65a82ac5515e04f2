"""The demo world holds on every day of the year: windows open, readings neither too old nor new."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from webapp.actions.demo.days import month_ends
from webapp.actions.demo.minta import ANNAS_HOT_WATER, build_minta
from webapp.actions.demo.muster import build_muster
from webapp.actions.demo.stories import Story
from webapp.actions.demo.town import Town
from webapp.domain.expectation import Dated, Past, expectation
from webapp.domain.parameters import rules_for
from webapp.domain.past_use import Stretch
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow

MOMENTS = [
    datetime(2026, 1, 1, 0, 30, tzinfo=UTC),
    datetime(2026, 3, 1, 9, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 5, 31, 22, 30, tzinfo=UTC),
    datetime(2026, 10, 18, 12, tzinfo=UTC),
    datetime(2026, 12, 17, 23, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 6, tzinfo=UTC),
]
TOWNS = [build_minta, build_muster]


@cache
def town_of(build: Callable[..., Town], now: datetime) -> Town:
    return build(now=now)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
@pytest.mark.parametrize("build", TOWNS)
def test_everyone_read_while_the_window_was_open(build: Callable[..., Town], now: datetime) -> None:
    town = town_of(build, now)
    for story in [*town.past, *town.open]:
        day = story.captured_at.astimezone(ZoneInfo(town.timezone)).date()
        assert any(
            opens <= day and (closes is None or day < closes)
            for opens, closes in windows(town, story)
        ), f"{story.by} read {story.meter.serial} on {day}"
        assert story.captured_at < story.received_at <= now


@pytest.mark.parametrize("month", range(1, 13))
def test_three_or_four_cubic_metres_more_are_nothing_odd_on_any_day(month: int) -> None:
    for today in (date(2027, month, day) for day in range(1, monthrange(2027, month)[1] + 1)):
        ends = month_ends(today=today, count=len(ANNAS_HOT_WATER) + 1)
        assert timedelta(days=18) <= today - ends[-1] <= timedelta(days=48)
        stretches = tuple(
            Stretch(after=after, until=until, amount=used * 1000)
            for (after, until), used in zip(pairwise(ends), ANNAS_HOT_WATER, strict=True)
        )
        found = expectation(
            anchor=Dated(day=ends[-1], value=1_073_000),
            day=today,
            past=Past(stretches=stretches),
            rules=rules_for(settings=(), medium="hot_water", model="", unit="m³", day=today),
            multiplier=1000,
        )
        assert found is not None
        assert found.band.low <= 1_076_000 < 1_077_000 <= found.band.high, today


def test_the_same_moment_builds_the_same_world() -> None:
    one, other = build_minta(now=MOMENTS[0]), build_minta(now=MOMENTS[0])
    assert one.past == other.past
    assert one.open == other.open
    assert one.book.noted(Meter) == other.book.noted(Meter)


def windows(town: Town, story: Story) -> Iterator[tuple[date, date | None]]:
    (point,) = (
        row["service_point_id"]
        for row in town.book.noted(Meter)
        if (row["medium"], row["serial"]) == (story.meter.medium, story.meter.serial)
    )
    for row in town.book.noted(ReadingWindow):
        if row["service_point_id"] == point:
            yield row["opens_on"], row["closes_on"]
