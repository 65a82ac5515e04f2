"""One submission as a clerk judges it: who sent what and when, and what became of it."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from webapp.domain.people import Person
from webapp.models.accounts import Account
from webapp.models.companies import Company
from webapp.models.conflicts import Conflict
from webapp.models.customers import Customer
from webapp.models.decisions import Decision
from webapp.models.meters import Meter
from webapp.models.remarks import Remark
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission
from webapp.queries.desk_photos import Photos, photos_from, with_photos
from webapp.queries.desk_queue import decided_by, of_companies

Row = dict[str, Any]
# Nobody looks at more, and whoever sends endlessly makes no page slow.
MOST_OTHERS = 5
Note = Remark.alias("note")
Newest = Conflict.alias("newest")
Later = Decision.alias("later")
Sent = Submission.alias("sent")


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
class Item:
    """The facts of one submission; its values and the meter's history are asked for beside."""

    company_id: int
    id: str
    receipt: str
    state: str
    channel: str
    timezone: str
    captured_at: datetime
    read_on: date
    received_at: datetime
    skew_ms: int
    meter_id: int
    service_point_id: int
    serial: str
    medium: str
    model: str
    calibrated_until: date | None
    customer_name: str
    customer_number: str
    address: str
    note: str | None
    sent: int
    corrected: int
    decided: Decided | None
    others: tuple[OtherContent, ...]
    photos: Photos

    @property
    def waits(self) -> bool:
        """Whether it still needs a decision."""
        return self.state == "received"

    @property
    def late(self) -> timedelta:
        """How long it was on the phone."""
        return self.received_at - self.captured_at

    @property
    def calibration_expired(self) -> bool:
        """Whether the meter's calibration had run out on the day of reading."""
        return self.calibrated_until is not None and self.calibrated_until < self.read_on


def item_for(*, person: Person, submission_id: str) -> Item | None:
    """The submission, if this person decides for its company."""
    companies = decided_by(person)
    if not companies:
        return None
    query = _rows().where(of_companies(companies), Submission.id == submission_id)
    # A row for each photo and each other content; a submission with neither has one, too.
    rows = list(query.order_by(Submission.company_id, Conflict.id).dicts())
    return _item([row for row in rows if row["company_id"] == rows[0]["company_id"]])


def _rows() -> Any:
    return with_photos(
        Submission.select(*_OWN, *_NAMED, *_DECIDED, *_OTHER, *_counts())
        .join(Customer, on=_same(Customer, Submission, Submission.customer_id))
        .join_from(Submission, Meter, on=_same(Meter, Submission, Submission.meter_id))
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
            Conflict,
            JOIN.LEFT_OUTER,
            on=(Conflict.company_id == Submission.company_id) & Conflict.id.in_(_newest_others()),
        )
    )


_OWN = tuple(
    getattr(Submission, name)
    for name in (
        *("company_id", "id", "receipt", "state", "channel", "captured_at", "read_on"),
        *("received_at", "skew_ms", "meter_id", "service_point_id"),
    )
)
_NAMED = (
    *(Meter.serial, Meter.medium, Meter.model, Meter.calibrated_until),
    Customer.name.alias("customer_name"),
    Customer.number.alias("customer_number"),
    *(ServicePoint.address, Company.timezone, Note.body.alias("note")),
)
_DECIDED = (
    *(Decision.verdict, Decision.reason_code, Decision.decided_at),
    Account.name.alias("clerk"),
    Remark.body.alias("words"),
)
_OTHER = (
    Conflict.id.alias("other_id"),
    Conflict.content,
    Conflict.received_at.alias("other_received_at"),
)


def _counts() -> tuple[Any, Any]:
    sent = Sent.select(fn.COUNT(Sent.id)).where(
        Sent.company_id == Submission.company_id, Sent.account_id == Submission.account_id
    )
    return sent.alias("sent"), sent.where(Sent.state == "corrected").alias("corrected")


def _newest_others() -> Any:
    return (
        Newest.select(Newest.id)
        .where(Newest.company_id == Submission.company_id, Newest.submission_id == Submission.id)
        .order_by(Newest.id.desc())
        .limit(MOST_OTHERS)
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


def _item(rows: list[Row]) -> Item | None:
    if not rows:
        return None
    first = rows[0]
    others = {row["other_id"]: _other(row) for row in rows if row["other_id"] is not None}
    facts = {name: first[name] for name in Item.__dataclass_fields__ if name in first}
    return Item(
        **facts,
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


def _other(row: Row) -> OtherContent:
    content = json.loads(row["content"])
    return OtherContent(
        values=tuple((int(key), value) for key, value in content["registers"].items()),
        photos=tuple(content["photos"]),
        captured_at=datetime.fromisoformat(content["captured_at"]),
        received_at=row["other_received_at"],
    )
