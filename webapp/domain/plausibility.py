"""Plausibility: what refuses a reading, and what a person and a clerk should know of it.

Codes are those of the field's rule sets (V01 shape, V02 date, V04 window, V06 lower than the last
one, V09 outside the expected band). Hard faults raise a Refusal; everything else is a Finding.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from webapp.domain.expectation import Band, Dated
from webapp.domain.refusals import Refusal
from webapp.domain.windows import WindowState
from webapp.domain.words import N_

RULE_VERSION = 1
SKEW_LIMIT = timedelta(minutes=10)
LATE_AFTER = timedelta(days=2)
CLOCK_TOLERANCE = timedelta(minutes=5)
EARLIEST_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that looks odd, with the numbers it was judged by."""

    code: str
    severity: str
    register_id: int | None = None
    numbers: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a capture was taken, with the phone's clock set right by its own words."""

    captured_at: datetime
    skew: timedelta
    late: timedelta


def right_moment(*, captured_at: datetime, sent_at: datetime | None, now: datetime) -> Moment:
    """Correct the capture time by the phone's skew, known from when it believes it sent.

    Raises Refusal V02 for a reading from the future.
    """
    skew = now - sent_at if sent_at else timedelta()
    corrected = _corrected(captured_at, skew)
    if corrected > now + CLOCK_TOLERANCE:
        raise Refusal("V02", N_("The reading is dated in the future."), field="captured_at")
    return Moment(captured_at=min(corrected, now), skew=skew, late=now - min(corrected, now))


def _corrected(captured_at: datetime, skew: timedelta) -> datetime:
    """The moment set right; a skew that leads to before all portals is noise and left out."""
    try:
        corrected = captured_at + skew
    except OverflowError:
        return captured_at
    return corrected if corrected.year >= EARLIEST_YEAR else captured_at


def refuse_closed_window(*, window: WindowState) -> None:
    """Raise Refusal V04, naming the next date, if the window was closed on the day of reading."""
    if window.open:
        return
    if window.next_from is not None:
        raise Refusal(
            "V04",
            N_("Readings are not taken right now. The next reading period opens on %(day)s."),
            field="captured_at",
            day=window.next_from.isoformat(),
        )
    raise Refusal(
        "V04", N_("Readings are not taken for this meter right now."), field="captured_at"
    )


def judge_moment(moment: Moment) -> list[Finding]:
    """Being late and having a wrong clock are findings, never refusals."""
    found = []
    if abs(moment.skew) > SKEW_LIMIT:
        minutes = round(moment.skew.total_seconds() / 60)
        found.append(Finding(code="SKEW", severity="info", numbers={"minutes": minutes}))
    if moment.late > LATE_AFTER:
        found.append(Finding(code="LATE", severity="info", numbers={"days": moment.late.days}))
    return found


def judge_value(
    *, register_id: int, value: int, last: Dated | None, band: Band | None
) -> list[Finding]:
    """What looks odd about one register's value."""
    if last is not None and value < last.value:
        numbers: dict[str, int | str] = {"value": value, "last": last.value}
        return [Finding(code="V06", severity="soft", register_id=register_id, numbers=numbers)]
    if band is not None and not band.low <= value <= band.high:
        numbers = {"value": value, "low": band.low, "high": band.high}
        return [Finding(code="V09", severity="soft", register_id=register_id, numbers=numbers)]
    return []


def judge_repeats(
    *, register_id: int, value: int, day: date, others: Iterable[Dated]
) -> list[Finding]:
    """Another submission of the same day or value is a finding; it is never merged on receipt."""
    for other in others:
        if other.day == day or other.value == value:
            numbers: dict[str, int | str] = {"value": other.value, "day": other.day.isoformat()}
            return [Finding(code="V05", severity="info", register_id=register_id, numbers=numbers)]
    return []
