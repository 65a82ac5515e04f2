"""The clerk's queue: what waits for a decision, the oldest first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Expression, Tuple, fn

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.models.base import InstantField
from webapp.models.customers import Customer
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.meters import Meter
from webapp.models.service_points import ServicePoint
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission
from webapp.queries.desk_claims import Contents
from webapp.queries.desk_lists import chosen, free_for
from webapp.queries.desk_marks import HANDED, HELD, with_marks

PAGE = 100
# Beyond this the number says nothing to a person, and counting on would cost the more.
MOST_COUNTED = 1000


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the queue; a page begins after it or ends before it."""

    received_at: datetime
    id: str


@dataclass(frozen=True, kw_only=True)
class View:
    """Which list of the queue is looked at, and where."""

    show: str = "all"
    after: Place | None = None
    before: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One submission in the queue."""

    company_id: int
    id: str
    kind: str
    customer_name: str
    address: str
    serial: str | None
    medium: str
    channel: str
    read_on: date | None
    received_at: datetime
    photo: str | None
    """The part under which its first photo came."""
    held_by: str | None
    """The colleague who has it open just now."""
    handed_to: str | None
    for_me: bool
    proposed_by: int | None
    """The account that proposed what to do with it; a second person has to answer."""
    wish: str | None
    """What a request asks for."""
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
    mine: int
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


def is_known(*, person: Person, submission_id: str) -> bool:
    """Whether there is such a submission at a company for which this person decides."""
    known = Submission.select().where(
        of_companies(decided_by(person)), Submission.id == submission_id
    )
    return bool(known.exists())


def queue_page(*, person: Person, view: View, now: datetime) -> Queue:
    """The page of this view; contents are filled in by the caller."""
    query = _rows(person, view.show, now)
    if view.before:
        query = query.where(_at < _key(view.before)).order_by(*_newest_first)
        rows = list(query.limit(PAGE + 1))
        return _queue(rows[:PAGE][::-1], older=len(rows) > PAGE, newer=True)
    query = query.where(_at > _key(view.after)) if view.after else query
    rows = list(query.limit(PAGE + 1))
    return _queue(rows[:PAGE], older=view.after is not None, newer=len(rows) > PAGE)


def waiting_that(
    *, person: Person, conditions: Iterable[Any], most: int, now: datetime
) -> tuple[Waiting, ...]:
    """The oldest that meet the conditions; contents are filled in by the caller."""
    query = _facts(person, "all", now).where(*conditions).limit(most)
    return tuple(_one(row) for row in query)


def next_waiting(
    *, person: Person, submission_id: str, show: str = "all", now: datetime
) -> str | None:
    """What waits next after this one, or else the oldest that waits; None when nothing is free.

    Passes by what a colleague has open or was handed.
    """
    companies = decided_by(person)
    this = Submission.select(Submission.received_at, Submission.id).where(
        of_companies(companies), Submission.id == submission_id
    )
    row = this.first()
    waiting = _waiting(companies, show, person).where(*free_for(person, now))
    waiting = waiting.select(Submission.id).order_by(*_oldest_first).limit(1)
    place = Place(received_at=row.received_at, id=row.id) if row else None
    later = waiting.where(_at > _key(place)).scalar() if place else None
    found: str | None = later or waiting.where(Submission.id != submission_id).scalar()
    return found


_at = Tuple(Submission.received_at, Submission.id)
_oldest_first = (Submission.received_at, Submission.id)
_newest_first = (Submission.received_at.desc(), Submission.id.desc())


def _key(place: Place) -> Tuple:
    return Tuple(InstantField().db_value(place.received_at), place.id)


def _waiting(companies: Collection[int], show: str, person: Person) -> Any:
    query = Submission.select().where(of_companies(companies), Submission.state == "received")
    return chosen(query, show=show, person=person)


def _rows(person: Person, show: str, now: datetime) -> Any:
    return _facts(person, show, now).select_extend(*_counts(person, show))


def _facts(person: Person, show: str, now: datetime) -> Any:
    waiting = _waiting(decided_by(person), show, person)
    query = (
        waiting.select(
            *(Submission.company_id, Submission.id, Submission.kind, Submission.channel),
            *(Submission.read_on, Submission.received_at),
            Customer.name.alias("customer_name"),
            *(Meter.serial, ServicePoint.medium, ServicePoint.address),
            InvoiceRouteWish.route.alias("wish"),
            _photo().alias("photo"),
        )
        .join(Customer, on=_same(Customer, Submission.customer_id))
        .join_from(Submission, Meter, JOIN.LEFT_OUTER, on=_same(Meter, Submission.meter_id))
        .join_from(Submission, ServicePoint, on=_same(ServicePoint, Submission.service_point_id))
        .join_from(Submission, InvoiceRouteWish, JOIN.LEFT_OUTER, on=_wish())
    )
    return with_marks(query, person=person, now=now).order_by(*_oldest_first).dicts()


def _counts(person: Person, show: str) -> tuple[Any, ...]:
    companies = decided_by(person)
    oldest = _waiting(companies, show, person).select(Submission.received_at)
    counted = _waiting(companies, show, person).select(Submission.id).limit(MOST_COUNTED + 1)
    mine = _waiting(companies, "mine", person).select(fn.COUNT(Submission.id))
    return (
        oldest.order_by(*_oldest_first).limit(1).alias("oldest"),
        _number_of(counted.alias("counted")).alias("waiting"),
        mine.alias("mine"),
    )


def _number_of(counted: Any) -> Any:
    return Submission.select(fn.COUNT(counted.c.id)).from_(counted)


def _photo() -> Any:
    return SubmissionPhoto.select(fn.MIN(SubmissionPhoto.part)).where(
        SubmissionPhoto.company_id == Submission.company_id,
        SubmissionPhoto.submission_id == Submission.id,
    )


def _same(parent: Any, key: Any) -> Any:
    return (parent.company_id == Submission.company_id) & (parent.id == key)


def _wish() -> Any:
    return (InvoiceRouteWish.company_id == Submission.company_id) & (
        InvoiceRouteWish.submission_id == Submission.id
    )


def _queue(rows: list[dict[str, Any]], *, older: bool, newer: bool) -> Queue:
    if not rows:
        return Queue(rows=(), waiting=0, mine=0, oldest=None, older=None, newer=None)
    found = tuple(_one(row) for row in rows)
    oldest = rows[0]["oldest"]
    return Queue(
        rows=found,
        waiting=rows[0]["waiting"],
        mine=rows[0]["mine"],
        oldest=oldest if isinstance(oldest, datetime) else InstantField().python_value(oldest),
        older=found[0].place if older else None,
        newer=found[-1].place if newer else None,
    )


def _one(row: dict[str, Any]) -> Waiting:
    facts = {name: row[name] for name in Waiting.__dataclass_fields__ if name in row}
    facts |= {"held_by": row[HELD], "handed_to": row[HANDED], "for_me": bool(row["for_me"])}
    return Waiting(**facts)
