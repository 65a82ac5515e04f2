"""Whether an advance waits for a reading, in one query: what home says of it."""

from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from peewee import fn

from webapp.domain.meters import ESTIMATES
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.models.advances import Advance
from webapp.models.base import tuples_of
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.submissions import Submission
from webapp.queries.billed import of_customers


def read_by(*, person: Person, now: datetime) -> date | None:
    """The last day to read a meter whose next advance follows the use; None for nothing to do.

    Nothing is to do once something was read in the open window, or is on its way.
    """
    ties = customers_with(person, Permission.SUBMIT_READINGS)
    if not ties:
        return None
    rows = tuples_of(
        Advance.select(fn.MIN(ReadingWindow.closes_on))
        .join(
            ReadingWindow,
            on=(
                (ReadingWindow.company_id == Advance.company_id)
                & (ReadingWindow.service_point_id == Advance.service_point_id)
            ),
        )
        .where(
            of_customers(Advance, ties),
            Advance.flexible,
            Advance.debt_id.is_null(),
            Advance.settled_by.is_null(),
            reduce(
                or_, (_is_open(company_id, day) for company_id, day in person.days(now).items())
            ),
            ~fn.EXISTS(_read_in_it()),
            ~fn.EXISTS(_on_its_way()),
        )
    )
    end = rows[0][0]
    # SQLite gives an aggregate of dates back as its text.
    return None if end is None else date.fromisoformat(str(end)) - timedelta(days=1)


def _is_open(company_id: int, today: date) -> Any:
    return (
        (Advance.company_id == company_id)
        & (Advance.due_on >= today)
        & (ReadingWindow.opens_on <= today)
        & (ReadingWindow.closes_on > today)
    )


def _read_in_it() -> Any:
    return (
        Reading.select(Reading.id)
        .join(
            Register,
            on=(Register.company_id == Reading.company_id) & (Register.id == Reading.register_id),
        )
        .join(
            Meter,
            on=(Meter.company_id == Register.company_id) & (Meter.id == Register.meter_id),
        )
        .where(
            Meter.company_id == Advance.company_id,
            Meter.service_point_id == Advance.service_point_id,
            Reading.voided_by.is_null(),
            Reading.read_on >= ReadingWindow.opens_on,
            Reading.kind.not_in(sorted(ESTIMATES)),
        )
    )


def _on_its_way() -> Any:
    return Submission.select(Submission.id).where(
        Submission.company_id == Advance.company_id,
        Submission.service_point_id == Advance.service_point_id,
        Submission.state == "received",
    )
