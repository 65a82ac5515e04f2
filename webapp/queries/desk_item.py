"""One submission as a clerk judges it: who sent what and when, and what became of it."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from webapp.domain.people import Person
from webapp.domain.submissions import REQUESTS
from webapp.models.accounts import Account
from webapp.models.companies import Company
from webapp.models.conflicts import Conflict
from webapp.models.customers import Customer
from webapp.models.decisions import Decision
from webapp.models.hand_overs import HandOver
from webapp.models.meters import Meter
from webapp.models.proposals import Proposal
from webapp.models.readings import Reading
from webapp.models.remarks import Remark
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission
from webapp.queries.desk_marks import HANDED, with_marks
from webapp.queries.desk_photos import Photos, photos_from, with_photos
from webapp.queries.desk_queue import decided_by, of_companies

Row = dict[str, Any]
# Nobody looks at more, and whoever sends endlessly makes no page slow.
MOST_OTHERS = 5
Note = Remark.alias("note")
Newest = Conflict.alias("newest")
Later = Decision.alias("later")
Sent = Submission.alias("sent")
About = Reading.alias("about")
Giver = Account.alias("giver")
Word = Remark.alias("word")
Proposer = Account.alias("proposer")
Saying = Remark.alias("saying")


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The last verdict on it."""

    verdict: str
    name: str
    at: datetime
    reason: tuple[str, str] | None
    words: str | None


@dataclass(frozen=True, kw_only=True)
class OtherContent:
    """What else came under the same id."""

    values: tuple[tuple[int, str], ...]
    """(register id, value as it was sent)."""
    photos: tuple[str, ...]
    captured_at: datetime
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """Whose list it is on, and why."""

    to: str
    by: str
    at: datetime
    words: str | None
    for_me: bool


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What a first person wants decided; a second one answers."""

    verdict: str
    values: dict[int, int]
    reason: tuple[str, str] | None
    words: str | None
    name: str
    at: datetime
    mine: bool


@dataclass(frozen=True, kw_only=True)
class Item:
    """The facts of one submission; its values and the meter's history are asked for beside."""

    company_id: int
    id: str
    kind: str
    receipt: str
    state: str
    channel: str
    timezone: str
    captured_at: datetime
    read_on: date | None
    received_at: datetime
    skew_ms: int
    meter_id: int | None
    service_point_id: int
    serial: str | None
    medium: str
    model: str
    calibrated_until: date | None
    customer_id: int
    customer_name: str
    customer_number: str
    address: str
    note: str | None
    sent: int
    corrected: int
    sent_back: int
    handover_on: date | None
    about: tuple[date, int] | None
    """Day and value of the official reading that it asks to correct."""
    held_by: str | None
    handed: HandedOver | None
    proposal: Proposed | None
    decided: Decided | None
    others: tuple[OtherContent, ...]
    photos: Photos

    @property
    def waits(self) -> bool:
        """Whether it still needs a decision."""
        return self.state == "received"

    @property
    def is_request(self) -> bool:
        """Whether it asks for something instead of saying what a meter shows."""
        return self.kind in REQUESTS

    @property
    def read_day(self) -> date:
        """The day on which the meter was read; raises ValueError for a request."""
        if self.read_on is None:
            raise ValueError(self.kind)
        return self.read_on

    @property
    def late(self) -> timedelta:
        """How long it was on the phone."""
        return self.received_at - self.captured_at

    @property
    def calibration_expired(self) -> bool:
        """Whether the meter's calibration had run out on the day of reading."""
        until, day = self.calibrated_until, self.read_on
        return until is not None and day is not None and until < day


def item_for(*, person: Person, submission_id: str, now: datetime) -> Item | None:
    """The submission, if this person decides for its company."""
    companies = decided_by(person)
    if not companies:
        return None
    query = _with_words(with_marks(_rows(), person=person, now=now)).where(
        of_companies(companies), Submission.id == submission_id
    )
    # A row for each photo and each other content; a submission with neither has one, too.
    rows = list(query.order_by(Submission.company_id, Conflict.id).dicts())
    return _item([row for row in rows if row["company_id"] == rows[0]["company_id"]], person)


def _rows() -> Any:
    return with_photos(
        Submission.select(*_OWN, *_NAMED, *_DECIDED, *_OTHER, *_counts())
        .join(Customer, on=_same(Customer, Submission, Submission.customer_id))
        .join_from(
            Submission, Meter, JOIN.LEFT_OUTER, on=_same(Meter, Submission, Submission.meter_id)
        )
        .join_from(
            Submission,
            ServicePoint,
            on=_same(ServicePoint, Submission, Submission.service_point_id),
        )
        .join_from(Submission, Company, on=Company.id == Submission.company_id)
        .join_from(
            Submission, Note, JOIN.LEFT_OUTER, on=_same(Note, Submission, Submission.remark_id)
        )
        .join_from(Submission, Decision, JOIN.LEFT_OUTER, on=_last_decision())
        .join_from(Decision, Account, JOIN.LEFT_OUTER, on=Account.id == Decision.staff_id)
        .join_from(
            Decision, Remark, JOIN.LEFT_OUTER, on=_same(Remark, Decision, Decision.remark_id)
        )
        .join_from(
            Submission,
            About,
            JOIN.LEFT_OUTER,
            on=_same(About, Submission, Submission.about_reading_id),
        )
        .join_from(
            Submission,
            Conflict,
            JOIN.LEFT_OUTER,
            on=(Conflict.company_id == Submission.company_id) & Conflict.id.in_(_newest_others()),
        )
    )


_OWN = tuple(
    getattr(Submission, name)
    for name in (
        *("company_id", "id", "kind", "receipt", "state", "channel", "captured_at", "read_on"),
        *("received_at", "skew_ms", "meter_id", "service_point_id", "handover_on"),
    )
)
_NAMED = (
    *(Meter.serial, ServicePoint.medium, Meter.calibrated_until),
    fn.COALESCE(Meter.model, "").alias("model"),
    Submission.customer_id,
    Customer.name.alias("customer_name"),
    Customer.number.alias("customer_number"),
    *(ServicePoint.address, Company.timezone, Note.body.alias("note")),
)
_DECIDED = (
    *(Decision.verdict, Decision.reason_code, Decision.decided_at),
    Account.name.alias("clerk"),
    Remark.body.alias("words"),
)
_HANDED = (
    *(HandOver.handed_at, Giver.name.alias("giver"), Word.body.alias("hand_over_words")),
    *(About.read_on.alias("about_day"), About.value.alias("about_value")),
)
_PROPOSED = (
    *(Proposal.verdict.alias("proposed"), Proposal.content.alias("proposed_content")),
    *(Proposal.reason_code.alias("proposed_reason"), Proposal.proposed_at),
    *(Proposer.name.alias("proposer"), Saying.body.alias("proposed_words")),
)
_OTHER = (
    Conflict.id.alias("other_id"),
    Conflict.content,
    Conflict.received_at.alias("other_received_at"),
)


def _counts() -> tuple[Any, ...]:
    sent = Sent.select(fn.COUNT(Sent.id)).where(
        Sent.company_id == Submission.company_id,
        Sent.account_id == Submission.account_id,
        Sent.kind.not_in(REQUESTS),
    )
    back = Sent.state.in_(("returned", "rejected"))
    return (
        sent.alias("sent"),
        sent.where(Sent.state == "corrected").alias("corrected"),
        sent.where(back).alias("sent_back"),
    )


def _newest_others() -> Any:
    return (
        Newest.select(Newest.id)
        .where(Newest.company_id == Submission.company_id, Newest.submission_id == Submission.id)
        .order_by(Newest.id.desc())
        .limit(MOST_OTHERS)
    )


def _with_words(query: Any) -> Any:
    """With the names and words behind the marks."""
    return (
        query.select_extend(*_HANDED, *_PROPOSED)
        .join_from(HandOver, Giver, JOIN.LEFT_OUTER, on=Giver.id == HandOver.by_staff_id)
        .join_from(HandOver, Word, JOIN.LEFT_OUTER, on=_same(Word, HandOver, HandOver.remark_id))
        .join_from(Proposal, Proposer, JOIN.LEFT_OUTER, on=Proposer.id == Proposal.staff_id)
        .join_from(
            Proposal, Saying, JOIN.LEFT_OUTER, on=_same(Saying, Proposal, Proposal.remark_id)
        )
    )


def _same(parent: Any, child: Any, key: Any) -> Any:
    return (parent.company_id == child.company_id) & (parent.id == key)


def _last_decision() -> Any:
    last = Later.select(fn.MAX(Later.turn)).where(
        Later.company_id == Submission.company_id, Later.submission_id == Submission.id
    )
    return (
        (Decision.company_id == Submission.company_id)
        & (Decision.submission_id == Submission.id)
        & (Decision.turn == last)
    )


def _item(rows: list[Row], person: Person) -> Item | None:
    if not rows:
        return None
    first = rows[0]
    others = {row["other_id"]: _other(row) for row in rows if row["other_id"] is not None}
    facts = {name: first[name] for name in Item.__dataclass_fields__ if name in first}
    return Item(
        **facts,
        about=(first["about_day"], first["about_value"]) if first["about_day"] else None,
        handed=_handed(first),
        proposal=_proposed(first, person),
        decided=_decided(first),
        others=tuple(others.values()),
        photos=photos_from(rows, submission_id=first["id"]),
    )


def _decided(row: Row) -> Decided | None:
    if row["verdict"] is None:
        return None
    code = row["reason_code"]
    return Decided(
        verdict=row["verdict"],
        name=row["clerk"],
        at=row["decided_at"],
        reason=(row["verdict"], code) if code else None,
        words=row["words"],
    )


def _handed(row: Row) -> HandedOver | None:
    if row[HANDED] is None:
        return None
    return HandedOver(
        to=row[HANDED],
        by=row["giver"],
        at=row["handed_at"],
        words=row["hand_over_words"],
        for_me=bool(row["for_me"]),
    )


def _proposed(row: Row, person: Person) -> Proposed | None:
    if row["proposed"] is None:
        return None
    content, code = json.loads(row["proposed_content"]), row["proposed_reason"]
    return Proposed(
        verdict=row["proposed"],
        values={int(key): int(value) for key, value in content["values"].items()},
        reason=(row["proposed"], code) if code else None,
        words=row["proposed_words"],
        name=row["proposer"],
        at=row["proposed_at"],
        mine=row["proposed_by"] == person.account_id,
    )


def _other(row: Row) -> OtherContent:
    content = json.loads(row["content"])
    return OtherContent(
        values=tuple((int(key), value) for key, value in content["registers"].items()),
        photos=tuple(content["photos"]),
        captured_at=datetime.fromisoformat(content["captured_at"]),
        received_at=row["other_received_at"],
    )
