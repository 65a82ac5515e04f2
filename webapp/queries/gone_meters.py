"""Why a meter that this person names cannot be read by them on a day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from webapp.domain.days import local_day
from webapp.domain.moments import Gone
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.windows import Period
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.exchanges import Exchange
from webapp.models.meters import Meter
from webapp.models.supplies import Supply
from webapp.queries.meters import any_of

Row = dict[str, Any]


def why_gone(*, person: Person, serial: str, now: datetime) -> Gone | None:
    """The exchange, the removal or the contract that is in the way; None if it is none of theirs.

    Only places at which this person's customers are or were supplied are looked at.
    """
    ties = customers_with(person, Permission.SUBMIT_READINGS)
    if not ties:
        return None
    rows = _rows(customers=[(tie.company_id, tie.customer_id) for tie in ties], serial=serial)
    for row in rows:
        day = local_day(now=now, timezone=row["timezone"])
        if Period(opens_on=row["begins_on"], closes_on=row["ends_on"]).holds(day):
            removed_on = row["removed_on"]
            if removed_on is None or removed_on > day:
                return None
            return Gone(serial=serial, removed_on=removed_on, successor=_successor(row))
    return _outside_contract(rows, serial, now) if rows else None


def _rows(*, customers: Sequence[tuple[int, int]], serial: str) -> list[Row]:
    return dicts_of(
        Supply.select(
            *(Meter.company_id, Meter.id, Meter.service_point_id, Meter.removed_on),
            *(Supply.begins_on, Supply.ends_on, Company.timezone),
        )
        # A cross join keeps SQLite from beginning with every meter of the company.
        .join(Meter, JOIN.CROSS)
        .join_from(Supply, Company, on=Company.id == Supply.company_id)
        .where(
            any_of(company=Supply.company_id, column=Supply.customer_id, keys=customers),
            Meter.company_id == Supply.company_id,
            Meter.service_point_id == Supply.service_point_id,
            Meter.serial == serial,
        )
        .order_by(Supply.begins_on.desc())
    )


def _successor(row: Row) -> str | None:
    """The serial of what hangs there instead: as the exchange says, else what came next."""
    known = (
        Meter.select(Meter.serial)
        .join(
            Exchange,
            on=(Exchange.company_id == Meter.company_id) & (Exchange.new_meter_id == Meter.id),
        )
        .where(Exchange.company_id == row["company_id"], Exchange.old_meter_id == row["id"])
    ).scalar()
    following = Meter.select(Meter.serial).where(
        Meter.company_id == row["company_id"],
        Meter.service_point_id == row["service_point_id"],
        Meter.installed_on >= row["removed_on"],
    )
    found: str | None = known or following.order_by(Meter.installed_on).limit(1).scalar()
    return found


def _outside_contract(rows: list[Row], serial: str, now: datetime) -> Gone:
    newest = rows[0]
    day: date = local_day(now=now, timezone=newest["timezone"])
    if newest["ends_on"] is not None and newest["ends_on"] <= day:
        return Gone(serial=serial, supplied_until=newest["ends_on"])
    coming = [row["begins_on"] for row in rows if row["begins_on"] > day]
    return Gone(serial=serial, supplied_from=min(coming))
