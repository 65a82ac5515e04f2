"""When a reading was taken: the phone's clock set right, the window, the contract, the meter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.domain.findings import Finding
from webapp.domain.refusals import Refusal
from webapp.domain.windows import WindowState
from webapp.domain.words import N_

SKEW_LIMIT = timedelta(minutes=10)
LATE_AFTER = timedelta(days=2)
CLOCK_TOLERANCE = timedelta(minutes=5)
EARLIEST_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a capture was taken, with the phone's clock set right by its own words."""

    captured_at: datetime
    skew: timedelta
    late: timedelta


@dataclass(frozen=True, kw_only=True)
class Gone:
    """Why a meter cannot be read on a day: it hung there, or the contract ran, at other times."""

    serial: str
    removed_on: date | None = None
    successor: str | None = None
    supplied_from: date | None = None
    supplied_until: date | None = None


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


def refuse_missing_meter(*, serial: str, gone: Gone | None) -> None:
    """Raise the Refusal that says why this meter cannot be read: V03, or V02 for the contract."""
    if gone is None:
        raise Refusal(
            "V03",
            N_("Meter %(serial)s is not among the meters you may read. Was it exchanged?"),
            field="meter",
            serial=serial,
        )
    if gone.removed_on is None:
        raise _outside_contract(gone)
    if gone.successor is None:
        raise Refusal(
            "V03",
            N_("Meter %(serial)s was taken down on %(day)s and no longer counts."),
            field="meter",
            serial=serial,
            day=gone.removed_on.isoformat(),
        )
    raise Refusal(
        "V03",
        N_(
            "Meter %(serial)s was exchanged for meter %(successor)s on %(day)s. "
            "Please read the new meter."
        ),
        field="meter",
        serial=serial,
        successor=gone.successor,
        day=gone.removed_on.isoformat(),
    )


def _outside_contract(gone: Gone) -> Refusal:
    if gone.supplied_until is not None:
        return Refusal(
            "V02",
            N_(
                "Your contract for meter %(serial)s ended on %(day)s. A later reading is not yours."
            ),
            field="captured_at",
            serial=gone.serial,
            day=(gone.supplied_until - timedelta(days=1)).isoformat(),
        )
    return Refusal(
        "V02",
        N_(
            "Your contract for meter %(serial)s begins on %(day)s. An earlier reading is not yours."
        ),
        field="captured_at",
        serial=gone.serial,
        day=gone.supplied_from.isoformat() if gone.supplied_from else "",
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
