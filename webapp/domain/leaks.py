"""V21: use that does not stop, which may be a leak; a hint, kindly meant."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.findings import Finding

WATER = frozenset({"cold_water", "hot_water"})
SUMMER = (6, 7, 8)
# Of the register's slack, this part a day; for water 50 litres: a cistern that runs loses more,
# and below lies the noise of a household.
LEAST_A_DAY = 60


@dataclass(frozen=True, kw_only=True)
class Steady:
    """Use over some days beside what was expected of them, in thousandths of counts."""

    after: date
    until: date
    used: int
    expected: int

    @property
    def days(self) -> int:
        """How long."""
        return (self.until - self.after).days


def judge_leak(
    *, register_id: int, medium: str, now: Steady, before: Steady | None, share: int, slack: int
) -> list[Finding]:
    """A hint where water stayed above `share` per cent of the usual for two readings in a row.

    And where heat was used all summer. A `share` of 0 switches the rule off.
    """
    if not share or not raised(steady=now, share=share, slack=slack):
        return []
    if medium in WATER and before and raised(steady=before, share=share, slack=slack):
        return [_hint(register_id, "water", now)]
    if medium == "heat" and _in_summer(now):
        return [_hint(register_id, "summer", now)]
    return []


def raised(*, steady: Steady, share: int, slack: int) -> bool:
    """Whether the use lay above `share` per cent of the expected, and not only by a little."""
    more = steady.used - steady.expected
    return (
        steady.days > 0
        and steady.used * 100 > steady.expected * share
        and more * LEAST_A_DAY > slack * steady.days
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
