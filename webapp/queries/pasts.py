"""The past of places of supply: what every device there counted, the rules' numbers, the weather.

One query, however many places; it is on the way of every reading that comes in.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

from peewee import JOIN, SQL, Value, fn

from webapp.domain.meters import ESTIMATES
from webapp.domain.parameters import Setting
from webapp.domain.past_use import Read
from webapp.domain.weather import DegreeDays
from webapp.models.base import database
from webapp.models.billing_entries import BillingEntry
from webapp.models.degree_days import DegreeDay
from webapp.models.meters import Meter
from webapp.models.prepared import prepared
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.rule_parameters import RuleParameter
from webapp.models.supplies import Supply

Key = tuple[int, int]
# Two heating seasons before the last reading, so that the weather can be fitted.
LOOK_BACK = timedelta(days=800)
DAY = timedelta(days=1)
READING, SETTING, WEATHER = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class OfficialRead:
    """An official reading, and whether billing was told of it."""

    read: Read
    submission_id: str | None
    billed: bool


@dataclass(frozen=True, kw_only=True)
class PastRegister:
    """A register of a device that hangs or hung at a place, its readings oldest first."""

    company_id: int
    id: int
    meter_id: int
    point_id: int
    position: int
    obis: str
    unit: str
    digits: int
    multiplier: int
    yearly: int | None
    installed_on: date
    removed_on: date | None
    supplied_from: date | None
    """When the contract of the day began; what was before is not this customer's."""
    reads: list[OfficialRead]

    @property
    def series(self) -> tuple[str, str]:
        """What a register has in common with its predecessor's on the device before."""
        return (self.obis or str(self.position), self.unit)


@dataclass(frozen=True, kw_only=True)
class Pasts:
    """What was found, by (company, register) and by company."""

    registers: dict[Key, PastRegister]
    settings: dict[int, list[Setting]] = field(default_factory=dict)
    weather: dict[int, DegreeDays] = field(default_factory=dict)


def pasts_of(
    *, points: Collection[Key], day: date, weather: bool, look_back: timedelta = LOOK_BACK
) -> Pasts:
    """The past of these places up to about this day, and whatever is known of later days.

    `weather` asks for the degree days, too: only what heats needs them.
    """
    since = day - look_back
    by_company: dict[int, list[int]] = defaultdict(list)
    for company_id, point_id in sorted(points):
        by_company[company_id].append(point_id)
    found = _everything.raw(
        places=list(by_company.items()), day=day, tomorrow=day + DAY, since=since, weather=weather
    )
    rows: dict[int, list[Any]] = defaultdict(list)
    for what, *row in found:
        rows[what].append(row)
    registers = _registers(rows[READING])
    _add_older(registers, day, since)
    return Pasts(
        registers=registers,
        settings=_by_company(rows[SETTING]),
        weather=_weather(rows[WEATHER]),
    )


NULL = SQL("NULL")


@prepared
def _everything(
    *, places: list[tuple[int, list[int]]], day: date, tomorrow: date, since: date, weather: bool
) -> Any:
    """Readings, settings and degree days in one; every row says first which of them it is."""
    companies = [company_id for company_id, _ in places]
    parts = [_readings(company_id, points, day, since) for company_id, points in places]
    parts.append(_settings(companies, day))
    if weather:
        parts.append(_degree_days(companies, tomorrow, since))
    return reduce(add, parts)


def _readings(company_id: int, points: list[int], day: date, since: date) -> Any:
    billed = (
        (BillingEntry.company_id == Reading.company_id)
        & (BillingEntry.reading_id == Reading.id)
        & (BillingEntry.what == "reading")
        & (Reading.read_on > day)
    )
    reading = (
        (Reading.company_id == Register.company_id)
        & (Reading.register_id == Register.id)
        & Reading.voided_by.is_null()
        & (Reading.read_on >= since)
    )
    return (
        Meter.select(
            Value(READING),
            *(Register.company_id, Register.id, Meter.id, Meter.service_point_id),
            *(Register.position, Register.obis, Register.unit, Register.digits),
            *(Register.multiplier, Register.yearly, Meter.installed_on, Meter.removed_on),
            _supplied_from(day),
            fn.COALESCE(Reading.prorated_on, Reading.read_on),
            fn.COALESCE(Reading.prorated_value, Reading.value),
            *(Reading.kind, Reading.rollovers, Reading.recorded_at, Reading.submission_id),
            BillingEntry.sequence,
        )
        # A cross join keeps SQLite from beginning with every register of the company.
        .join(Register, JOIN.CROSS)
        .join_from(Register, Reading, JOIN.LEFT_OUTER, on=reading)
        .join_from(Reading, BillingEntry, JOIN.LEFT_OUTER, on=billed)
        .where(
            Meter.company_id == company_id,
            Register.company_id == Meter.company_id,
            Register.meter_id == Meter.id,
            Meter.service_point_id.in_(points),
        )
    )


def _supplied_from(day: date) -> Any:
    return Supply.select(fn.MAX(Supply.begins_on)).where(
        Supply.company_id == Meter.company_id,
        Supply.service_point_id == Meter.service_point_id,
        Supply.begins_on <= day,
    )


def _settings(companies: list[int], day: date) -> Any:
    parameter = RuleParameter
    return parameter.select(
        *(Value(SETTING), parameter.company_id, parameter.set_at, NULL, NULL, NULL),
        *(parameter.name, parameter.medium, NULL, NULL, NULL, NULL, NULL, NULL),
        *(parameter.valid_from, NULL, parameter.model, NULL, NULL, parameter.value, NULL),
    ).where(parameter.company_id.in_(companies), parameter.valid_from <= day)


def _degree_days(companies: list[int], until: date, since: date) -> Any:
    return DegreeDay.select(
        *(Value(WEATHER), DegreeDay.company_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        *(NULL, NULL, NULL, NULL, DegreeDay.day, DegreeDay.value, NULL, NULL, NULL, NULL, NULL),
    ).where(
        DegreeDay.company_id.in_(companies),
        DegreeDay.day > since,
        DegreeDay.day <= until,
    )


def _registers(rows: Iterable[list[Any]]) -> dict[Key, PastRegister]:
    found: dict[Key, PastRegister] = {}
    # Sorted here: a union has no order of its own, and there are few.
    for row in sorted(rows, key=lambda row: (str(row[13] or ""), row[17] or 0)):
        key = (row[0], row[1])
        if key not in found:
            found[key] = PastRegister(
                **dict(zip(_OF_REGISTER, row[:10], strict=True)),
                installed_on=_day(row[10]),
                removed_on=_maybe_day(row[11]),
                supplied_from=_maybe_day(row[12]),
                reads=[],
            )
        if row[13] is not None:
            found[key].reads.append(_read(row[13:]))
    return found


_OF_REGISTER = (
    *("company_id", "id", "meter_id", "point_id", "position", "obis", "unit", "digits"),
    *("multiplier", "yearly"),
)


def _read(row: list[Any]) -> OfficialRead:
    day, value, kind, rollovers, _, submission_id, billed = row
    return OfficialRead(
        read=Read(day=_day(day), value=value, kind=kind, rolled=rollovers > 0),
        submission_id=submission_id,
        billed=billed is not None,
    )


def _add_older(registers: dict[Key, PastRegister], day: date, since: date) -> None:
    """The last real reading of registers that nobody has read for years."""
    lonely = {
        key: register
        for key, register in registers.items()
        if register.removed_on is None
        and not any(one.read.actual and one.read.day <= day for one in register.reads)
    }
    for company_id, register_id, *row in _last_real(lonely, since) if lonely else ():
        registers[company_id, register_id].reads.insert(0, _read(row))


def _last_real(registers: Collection[Key], since: date) -> Iterator[Any]:
    newest = Reading.alias()
    latest = newest.select(fn.MAX(newest.read_on)).where(
        newest.company_id == Reading.company_id,
        newest.register_id == Reading.register_id,
        newest.read_on < since,
        newest.voided_by.is_null(),
        newest.kind.not_in(sorted(ESTIMATES)),
    )
    query = Reading.select(
        *(Reading.company_id, Reading.register_id),
        fn.COALESCE(Reading.prorated_on, Reading.read_on),
        fn.COALESCE(Reading.prorated_value, Reading.value),
        *(Reading.kind, Reading.rollovers, Reading.recorded_at, Reading.submission_id, NULL),
    ).where(
        Reading.company_id.in_(sorted({company_id for company_id, _ in registers})),
        Reading.register_id.in_(sorted({register_id for _, register_id in registers})),
        Reading.voided_by.is_null(),
        Reading.kind.not_in(sorted(ESTIMATES)),
        Reading.read_on == latest,
    )
    return (row for row in database.execute(query) if (row[0], row[1]) in registers)


def _by_company(rows: Iterable[list[Any]]) -> dict[int, list[Setting]]:
    found: dict[int, list[Setting]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(
            Setting(
                name=row[5],
                medium=row[6],
                model=row[15],
                value=setting_value(row[18]),
                valid_from=_day(row[13]),
                turn=row[1],
            )
        )
    return found


def setting_value(text: str) -> Any:
    """A parameter's value as it is stored: a whole number, twelve of them, or null."""
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _weather(rows: Iterable[list[Any]]) -> dict[int, DegreeDays]:
    values: dict[int, dict[date, int]] = defaultdict(dict)
    for row in rows:
        values[row[0]][_day(row[13])] = row[14]
    return {company_id: DegreeDays(known) for company_id, known in values.items()}


def _day(value: Any) -> date:
    # The columns of a union have no field that would convert them; SQLite's days are text.
    return value if isinstance(value, date) else date.fromisoformat(value)


def _maybe_day(value: Any) -> date | None:
    return None if value is None else _day(value)
