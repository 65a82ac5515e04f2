"""V21: use that does not stop, which may be a leak; a hint, kindly meant."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.findings import Finding

WATER = frozenset({"cold_water", "hot_water"})
SUMMER = (6, 7, 8)
# A cistern that runs loses this much a day and more; below it lies the noise of a household.
LEAST_A_DAY = 50


@dataclass(frozen=True, kw_only=True)
class Steady:
    """Use over some days beside what was expected of them, in thousandths of the unit."""

    after: date
    until: date
    used: int
    expected: int

    @property
    def days(self) -> int:
        """How long."""
        return (self.until - self.after).days


def judge_leak(
    *, register_id: int, medium: str, now: Steady, before: Steady | None, share: int
) -> list[Finding]:
    """A hint where water stayed above `share` per cent of the usual for two readings in a row.

    And where heat was used all summer. A `share` of 0 switches the rule off.
    """
    if share and medium in WATER and before and _raised(now, share) and _raised(before, share):
        return [_hint(register_id, "water", now)]
    if share and medium == "heat" and _in_summer(now) and _raised(now, share):
        return [_hint(register_id, "summer", now)]
    return []


def _raised(steady: Steady, share: int) -> bool:
    more = steady.used - steady.expected
    return (
        steady.days > 0
        and steady.used * 100 > steady.expected * share
        and more > LEAST_A_DAY * steady.days
    )


def _in_summer(steady: Steady) -> bool:
    return (
        steady.after.year == steady.until.year
        and steady.after.month in SUMMER
        and steady.until.month in SUMMER
    )


def _hint(register_id: int, what: str, steady: Steady) -> Finding:
    numbers: dict[str, int | str] = {
        "what": what,
        "used": steady.used,
        "expected": steady.expected,
        "days": steady.days,
    }
    return Finding(code="V21", severity="info", register_id=register_id, numbers=numbers)
