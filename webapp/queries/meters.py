"""The meters a person may read: three queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Expression, fn

from webapp.domain.expectation import LOOK_BACK_DAYS, Dated, expected_band
from webapp.domain.meters import MeterCard, RegisterCard
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.windows import Period, window_state
from webapp.models.base import dicts_of, tuples_of
from webapp.models.companies import Company
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply

Row = dict[str, Any]
Key = tuple[int, int]


def readable_meters(
    *, person: Person, now: datetime, permission: Permission = Permission.SUBMIT_READINGS
) -> list[MeterCard]:
    """The meters of every customer for whom this person holds the permission, by address."""
    ties = customers_with(person, permission)
    if not ties:
        return []
    customers = [(tie.company_id, tie.customer_id) for tie in ties]
    return _cards(rows=meter_rows(customers=customers, now=now), now=now)


def local_day(*, now: datetime, timezone: str) -> date:
    """The calendar day at the company at this moment."""
    return now.astimezone(ZoneInfo(timezone)).date()


def meter_rows(*, customers: Sequence[Key], now: datetime) -> list[Row]:
    """Every register supplied to these customers today, with its meter and place, by address.

    Today is the company's: the query asks a day wider than UTC, and each company's own day decides.
    """
    rows = dicts_of(_meter_rows(customers=customers, today=now.date()))
    return [row for row in rows if _in_force(row, local_day(now=now, timezone=row["timezone"]))]


def _in_force(row: Row, today: date) -> bool:
    supplied = Period(opens_on=row["begins_on"], closes_on=row["ends_on"])
    hung = Period(opens_on=row["begins_on"], closes_on=row["removed_on"])
    return supplied.holds(today) and hung.holds(today)


def _meter_rows(*, customers: Sequence[Key], today: date) -> Any:
    day = timedelta(days=1)
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
            ServicePoint.address,
            Supply.customer_id,
            Supply.begins_on,
            Supply.ends_on,
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
            any_of(company=Supply.company_id, column=Supply.customer_id, keys=customers),
            Supply.begins_on <= today + day,
            Supply.ends_on.is_null() | (Supply.ends_on > today - day),
            Meter.removed_on.is_null() | (Meter.removed_on > today - day),
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
    by_company: dict[int, list[int]] = defaultdict(list)
    for company_id, key in keys:
        by_company[company_id].append(key)
    parts = [(company == c) & column.in_(ids) for c, ids in by_company.items()]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined | part
    return joined


def _cards(*, rows: list[Row], now: datetime) -> list[MeterCard]:
    if not rows:
        return []
    windows = windows_of(
        points={(r["company_id"], r["service_point_id"]) for r in rows}, today=now.date()
    )
    history = _history({(r["company_id"], r["id"]) for r in rows}, now.date())
    by_meter: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        by_meter[row["company_id"], row["meter_id"]].append(row)
    return [
        meter_card(rows=of, windows=windows, history=history, now=now) for of in by_meter.values()
    ]


def windows_of(*, points: set[Key], today: date) -> dict[Key, list[Period]]:
    """The reading windows of these service points that are not over yet."""
    found: dict[Key, list[Period]] = defaultdict(list)
    rows = ReadingWindow.select().where(
        any_of(
            company=ReadingWindow.company_id, column=ReadingWindow.service_point_id, keys=points
        ),
        # A day of slack either way, because the company's day is not always the UTC day.
        ReadingWindow.closes_on.is_null() | (ReadingWindow.closes_on > today - timedelta(days=1)),
    )
    for row in rows:
        period = Period(opens_on=row.opens_on, closes_on=row.closes_on)
        found[row.company_id, row.service_point_id].append(period)
    return found


def _history(registers: set[Key], today: date) -> dict[Key, list[tuple[Dated, str]]]:
    found: dict[Key, list[tuple[Dated, str]]] = defaultdict(list)
    newest = tuples_of(
        Reading.select(Reading.company_id, Reading.register_id, fn.MAX(Reading.read_on))
        .where(
            any_of(company=Reading.company_id, column=Reading.register_id, keys=registers),
            Reading.voided_by.is_null(),
            Reading.read_on <= today + timedelta(days=1),
        )
        .group_by(Reading.company_id, Reading.register_id)
    )
    earliest = min((day for *_, day in newest), default=None)
    if earliest is None:
        return found
    rows = tuples_of(
        Reading.standing()
        .select(
            Reading.company_id, Reading.register_id, Reading.read_on, Reading.value, Reading.kind
        )
        .where(
            any_of(company=Reading.company_id, column=Reading.register_id, keys=registers),
            Reading.read_on >= earliest - timedelta(days=LOOK_BACK_DAYS),
            Reading.read_on <= today + timedelta(days=1),
        )
        .order_by(Reading.read_on, Reading.recorded_at)
    )
    for company_id, register_id, read_on, value, kind in rows:
        found[company_id, register_id].append((Dated(day=read_on, value=value), kind))
    return found


def meter_card(
    *,
    rows: list[Row],
    windows: dict[Key, list[Period]],
    history: dict[Key, list[tuple[Dated, str]]],
    now: datetime,
) -> MeterCard:
    """One meter from its register rows, with its window and what is expected of it."""
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
            _register(
                row=r, known=_own(r, history.get((r["company_id"], r["id"]), [])), today=today
            )
            for r in rows
        ),
    )


def _own(row: Row, known: list[tuple[Dated, str]]) -> list[tuple[Dated, str]]:
    """What was read since this customer moved in; the tenant before is nobody's business."""
    return [one for one in known if one[0].day >= row["begins_on"]]


def _register(*, row: Row, known: list[tuple[Dated, str]], today: date) -> RegisterCard:
    last, kind = known[-1] if known else (None, None)
    band = expected_band(history=[dated for dated, _ in known], unit=row["unit"], today=today)
    return RegisterCard(
        **{k: row[k] for k in ("id", "obis", "label", "unit", "digits", "decimals", "multiplier")},
        last=last,
        last_kind=kind,
        band=band,
    )
