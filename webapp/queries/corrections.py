"""An official reading that its customer may ask to correct."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.domain.days import local_day
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.windows import Period
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply
from webapp.queries.meters import any_of, same_row

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Correctable:
    """The reading as it counts, and whether somebody has asked to correct it already."""

    reading_id: int
    company_id: int
    customer_id: int
    service_point_id: int
    meter_id: int
    register_id: int
    serial: str
    medium: str
    label: str
    unit: str
    digits: int
    decimals: int
    read_on: date
    value: int
    kind: str
    counts_for: date
    asked_in: str | None
    """The submission that waits about it."""


def correctable(*, person: Person, reading_id: int, now: datetime) -> Correctable | None:
    """The standing reading of this id, if it is of a customer for whom this person may send.

    What was read before the customer was supplied there is somebody else's.
    """
    ties = customers_with(person, Permission.SUBMIT_READINGS)
    if not ties:
        return None
    customers = [(tie.company_id, tie.customer_id) for tie in ties]
    for row in dicts_of(_rows(reading_id, customers, now.date())):
        if _theirs(row, local_day(now=now, timezone=row["timezone"])):
            return _correctable(row)
    return None


def _rows(reading_id: int, customers: list[tuple[int, int]], today: date) -> Any:
    day = timedelta(days=1)
    waiting = Submission.select(Submission.id).where(
        Submission.company_id == Reading.company_id,
        Submission.about_reading_id == Reading.id,
        Submission.state == "received",
    )
    return (
        Reading.standing()
        .select(
            Reading,
            Reading.effective_day().alias("counts_for"),
            *(Register.label, Register.unit, Register.digits, Register.decimals),
            *(Register.meter_id, Meter.serial, Meter.medium, Meter.service_point_id),
            *(Supply.customer_id, Supply.begins_on, Supply.ends_on, Company.timezone),
            waiting.limit(1).alias("asked_in"),
        )
        .join(Register, on=same_row(parent=Register, child=Reading, id=Reading.register_id))
        .join(Meter, on=same_row(parent=Meter, child=Register, id=Register.meter_id))
        .join(
            Supply,
            on=(Supply.company_id == Meter.company_id)
            & (Supply.service_point_id == Meter.service_point_id),
        )
        .join(Company, on=(Company.id == Reading.company_id))
        .where(
            Reading.id == reading_id,
            any_of(company=Supply.company_id, column=Supply.customer_id, keys=customers),
            Supply.begins_on <= today + day,
            Supply.ends_on.is_null() | (Supply.ends_on > today - day),
        )
    )


def _theirs(row: Row, today: date) -> bool:
    supplied = Period(opens_on=row["begins_on"], closes_on=row["ends_on"])
    handed_over = row["kind"] == "final" and row["counts_for"] == row["begins_on"]
    return supplied.holds(today) and row["counts_for"] >= row["begins_on"] and not handed_over


def _correctable(row: Row) -> Correctable:
    named = {name: row[name] for name in Correctable.__dataclass_fields__ if name in row}
    return Correctable(**named, reading_id=row["id"])
