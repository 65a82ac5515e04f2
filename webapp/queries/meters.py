"""The meters a person may read: three queries, however many there are.

A fourth only where a register was not really read for years.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression

from webapp.domain.bands import Dated
from webapp.domain.days import local_day
from webapp.domain.meters import MeterCard, RegisterCard
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.windows import Period, window_state
from webapp.models.companies import Company
from webapp.models.meters import Meter
from webapp.models.prepared import prepared
from webapp.models.reading_windows import ReadingWindow
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply
from webapp.queries.expectations import Facts, facts_of, known_of

Row = dict[str, Any]
Key = tuple[int, int]
Groups = tuple[tuple[int, tuple[int, ...]], ...]
"""Each company with some ids of its own."""
A_DAY = timedelta(days=1)


def readable_meters(
    *, person: Person, now: datetime, permission: Permission = Permission.SUBMIT_READINGS
) -> list[MeterCard]:
    """The meters of every customer for whom this person holds the permission, by address."""
    ties = customers_with(person, permission)
    if not ties:
        return []
    customers = [(tie.company_id, tie.customer_id) for tie in ties]
    rows = meter_rows(customers=customers, now=now)
    return [judged.card for judged in judged_meters(rows=rows, now=now)]


def meter_to_show(*, person: Person, meter_id: int, now: datetime) -> "JudgedMeter | None":
    """One meter whose readings this person may see, with what its rules know; None else."""
    ties = customers_with(person, Permission.SEE_READINGS)
    if not ties:
        return None
    rows = meter_rows(customers=[(tie.company_id, tie.customer_id) for tie in ties], now=now)
    found = judged_meters(rows=[row for row in rows if row["meter_id"] == meter_id], now=now)
    return found[0] if found else None


def meters_of_customer(*, company_id: int, customer_id: int, now: datetime) -> list[MeterCard]:
    """The meters of one customer at a moment, whoever asks; the caller has seen to who may."""
    rows = meter_rows(customers=[(company_id, customer_id)], now=now)
    return [judged.card for judged in judged_meters(rows=rows, now=now)]


def meter_rows(*, customers: Sequence[Key], now: datetime) -> list[Row]:
    """Every register supplied to these customers today, with its meter and place, by address.

    Today is the company's: the query asks a day wider than UTC, and each company's own day decides.
    """
    rows = _meter_rows.dicts(
        customers=by_company(customers), latest=now.date() + A_DAY, earliest=now.date() - A_DAY
    )
    return [row for row in rows if _in_force(row, local_day(now=now, timezone=row["timezone"]))]


def _in_force(row: Row, today: date) -> bool:
    supplied = Period(opens_on=row["begins_on"], closes_on=row["ends_on"])
    hung = Period(opens_on=row["begins_on"], closes_on=row["removed_on"])
    return supplied.holds(today) and hung.holds(today)


@prepared
def _meter_rows(*, customers: Groups, latest: date, earliest: date) -> Any:
    return (
        Register.select(
            Register,
            Meter.service_point_id,
            Meter.serial,
            Meter.medium,
            Meter.model,
            Meter.calibrated_on,
            Meter.calibrated_until,
            Meter.removed_on,
            Meter.qmax,
            ServicePoint.address,
            ServicePoint.breaker_amps,
            ServicePoint.phases,
            Supply.customer_id,
            Supply.begins_on,
            Supply.ends_on,
            Supply.second_home,
            Company.name.alias("company_name"),
            Company.timezone,
        )
        .join(Meter, on=same_row(parent=Meter, child=Register, meter_id=Register.meter_id))
        .join(
            ServicePoint, on=same_row(parent=ServicePoint, child=Meter, id=Meter.service_point_id)
        )
        .join(Supply, on=_supplied())
        .join(Company, on=(Company.id == Register.company_id))
        .where(
            in_groups(company=Supply.company_id, column=Supply.customer_id, groups=customers),
            Supply.begins_on <= latest,
            Supply.ends_on.is_null() | (Supply.ends_on > earliest),
            Meter.removed_on.is_null() | (Meter.removed_on > earliest),
        )
        .order_by(ServicePoint.address, Meter.medium, Meter.serial, Register.position)
    )


def same_row(*, parent: Any, child: Any, **key: Any) -> Expression:
    """The join of a composite key: same company, and the parent's id is the given column."""
    ((_, value),) = key.items()
    return (parent.company_id == child.company_id) & (parent.id == value)


def _supplied() -> Expression:
    return (Supply.company_id == ServicePoint.company_id) & (
        Supply.service_point_id == ServicePoint.id
    )


def any_of(*, company: Any, column: Any, keys: Iterable[Key]) -> Expression:
    """Rows whose (company, column) is one of the keys; there must be at least one."""
    return in_groups(company=company, column=column, groups=by_company(keys))


def by_company(keys: Iterable[Key]) -> Groups:
    """Each company with its ids, as a prepared query takes them; the same keys in one order."""
    found: dict[int, list[int]] = defaultdict(list)
    for company_id, key in sorted(keys):
        found[company_id].append(key)
    return tuple((company_id, tuple(ids)) for company_id, ids in found.items())


def in_groups(*, company: Any, column: Any, groups: Groups) -> Expression:
    """Rows of these companies with these ids; there must be at least one."""
    parts = ((company == company_id) & column.in_(ids) for company_id, ids in groups)
    return reduce(or_, parts)


@dataclass(frozen=True, kw_only=True)
class JudgedMeter:
    """A meter with the facts its rules judge by, by register."""

    card: MeterCard
    facts: Mapping[int, Facts]


def judged_meters(*, rows: list[Row], now: datetime) -> list[JudgedMeter]:
    """The meters of these register rows, with their windows and all that the rules need."""
    if not rows:
        return []
    windows = windows_of(
        points={(r["company_id"], r["service_point_id"]) for r in rows}, today=now.date()
    )
    days = {r["company_id"]: local_day(now=now, timezone=r["timezone"]) for r in rows}
    facts = facts_of(rows=rows, days=days)
    by_meter: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        by_meter[row["company_id"], row["meter_id"]].append(row)
    return [_judged(of, windows, facts, now) for of in by_meter.values()]


def windows_of(*, points: set[Key], today: date) -> dict[Key, list[Period]]:
    """The reading windows of these service points that are not over yet."""
    found: dict[Key, list[Period]] = defaultdict(list)
    # A day of slack either way, because the company's day is not always the UTC day.
    for company_id, point_id, opens_on, closes_on in _windows.tuples(
        points=by_company(points), after=today - A_DAY
    ):
        found[company_id, point_id].append(Period(opens_on=opens_on, closes_on=closes_on))
    return found


@prepared
def _windows(*, points: Groups, after: date) -> Any:
    window = ReadingWindow
    return window.select(
        window.company_id, window.service_point_id, window.opens_on, window.closes_on
    ).where(
        in_groups(company=window.company_id, column=window.service_point_id, groups=points),
        window.closes_on.is_null() | (window.closes_on > after),
    )


def meter_card(
    *,
    rows: list[Row],
    windows: dict[Key, list[Period]],
    history: dict[Key, list[tuple[Dated, str]]],
    now: datetime,
) -> MeterCard:
    """One meter from its register rows, with its window and the last readings of `history`."""
    first = rows[0]
    today = local_day(now=now, timezone=first["timezone"])
    periods = windows.get((first["company_id"], first["service_point_id"]), [])
    return MeterCard(
        id=first["meter_id"],
        company_id=first["company_id"],
        company_name=first["company_name"],
        timezone=first["timezone"],
        customer_id=first["customer_id"],
        service_point_id=first["service_point_id"],
        serial=first["serial"],
        medium=first["medium"],
        model=first["model"],
        address=first["address"],
        calibrated_on=first["calibrated_on"],
        calibrated_until=first["calibrated_until"],
        window=window_state(periods=periods, today=today),
        registers=tuple(
            _register(row=r, known=_own(r, history.get((r["company_id"], r["id"]), [])))
            for r in rows
        ),
        today=today,
    )


def _own(row: Row, known: list[tuple[Dated, str]]) -> list[tuple[Dated, str]]:
    """What was read since this customer moved in; the tenant before is nobody's business."""
    return [one for one in known if one[0].day >= row["begins_on"]]


def _register(*, row: Row, known: list[tuple[Dated, str]]) -> RegisterCard:
    last, kind = known[-1] if known else (None, None)
    return RegisterCard(**_face(row), last=last, last_kind=kind, band=None)


def _face(row: Row) -> dict[str, Any]:
    names = ("id", "obis", "label", "unit", "digits", "decimals", "multiplier")
    return {name: row[name] for name in names}


def _judged(
    rows: list[Row],
    windows: dict[Key, list[Period]],
    facts: Mapping[Key, Facts],
    now: datetime,
) -> JudgedMeter:
    own = {row["id"]: facts[row["company_id"], row["id"]] for row in rows}
    card = meter_card(rows=rows, windows=windows, history={}, now=now)
    registers = tuple(_with_rules(row, own[row["id"]]) for row in rows)
    return JudgedMeter(card=replace(card, registers=registers), facts=own)


def _with_rules(row: Row, facts: Facts) -> RegisterCard:
    last, expected = facts.last, facts.expectation
    return RegisterCard(
        **_face(row),
        last=last.dated if last else None,
        last_kind=last.kind if last else None,
        band=expected.band if expected else None,
        known=known_of(row=row, facts=facts),
        expectation=expected,
    )
