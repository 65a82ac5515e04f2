"""How much a register is expected to have counted: one function, for rules and for estimates.

The bases are those of webapp/domain/outlook.py; the band around them is made here.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from webapp.domain.bands import Band, Dated, Expectation
from webapp.domain.outlook import A_YEAR, Outlook, Part, Past, in_counts, outlook_of
from webapp.domain.parameters import RuleSet

__all__ = ["LOOK_BACK_DAYS", "Band", "Dated", "Expectation", "Past", "expectation"]

LOOK_BACK_DAYS = 400
AHEAD = timedelta(days=28)
SEASON_BEGINS = 7
BASES = ("weather", "last_year", "previous", "contract", "class")


def expectation(
    *, anchor: Dated, day: date, past: Past, rules: RuleSet, multiplier: int
) -> Expectation | None:
    """What the register is expected to have counted since the anchor; None where nothing is known.

    `multiplier` turns the unit of slack and averages into the register's counts.
    """
    outlook = outlook_of(past=past, rules=rules, multiplier=multiplier)
    if outlook is None:
        return None
    parts = outlook.parts(anchor.day, day)
    amount = sum(part.amount for part in parts)
    low, high = _limits(outlook, amount, in_counts(rules.slack, multiplier=multiplier))
    season = _season_limits(outlook, anchor, day, amount)
    per_day = outlook.amount(max(day, anchor.day), max(day, anchor.day) + AHEAD) // AHEAD.days
    basis = _basis(parts, outlook)
    return Expectation(
        anchor=anchor,
        day=day,
        amount=amount,
        band=Band(
            low=anchor.value + min(low, season[0] if season else low),
            high=anchor.value + max(high, season[1] if season else high),
            per_day=per_day,
        ),
        basis=basis,
        numbers=_numbers(basis, outlook, anchor.day, day),
    )


def _limits(outlook: Outlook, amount: int, slack: int) -> tuple[int, int]:
    rules = outlook.rules
    # Fixed by the past, not by the day: a few odd days weigh much in a short interval, and the
    # band still never narrows as days go by.
    slack = max(slack, outlook.yearly * rules.short_days // 365)
    if outlook.fallback == "class":
        return 0, max(amount * rules.class_high // 100, amount + slack)
    low = max(0, min(amount * rules.low_share // 100, amount - slack))
    return low, max(amount * rules.high_share // 100, amount + slack)


def _season_limits(
    outlook: Outlook, anchor: Dated, day: date, amount: int
) -> tuple[int, int] | None:
    """For what heats: what still lets the season so far, from July on, come out as usual."""
    if not outlook.rules.weather:
        return None
    first = date(anchor.day.year - (anchor.day.month < SEASON_BEGINS), SEASON_BEGINS, 1)
    season = [s for s in outlook.past.stretches if s.after >= first and s.until <= anchor.day]
    if not season or day <= anchor.day:
        return None
    used = sum(stretch.amount for stretch in season)
    expected = amount + sum(outlook.amount(s.after, s.until) for s in season)
    low = expected * outlook.rules.season_low // 100 - used
    return max(0, low), max(0, expected * outlook.rules.season_high // 100 - used)


def _basis(parts: Sequence[Part], outlook: Outlook) -> str:
    days = dict.fromkeys(BASES, 0)
    for part in parts:
        days[part.basis] += part.days
    best = max(BASES, key=lambda basis: days[basis])
    return best if days[best] else outlook.fallback


def _numbers(basis: str, outlook: Outlook, after: date, until: date) -> dict[str, int | str]:
    if basis == "weather" and outlook.fit and outlook.past.weather:
        return {
            "degree_days": outlook.past.weather.total(after=after, until=until),
            "base_per_day": outlook.fit.use(days=1, degree_days=0),
            "per_degree_day": outlook.fit.use(days=0, degree_days=1000),
            "periods": outlook.fit.periods,
        }
    if basis == "last_year":
        span = {"from": (after - A_YEAR).isoformat(), "to": (until - A_YEAR).isoformat()}
        return {**span, "amount": outlook.amount(after, until)}
    return outlook.numbers
