"""The clerk's queue: what waits for a decision, the oldest first."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import Expression, Tuple, fn

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.models.base import InstantField
from webapp.models.customers import Customer
from webapp.models.meters import Meter
from webapp.models.submissions import Submission
from webapp.queries.desk_claims import Contents

PAGE = 100
# Beyond this the number says nothing to a person, and counting on would cost the more.
MOST_COUNTED = 1000


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the queue; a page begins after it or ends before it."""

    received_at: datetime
    id: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One submission in the queue."""

    company_id: int
    id: str
    customer_name: str
    serial: str
    medium: str
    channel: str
    received_at: datetime
    contents: Contents = field(default_factory=Contents)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(received_at=self.received_at, id=self.id)


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A page of the queue, and how much there is in all."""

    rows: tuple[Waiting, ...]
    waiting: int
    oldest: datetime | None
    older: Place | None
    newer: Place | None

    @property
    def uncounted(self) -> bool:
        """Whether there are more than were counted."""
        return self.waiting > MOST_COUNTED


def decided_by(person: Person) -> list[int]:
    """The companies for which this person decides."""
    return [tie.company_id for tie in companies_with(person, Permission.DECIDE)]


def of_companies(companies: Collection[int]) -> Expression:
    """Submissions of these companies; one alone is compared plainly, so that its index serves."""
    if len(companies) == 1:
        return Submission.company_id == next(iter(companies))
    return Submission.company_id.in_(list(companies))


def queue_page(*, person: Person, after: Place | None = None, before: Place | None = None) -> Queue:
    """The page after or before a place, or the first one; contents are filled in by the caller."""
    query = _rows(decided_by(person))
    if before:
        rows = list(query.where(_at < _key(before)).order_by(*_newest_first).limit(PAGE + 1))
        return _queue(rows[:PAGE][::-1], older=len(rows) > PAGE, newer=True)
    rows = list((query.where(_at > _key(after)) if after else query).limit(PAGE + 1))
    return _queue(rows[:PAGE], older=after is not None, newer=len(rows) > PAGE)


def next_waiting(*, person: Person, submission_id: str) -> str | None:
    """What waits next after this one, or else the oldest that waits; None when nothing does."""
    companies = decided_by(person)
    this = Submission.select(Submission.received_at, Submission.id).where(
        of_companies(companies), Submission.id == submission_id
    )
    row = this.first()
    waiting = _waiting(companies).select(Submission.id).order_by(*_oldest_first).limit(1)
    place = Place(received_at=row.received_at, id=row.id) if row else None
    later = waiting.where(_at > _key(place)).scalar() if place else None
    found: str | None = later or waiting.where(Submission.id != submission_id).scalar()
    return found


_at = Tuple(Submission.received_at, Submission.id)
_oldest_first = (Submission.received_at, Submission.id)
_newest_first = (Submission.received_at.desc(), Submission.id.desc())


def _key(place: Place) -> Tuple:
    return Tuple(InstantField().db_value(place.received_at), place.id)


def _waiting(companies: Collection[int]) -> Any:
    return Submission.select().where(of_companies(companies), Submission.state == "received")


def _rows(companies: Collection[int]) -> Any:
    oldest = _waiting(companies).select(Submission.received_at).order_by(*_oldest_first).limit(1)
    counted = _waiting(companies).select(Submission.id).limit(MOST_COUNTED + 1).alias("counted")
    return (
        _waiting(companies)
        .select(
            *(Submission.company_id, Submission.id, Submission.channel, Submission.received_at),
            Customer.name.alias("customer_name"),
            *(Meter.serial, Meter.medium),
            oldest.alias("oldest"),
            Submission.select(fn.COUNT(counted.c.id)).from_(counted).alias("waiting"),
        )
        .join(
            Customer,
            on=(Customer.company_id == Submission.company_id)
            & (Customer.id == Submission.customer_id),
        )
        .join_from(
            Submission,
            Meter,
            on=(Meter.company_id == Submission.company_id) & (Meter.id == Submission.meter_id),
        )
        .order_by(*_oldest_first)
        .dicts()
    )


def _queue(rows: list[dict[str, Any]], *, older: bool, newer: bool) -> Queue:
    if not rows:
        return Queue(rows=(), waiting=0, oldest=None, older=None, newer=None)
    found = tuple(
        Waiting(**{name: row[name] for name in row if name not in ("oldest", "waiting")})
        for row in rows
    )
    oldest = rows[0]["oldest"]
    return Queue(
        rows=found,
        waiting=rows[0]["waiting"],
        oldest=oldest if isinstance(oldest, datetime) else InstantField().python_value(oldest),
        older=found[0].place if older else None,
        newer=found[-1].place if newer else None,
    )
