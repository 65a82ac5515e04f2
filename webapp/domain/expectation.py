"""How much a register is expected to have counted, from what it counted before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.quantities import SCALE

# Twice or half of the usual is still ordinary; the slack keeps small households from being nagged.
LOW_SHARE, HIGH_SHARE = 0.5, 2.0
SLACK = {"m³": 3 * SCALE, "kWh": 50 * SCALE, "GJ": 2 * SCALE}
DEFAULT_SLACK = 5 * SCALE
LOOK_BACK_DAYS = 400


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A value on a day."""

    day: date
    value: int


@dataclass(frozen=True, kw_only=True)
class Band:
    """The range of readings expected on a day, and how it grows a day; all in thousandths."""

    low: int
    high: int
    per_day: int


def expected_band(*, history: Sequence[Dated], unit: str, today: date) -> Band | None:
    """The band for today from official readings, oldest first; None where nothing is known.

    The average day of the last year or so, times the days since the last reading.
    """
    if not history:
        return None
    last = history[-1]
    start = next((r for r in history if (last.day - r.day).days <= LOOK_BACK_DAYS), last)
    span = (last.day - start.day).days
    if span <= 0 or last.value < start.value:
        return None
    per_day = (last.value - start.value) // span
    expected = per_day * max((today - last.day).days, 0)
    slack = SLACK.get(unit, DEFAULT_SLACK)
    return Band(
        low=last.value + max(0, min(int(expected * LOW_SHARE), expected - slack)),
        high=last.value + max(int(expected * HIGH_SHARE), expected + slack),
        per_day=per_day,
    )
