"""What is known and expected of registers on a day: the last reading, the band, the facts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from webapp.domain.bands import Dated, Expectation
from webapp.domain.degree_days import FOLLOW_THE_WEATHER
from webapp.domain.expectation import expectation
from webapp.domain.known import Known, Zero
from webapp.domain.order import Later
from webapp.domain.outlook import Past, in_counts
from webapp.domain.parameters import RuleSet, rules_for
from webapp.domain.past_use import Device, Read, Stretch, real_stretches
from webapp.queries.pasts import OfficialRead, PastRegister, Pasts, pasts_of

Key = tuple[int, int]
Row = Mapping[str, Any]
VOLTS = 230
HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One register on one day; `read` is this customer's part of the past, oldest first."""

    rules: RuleSet
    read: tuple[Read, ...]
    later: tuple[Later, ...]
    past: Past
    multiplier: int
    expectation: Expectation | None

    @property
    def last(self) -> Read | None:
        """The last official reading."""
        return self.read[-1] if self.read else None

    @property
    def last_actual(self) -> Read | None:
        """The last one that somebody or something really read."""
        return next((one for one in reversed(self.read) if one.actual), None)

    def expected_of(self, stretch: Stretch) -> Expectation | None:
        """What had been expected of one of the stretches, by what was known before it."""
        before = [one for one in self.past.stretches if one.until <= stretch.after]
        return expectation(
            anchor=Dated(day=stretch.after, value=0),
            day=stretch.until,
            past=replace(self.past, stretches=before),
            rules=self.rules,
            multiplier=self.multiplier,
        )


def facts_of(
    *, rows: Iterable[Row], days: Mapping[int, date], leave_out: str | None = None
) -> dict[Key, Facts]:
    """The facts of registers, given as rows of what they and their meters are, by their key.

    `days` holds each company's day; what `leave_out` (a submission) has made official is left out.
    """
    wanted = list(rows)
    points = {(row["company_id"], row["service_point_id"]) for row in wanted}
    if not points:
        return {}
    heats = any(row["medium"] in FOLLOW_THE_WEATHER for row in wanted)
    pasts = pasts_of(points=points, day=max(days.values()), weather=heats)
    return {
        (row["company_id"], row["id"]): register_facts(
            pasts=pasts,
            key=(row["company_id"], row["id"]),
            medium=row["medium"],
            model=row["model"],
            day=days[row["company_id"]],
            leave_out=leave_out,
        )
        for row in wanted
    }


def register_facts(
    *, pasts: Pasts, key: Key, medium: str, model: str, day: date, leave_out: str | None = None
) -> Facts:
    """The facts of one register out of what was found at its place."""
    register = pasts.registers[key]
    rules = rules_for(
        settings=pasts.settings.get(key[0], ()),
        medium=medium,
        model=model,
        unit=register.unit,
        day=day,
    )
    own = [one for one in register.reads if one.submission_id != leave_out or not leave_out]
    read = _own(register, own, until=day)
    devices = [
        Device(
            readings=_own(one, one.reads if one is not register else own, until=day),
            digits=one.digits,
            multiplier=one.multiplier,
        )
        for one in (*_predecessors(register, pasts.registers.values()), register)
    ]
    past = Past(
        stretches=real_stretches(devices=devices, multiplier=register.multiplier),
        yearly=_contract(register),
        weather=pasts.weather.get(key[0]),
    )
    return Facts(
        rules=rules,
        read=read,
        later=_later(own, after=day),
        past=past,
        multiplier=register.multiplier,
        expectation=_expected(register=register, read=read, day=day, rules=rules, past=past),
    )


def known_of(*, row: Row, facts: Facts) -> Known:
    """What the rules judge a register by."""
    last, actual, expected = facts.last, facts.last_actual, facts.expectation
    rules, counts = facts.rules, row["multiplier"]
    face: int = 10 ** row["digits"] * 1000
    return Known(
        register_id=row["id"],
        serial=row["serial"],
        label=row["label"],
        unit=row["unit"],
        digits=row["digits"],
        decimals=row["decimals"],
        last=last.dated if last else None,
        last_actual=actual.dated if actual else None,
        estimate=last is not None and not last.actual,
        band=expected.band if expected else None,
        expected=expected.amount if expected else None,
        basis=expected.basis if expected else None,
        rollover_from=face * rules.rollover_share // 100,
        zero=_zero(rules, second_home=row["second_home"], multiplier=counts),
        capacity=_capacity(row, rules),
    )


def _own(
    register: PastRegister, reads: Collection[OfficialRead], *, until: date
) -> tuple[Read, ...]:
    """What was read since this customer moved in; the tenant before is nobody's business."""
    since = register.supplied_from or date.min
    return tuple(one.read for one in reads if since <= one.read.day <= until)


def _predecessors(register: PastRegister, others: Iterable[PastRegister]) -> list[PastRegister]:
    """The same series on the devices before this one, so that an exchange forgets nothing."""
    found = [
        one
        for one in others
        if (one.company_id, one.point_id) == (register.company_id, register.point_id)
        and one.meter_id != register.meter_id
        and one.series == register.series
        and one.removed_on is not None
        and one.removed_on <= register.installed_on + timedelta(days=1)
    ]
    return sorted(found, key=lambda one: one.installed_on)


def _later(reads: Collection[OfficialRead], *, after: date) -> tuple[Later, ...]:
    return tuple(
        Later(
            day=one.read.day,
            value=one.read.value,
            billed=one.billed,
            estimate=not one.read.actual,
            rolled=one.read.rolled,
        )
        for one in reads
        if one.read.day > after
    )


def _contract(register: PastRegister) -> int | None:
    if register.yearly is None:
        return None
    return in_counts(register.yearly, multiplier=register.multiplier)


def _expected(
    *, register: PastRegister, read: tuple[Read, ...], day: date, rules: RuleSet, past: Past
) -> Expectation | None:
    anchor = next((one for one in reversed(read) if one.actual), read[-1] if read else None)
    if anchor is None:
        return None
    return expectation(
        anchor=anchor.dated,
        day=day,
        past=past,
        rules=rules,
        multiplier=register.multiplier,
    )


def _zero(rules: RuleSet, *, second_home: bool, multiplier: int) -> Zero | None:
    if not rules.zero_days:
        return None
    return Zero(
        days=rules.zero_days,
        over=in_counts(rules.zero_over, multiplier=multiplier),
        severity="info" if second_home else "soft",
    )


def _capacity(row: Row, rules: RuleSet) -> int | None:
    """What the connection delivers in a day: volts times amps times phases, or the meter's most."""
    if row["medium"] == "electricity" and row["unit"] == "kWh" and row["breaker_amps"]:
        most = VOLTS * row["breaker_amps"] * (row["phases"] or 1) * HOURS
    elif row["unit"] == "m³" and row["qmax"]:
        most = row["qmax"] * HOURS
    else:
        return None
    return in_counts(most * rules.capacity_factor // 100, multiplier=row["multiplier"])
