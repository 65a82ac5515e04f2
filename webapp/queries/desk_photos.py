"""The photos a clerk compares, and where one of them is kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import JOIN

from webapp.domain.people import Person
from webapp.models.conflicts import Conflict
from webapp.models.photos import Photo
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission
from webapp.queries.desk_queue import decided_by

OTHER = "other-"
# A phone's two clocks may differ by so much without saying anything.
SAME_MOMENT = timedelta(minutes=10)
SHOWN_STATES = ("received", "accepted", "corrected")
Row = dict[str, Any]
Earlier = Submission.alias("earlier")
Carried = SubmissionPhoto.alias("carried")
Carrier = Submission.alias("carrier")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A photo at the desk, by the submission and the part that carries it."""

    submission_id: str
    part: str
    read_on: date
    bytes: int
    width: int
    height: int
    frame: tuple[float, ...] | None
    camera_time: datetime | None
    """What the camera wrote into it, in the company's zone, where that is another moment."""


@dataclass(frozen=True, kw_only=True)
class Photos:
    """What a submission carries, and the picture of the same meter before it."""

    own: tuple[Shown, ...] = ()
    before: Shown | None = None


def with_photos(query: Any) -> Any:
    """The submissions of this query, a row for each of their photos and of the one before."""
    shown = (SubmissionPhoto.company_id == Submission.company_id) & (
        (SubmissionPhoto.submission_id == Submission.id)
        | ((SubmissionPhoto.submission_id == _before()) & (SubmissionPhoto.part == "photo"))
    )
    carrier = (Carrier.company_id == SubmissionPhoto.company_id) & (
        Carrier.id == SubmissionPhoto.submission_id
    )
    kept = (Photo.company_id == SubmissionPhoto.company_id) & (
        Photo.sha256 == SubmissionPhoto.sha256
    )
    return (
        query.select_extend(
            *(SubmissionPhoto.part, SubmissionPhoto.frame, SubmissionPhoto.taken_at),
            *(Photo.bytes, Photo.width, Photo.height),
            Carrier.id.alias("carrier_id"),
            Carrier.read_on.alias("carrier_read_on"),
        )
        .join_from(Submission, SubmissionPhoto, JOIN.LEFT_OUTER, on=shown)
        .join_from(SubmissionPhoto, Carrier, JOIN.LEFT_OUTER, on=carrier)
        .join_from(SubmissionPhoto, Photo, JOIN.LEFT_OUTER, on=kept)
    )


def photos_from(rows: Iterable[Row], *, submission_id: str) -> Photos:
    """The photos that came with the rows of one submission."""
    shown = {(row["carrier_id"], row["part"]): _shown(row) for row in rows if row["part"]}
    own = [one for one in shown.values() if one.submission_id == submission_id]
    before = (one for one in shown.values() if one.submission_id != submission_id)
    return Photos(own=tuple(sorted(own, key=lambda one: one.part)), before=next(before, None))


def stored_photo(*, person: Person, submission_id: str, part: str) -> tuple[int, str] | None:
    """(company id, SHA-256) of a photo, if this person decides for its company.

    `part` is as it was sent, or `other-` and the hash of a photo that came with other content.
    """
    companies = decided_by(person)
    if part.startswith(OTHER):
        others = _others(companies, submission_id)
        return next((row for row in others if row[1] == part.removeprefix(OTHER)), None)
    return _carried(companies, submission_id, part)


def _carried(companies: list[int], submission_id: str, part: str) -> tuple[int, str] | None:
    rows: Any = SubmissionPhoto.select(SubmissionPhoto.company_id, SubmissionPhoto.sha256).where(
        SubmissionPhoto.company_id.in_(companies),
        SubmissionPhoto.submission_id == submission_id,
        SubmissionPhoto.part == part,
    )
    row: tuple[int, str] | None = rows.tuples().first()
    return row


def _others(companies: list[int], submission_id: str) -> list[tuple[int, str]]:
    rows: Any = Conflict.select(Conflict.company_id, Conflict.content).where(
        Conflict.company_id.in_(companies), Conflict.submission_id == submission_id
    )
    return [(row.company_id, sha) for row in rows for sha in json.loads(row.content)["photos"]]


def _before() -> Any:
    return (
        Earlier.select(Earlier.id)
        .join(
            Carried,
            on=(Carried.company_id == Earlier.company_id) & (Carried.submission_id == Earlier.id),
        )
        .where(
            Earlier.company_id == Submission.company_id,
            Earlier.meter_id == Submission.meter_id,
            Earlier.state.in_(SHOWN_STATES),
            Earlier.received_at < Submission.received_at,
            Carried.part == "photo",
        )
        .order_by(Earlier.received_at.desc())
        .limit(1)
    )


def _shown(row: Row) -> Shown:
    return Shown(
        submission_id=row["carrier_id"],
        part=row["part"],
        read_on=row["carrier_read_on"],
        bytes=row["bytes"],
        width=row["width"],
        height=row["height"],
        frame=tuple(json.loads(row["frame"])) if row["frame"] else None,
        camera_time=_camera_time(row),
    )


def _camera_time(row: Row) -> datetime | None:
    zone = ZoneInfo(row["timezone"])
    try:
        written = datetime.fromisoformat(row["taken_at"] or "")
    except ValueError:
        return None  # a camera may write anything; what is no time is not shown
    # Most cameras write no zone and mean the one they are in.
    written = written.astimezone(zone) if written.tzinfo else written.replace(tzinfo=zone)
    return written if abs(written - row["captured_at"]) > SAME_MOMENT else None
