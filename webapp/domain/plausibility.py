"""Plausibility: what refuses a reading, and what a person and a clerk should know of it.

The front of the rules; each question has its own file, and docs/plausibility.md has the table.
Hard faults raise a Refusal, everything else is a Finding. `judge_reading` is what a phone knows by
heart as well: tests/vectors/rules.json holds both to the same verdicts.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from webapp.domain.amounts import judge_amount, judge_capacity
from webapp.domain.findings import RULE_VERSION, Finding
from webapp.domain.known import Known
from webapp.domain.moments import (
    LATE_AFTER,
    SKEW_LIMIT,
    Moment,
    judge_moment,
    refuse_closed_window,
    right_moment,
)
from webapp.domain.order import judge_later, judge_order
from webapp.domain.repeats import judge_habits, judge_photos, judge_repeats
from webapp.domain.slips import explain

__all__ = [
    "EXPLAINED",
    "LATE_AFTER",
    "RULE_VERSION",
    "SKEW_LIMIT",
    "Finding",
    "Moment",
    "judge_habits",
    "judge_later",
    "judge_moment",
    "judge_photos",
    "judge_reading",
    "judge_repeats",
    "judge_value",
    "refuse_closed_window",
    "right_moment",
]

EXPLAINED = frozenset({"V06", "V09"})


def judge_reading(
    *,
    registers: Sequence[Known],
    values: Mapping[int, int],
    day: date,
    others: Sequence[Known] = (),
) -> list[Finding]:
    """What looks odd about the values of one meter: register by register, then what is missing.

    `others` are the registers of the same customer's other meters.
    """
    found: list[Finding] = []
    for known in registers:
        if known.register_id in values:
            found += judge_value(
                known=known,
                value=values[known.register_id],
                day=day,
                neighbours=[*registers, *others],
                typed=values,
            )
    return found + _missing(registers, values)


def judge_value(
    *,
    known: Known,
    value: int,
    day: date,
    neighbours: Sequence[Known] = (),
    typed: Mapping[int, int] | None = None,
) -> list[Finding]:
    """What looks odd about one register's value, and the slip that would explain it."""
    order = judge_order(known=known, value=value)
    found = _with_capacity(known, order, day) if order else []
    found = found or judge_amount(known=known, value=value, day=day)
    if not any(finding.code in EXPLAINED for finding in found):
        return found
    slip = explain(known=known, value=value, neighbours=neighbours, typed=typed or {})
    return [*found, slip] if slip else found


def _with_capacity(known: Known, order: Finding, day: date) -> list[Finding]:
    if order.code != "V08":
        return [order]
    beyond = judge_capacity(known=known, used=int(order.numbers["used"]), day=day)
    return [order, beyond] if beyond else [order]


def _missing(registers: Sequence[Known], values: Mapping[int, int]) -> list[Finding]:
    """V19: a register left empty beside others that are filled."""
    if not values:
        return []
    return [
        Finding(
            code="V19",
            severity="soft",
            register_id=known.register_id,
            numbers={"label": known.label or str(known.register_id)},
        )
        for known in registers
        if known.register_id not in values
    ]
