"""Lower than before: a slip (V06), an estimate too high (V07), or past zero (V08).

And higher than what is known of later days (V14), or of a day already billed (V02).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from webapp.domain.bands import Dated
from webapp.domain.findings import Finding
from webapp.domain.known import Known

# Without a band: more than a tenth of the counter since the last tenth is no pass of zero.
ROLLED_SHARE = 10


@dataclass(frozen=True, kw_only=True)
class Later:
    """An official reading of a later day than the one being judged."""

    day: date
    value: int
    billed: bool
    estimate: bool
    rolled: bool


def judge_order(*, known: Known, value: int) -> Finding | None:
    """V06, V07 or V08 for a value lower than what was there before."""
    anchor, last = known.anchor, known.last
    if anchor is None or last is None:
        return None
    if known.estimate and _below_estimate(known, last, value):
        return _finding("V07", "info", known, value=value, last=last.value)
    if value >= anchor.value:
        return None
    used = rolled_use(known=known, value=value)
    if used is not None:
        return _finding("V08", "queue", known, value=value, last=anchor.value, used=used)
    return _finding("V06", "soft", known, value=value, last=anchor.value)


def rolled_use(*, known: Known, value: int) -> int | None:
    """What was used if the counter passed zero since, or None where that cannot be."""
    anchor = known.anchor
    if anchor is None or known.rollover_from is None or value >= anchor.value:
        return None
    if anchor.value < known.rollover_from:
        return None
    used = known.range - anchor.value + value
    most = known.band.high - anchor.value if known.band else known.range // ROLLED_SHARE
    return used if used <= most else None


def _below_estimate(known: Known, last: Dated, value: int) -> bool:
    actual = known.last_actual
    if actual is None:
        return value < last.value
    if last.value < actual.value:  # the estimate had passed zero
        return value < last.value or value >= actual.value
    return actual.value <= value < last.value


def judge_later(*, known: Known, value: int, later: Iterable[Later]) -> list[Finding]:
    """V14 where a later reading shows less, V02 where the day is billed already.

    A reading can be honest and late, from a phone that had no network for weeks: it is kept, it
    changes no bill by itself, and a clerk looks at it.
    """
    found = []
    after = sorted(later, key=lambda one: one.day)
    billed = next((one for one in after if one.billed), None)
    if billed is not None:
        day = billed.day.isoformat()
        found.append(_finding("V02", "queue", known, value=value, billed=day))
    real = next((one for one in after if not one.estimate), None)
    if real is not None and value > real.value and not real.rolled:
        day = real.day.isoformat()
        found.append(_finding("V14", "queue", known, value=value, later=real.value, day=day))
    return found


def _finding(code: str, severity: str, known: Known, **numbers: int | str) -> Finding:
    return Finding(code=code, severity=severity, register_id=known.register_id, numbers=numbers)
