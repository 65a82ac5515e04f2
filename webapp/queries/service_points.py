"""Where a person is supplied, with every meter that has counted there for them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.domain.days import local_day
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.windows import Period
from webapp.models.companies import Company
from webapp.models.meters import Meter
from webapp.models.prepared import prepared
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply
from webapp.queries.meters import Groups, by_company, in_groups, same_row

Row = dict[str, Any]
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Face:
    """A register, as far as its readings need it."""

    id: int
    position: int
    obis: str
    label: str
    unit: str
    digits: int
    decimals: int
    multiplier: int

    @property
    def series(self) -> tuple[str, str]:
        """What an exchanged meter's register has in common with its successor's."""
        return (self.obis or str(self.position), self.unit)


@dataclass(frozen=True, kw_only=True)
class Device:
    """A meter over the time it hung there."""

    id: int
    serial: str
    installed_on: date
    removed_on: date | None
    registers: tuple[Face, ...]


@dataclass(frozen=True, kw_only=True)
class PointOfSupply:
    """A service point of a customer, its newest meter first."""

    id: int
    company_id: int
    medium: str
    address: str
    today: date
    supplied_since: date
    devices: tuple[Device, ...]

    @property
    def serial(self) -> str:
        """The serial of the meter that hangs there now, or hung there last."""
        return self.devices[0].serial

    def has(self, wanted: str) -> bool:
        """Whether this is the place of a meter, named by serial or by id."""
        return any(wanted in (device.serial, str(device.id)) for device in self.devices)


def points_of_supply(*, person: Person, now: datetime) -> list[PointOfSupply]:
    """Where the customers are supplied today whose readings this person may see, by address."""
    ties = customers_with(person, Permission.SEE_READINGS)
    if not ties:
        return []
    by_point: dict[tuple[int, int], list[Row]] = defaultdict(list)
    customers = by_company((tie.company_id, tie.customer_id) for tie in ties)
    # A day of slack either way, because the company's day is not always the UTC day.
    latest, earliest = now.date() + A_DAY, now.date() - A_DAY
    for row in _rows.dicts(customers=customers, latest=latest, earliest=earliest):
        supplied = Period(opens_on=row["begins_on"], closes_on=row["ends_on"])
        if supplied.holds(local_day(now=now, timezone=row["timezone"])):
            by_point[row["company_id"], row["service_point_id"]].append(row)
    return [_point(rows, now) for rows in by_point.values()]


@prepared
def _rows(*, customers: Groups, latest: date, earliest: date) -> Any:
    return (
        Register.select(
            Register,
            Meter.service_point_id,
            Meter.serial,
            Meter.installed_on,
            Meter.removed_on,
            ServicePoint.medium,
            ServicePoint.address,
            *(Supply.begins_on, Supply.ends_on),
            Company.timezone,
        )
        .join(Meter, on=same_row(parent=Meter, child=Register, id=Register.meter_id))
        .join(
            ServicePoint, on=same_row(parent=ServicePoint, child=Meter, id=Meter.service_point_id)
        )
        .join(
            Supply,
            on=(Supply.company_id == ServicePoint.company_id)
            & (Supply.service_point_id == ServicePoint.id),
        )
        .join(Company, on=(Company.id == Register.company_id))
        .where(
            in_groups(company=Supply.company_id, column=Supply.customer_id, groups=customers),
            Supply.begins_on <= latest,
            Supply.ends_on.is_null() | (Supply.ends_on > earliest),
            # A meter that was gone before they came is none of theirs.
            Meter.removed_on.is_null() | (Meter.removed_on > Supply.begins_on),
        )
        .order_by(
            ServicePoint.address,
            ServicePoint.medium,
            ServicePoint.id,
            Meter.installed_on.desc(),
            Meter.id,
            Register.position,
        )
    )


def _point(rows: list[Row], now: datetime) -> PointOfSupply:
    first = rows[0]
    by_meter: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_meter[row["meter_id"]].append(row)
    return PointOfSupply(
        id=first["service_point_id"],
        company_id=first["company_id"],
        medium=first["medium"],
        address=first["address"],
        today=local_day(now=now, timezone=first["timezone"]),
        supplied_since=first["begins_on"],
        devices=tuple(_device(of) for of in by_meter.values()),
    )


def _device(rows: list[Row]) -> Device:
    first = rows[0]
    return Device(
        id=first["meter_id"],
        serial=first["serial"],
        installed_on=first["installed_on"],
        removed_on=first["removed_on"],
        registers=tuple(
            Face(**{name: row[name] for name in Face.__dataclass_fields__}) for row in rows
        ),
    )
