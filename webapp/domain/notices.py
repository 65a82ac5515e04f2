"""What is to be said about a meter itself, whatever is read on it: V17 and V18."""

from collections.abc import Iterable
from datetime import date

from webapp.domain.findings import Finding


def meter_notices(
    *,
    calibrated_until: date | None,
    last_actual: Iterable[date | None],
    day: date,
    estimate_days: int,
) -> list[Finding]:
    """V17 where the calibration ran out, V18 where nobody really read it for so many days.

    `last_actual` holds the day of the last real reading of each register, None for never.
    """
    found = []
    if calibrated_until is not None and calibrated_until < day:
        numbers: dict[str, int | str] = {"until": calibrated_until.isoformat()}
        found.append(Finding(code="V17", severity="info", numbers=numbers))
    oldest = _oldest(last_actual)
    if oldest is not None and (day - oldest).days > estimate_days:
        numbers = {"day": oldest.isoformat(), "days": (day - oldest).days}
        found.append(Finding(code="V18", severity="info", numbers=numbers))
    return found


def _oldest(days: Iterable[date | None]) -> date | None:
    """The register that waits longest; one that was never read says nothing."""
    return min((day for day in days if day is not None), default=None)
