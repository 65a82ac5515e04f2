"""The lists a clerk may work through: everything, what looks odd, what is clean, one's own …"""

from datetime import datetime
from typing import Any

from peewee import fn

from webapp.domain.people import Person
from webapp.domain.submissions import REQUESTS
from webapp.models.desk_leases import DeskLease
from webapp.models.findings import Finding
from webapp.models.hand_overs import HandOver
from webapp.models.proposals import Proposal
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission

LISTS = ("all", "flagged", "clean", "requests", "mine", "no-photo", "again")
# From here on it is no accident: somebody should look, or ring.
OFTEN = 2
Earlier = Submission.alias("sent_before")


def in_list(show: str) -> str:
    """The list of this name; an old address shows everything."""
    return show if show in LISTS else "all"


def chosen(query: Any, *, show: str, person: Person) -> Any:
    """The submissions of this query that are on the list."""
    readings = Submission.kind.not_in(REQUESTS)
    conditions = {
        "flagged": _exists(Finding),
        "clean": readings & ~_exists(Finding),
        "requests": Submission.kind.in_(REQUESTS),
        "mine": Submission.id.in_(_handed_to(person)),
        "no-photo": readings & ~_exists(SubmissionPhoto),
        "again": _sent_back_before() >= OFTEN,
    }
    return query.where(conditions[show]) if show in conditions else query


def free_for(person: Person, now: datetime) -> tuple[Any, ...]:
    """What no colleague has open just now, nobody else was handed, and one may decide."""
    held = DeskLease.select(DeskLease.submission_id).where(
        _of(DeskLease), DeskLease.leased_until > now, DeskLease.staff_id != person.account_id
    )
    handed = HandOver.select(HandOver.submission_id).where(
        _of(HandOver), HandOver.staff_id != person.account_id
    )
    own = Proposal.select(Proposal.id).where(
        _of(Proposal), Proposal.ended_at.is_null(), Proposal.staff_id == person.account_id
    )
    return ~fn.EXISTS(held), ~fn.EXISTS(handed), ~fn.EXISTS(own)


def _exists(table: Any) -> Any:
    return fn.EXISTS(table.select(table.submission_id).where(_of(table)))


def _handed_to(person: Person) -> Any:
    companies = [tie.company_id for tie in person.staff]
    return HandOver.select(HandOver.submission_id).where(
        HandOver.company_id.in_(companies), HandOver.staff_id == person.account_id
    )


def _sent_back_before() -> Any:
    return Earlier.select(fn.COUNT(Earlier.id)).where(
        Earlier.company_id == Submission.company_id,
        Earlier.meter_id == Submission.meter_id,
        Earlier.state.in_(("returned", "rejected")),
    )


def _of(table: Any) -> Any:
    return (table.company_id == Submission.company_id) & (table.submission_id == Submission.id)
