"""Where a customer is or was supplied, and the meters that hang there."""

from dataclasses import dataclass
from datetime import date

from peewee import JOIN

from webapp.models.base import dicts_of
from webapp.models.meters import Meter
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply

MOST_ROWS = 60


@dataclass(frozen=True, kw_only=True)
class PlaceMeter:
    """A meter at a place; `removed_on` once it was taken down."""

    id: int
    serial: str
    medium: str
    removed_on: date | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address with its meters; `until` where the customer is not supplied there any more."""

    address: str
    until: date | None
    meters: tuple[PlaceMeter, ...]


def places_of(*, company_id: int, customer_id: int, today: date) -> tuple[Place, ...]:
    """The places of this customer by address, those of today first; one query."""
    rows = dicts_of(
        Supply.select(
            Supply.ends_on,
            ServicePoint.address,
            Meter.id,
            Meter.serial,
            Meter.medium,
            Meter.removed_on,
        )
        .join(
            ServicePoint,
            on=(ServicePoint.company_id == Supply.company_id)
            & (ServicePoint.id == Supply.service_point_id),
        )
        .join(
            Meter,
            JOIN.LEFT_OUTER,
            on=(Meter.company_id == ServicePoint.company_id)
            & (Meter.service_point_id == ServicePoint.id),
        )
        .where(Supply.company_id == company_id, Supply.customer_id == customer_id)
        .order_by(Supply.begins_on.desc(), Meter.medium, Meter.installed_on.desc())
        .limit(MOST_ROWS)
    )
    grouped: dict[tuple[str, date | None], list[PlaceMeter]] = {}
    for row in rows:
        address, ends_on = row.pop("address"), row.pop("ends_on")
        until = ends_on if ends_on is not None and ends_on <= today else None
        meters = grouped.setdefault((address, until), [])
        if row["id"] is not None:
            meters.append(PlaceMeter(**row))
    places = [
        Place(address=address, until=until, meters=_order(meters))
        for (address, until), meters in grouped.items()
    ]
    return tuple(sorted(places, key=lambda place: place.until is not None))


def _order(meters: list[PlaceMeter]) -> tuple[PlaceMeter, ...]:
    return tuple(sorted(meters, key=lambda meter: meter.removed_on is not None))
