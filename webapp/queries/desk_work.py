"""Work lists beside the queue: how much is on each, and meters whose calibration runs out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from webapp.domain.people import Person
from webapp.models.base import dicts_of, tuples_of
from webapp.models.meters import Meter
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission
from webapp.queries.desk_lists import chosen
from webapp.queries.desk_queue import MOST_COUNTED, decided_by, of_companies

COUNTED = ("mine", "flagged", "no-photo", "again")
# A meter is exchanged by appointment; so one looks half a year ahead.
AHEAD = timedelta(days=182)
MOST_METERS = 100


@dataclass(frozen=True, kw_only=True)
class RunsOut:
    """A meter whose calibration has run out or soon will."""

    serial: str
    medium: str
    address: str
    until: date
    over: bool


@dataclass(frozen=True, kw_only=True)
class WorkLists:
    """How much is on each list, and the meters that need an appointment."""

    counts: dict[str, int]
    meters: tuple[RunsOut, ...]


def work_lists(*, person: Person, now: datetime) -> WorkLists:
    """Everything on the page of work lists: two queries, however much there is."""
    return WorkLists(counts=_counts(person), meters=_run_out(person, now))


def _counts(person: Person) -> dict[str, int]:
    # From no table at all: one row of counts, each with its own bound.
    (row,) = tuples_of(Submission.select(*(_count(person, show) for show in COUNTED)).from_())
    return dict(zip(COUNTED, row, strict=True))


def _count(person: Person, show: str) -> Any:
    waiting = Submission.select(Submission.id).where(
        of_companies(decided_by(person)), Submission.state == "received"
    )
    some = chosen(waiting, show=show, person=person).limit(MOST_COUNTED + 1).alias("some")
    return Submission.select(fn.COUNT(some.c.id)).from_(some).alias(show.replace("-", "_"))


def _run_out(person: Person, now: datetime) -> tuple[RunsOut, ...]:
    days = person.days(now)
    rows = dicts_of(
        Meter.select(
            *(Meter.company_id, Meter.serial, Meter.medium, ServicePoint.address),
            Meter.calibrated_until.alias("until"),
        )
        .join(
            ServicePoint,
            on=(ServicePoint.company_id == Meter.company_id)
            & (ServicePoint.id == Meter.service_point_id),
        )
        .where(
            Meter.company_id.in_(decided_by(person)),
            Meter.removed_on.is_null(),
            Meter.calibrated_until <= max(days.values()) + AHEAD,
        )
        .order_by(Meter.calibrated_until, Meter.id)
        .limit(MOST_METERS)
    )
    return tuple(
        RunsOut(
            serial=row["serial"],
            medium=row["medium"],
            address=row["address"],
            until=row["until"],
            over=row["until"] < days[row["company_id"]],
        )
        for row in rows
    )
