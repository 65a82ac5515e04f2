"""What became of the readings and requests a customer sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.people import Person
from webapp.domain.submissions import MADE_AT_THE_DESK, REQUESTS
from webapp.models.submissions import Submission
from webapp.queries.followed import NEEDS_YOU, OnItsWay, follow, following

LATELY = timedelta(days=30)
MOST_AT_ONCE = 20
Subject = tuple[int, int | None, str, str, str]


def on_its_way(*, person: Person, now: datetime) -> list[OnItsWay]:
    """What waits and what was decided lately: first what needs the person, then what waits.

    What was replaced or taken back is left out, and so is what a newer reading has answered.
    """
    found = follow(_of_interest, person=person, since=now - LATELY)
    return sorted(_unanswered(found), key=lambda s: (not s.needs_you, s.state != "received"))


@following(most=MOST_AT_ONCE)
def _of_interest(*, since: datetime) -> Any:
    lately = Submission.state.in_(("accepted", "corrected", *NEEDS_YOU)) & (
        Submission.changed_at >= since
    )
    sent = Submission.kind.not_in(MADE_AT_THE_DESK)
    return sent & ((Submission.state == "received") | lately)


def waiting_at(*, person: Person, service_point_id: int) -> list[OnItsWay]:
    """The readings that wait for a decision at one service point, newest first."""
    return follow(_waiting_at, person=person, service_point_id=service_point_id)


@following(most=MOST_AT_ONCE)
def _waiting_at(*, service_point_id: int) -> Any:
    at = Submission.service_point_id == service_point_id
    return at & (Submission.state == "received") & Submission.kind.not_in(REQUESTS)


def followed(*, person: Person, submission_ids: Sequence[str]) -> list[OnItsWay]:
    """These submissions, as far as this person may see them, newest first."""
    return follow(_these, person=person, ids=submission_ids) if submission_ids else []


@following(most=MOST_AT_ONCE)
def _these(*, ids: Sequence[str]) -> Any:
    return Submission.id.in_(ids)


def followed_and_waiting(*, person: Person, submission_ids: Sequence[str]) -> list[OnItsWay]:
    """These submissions and whatever else waits for a decision, newest first."""
    return follow(_these_and_waiting, person=person, ids=submission_ids)


@following(most=MOST_AT_ONCE * 2)
def _these_and_waiting(*, ids: Sequence[str]) -> Any:
    return Submission.id.in_(ids) | (Submission.state == "received")


def _unanswered(found: list[OnItsWay]) -> list[OnItsWay]:
    newest: dict[Subject, datetime] = {}
    for one in found:
        about = _subject(one)
        newest[about] = max(newest.get(about, one.received_at), one.received_at)
    return [
        one
        for one in found
        if one.state not in NEEDS_YOU or one.received_at == newest[_subject(one)]
    ]


def _subject(one: OnItsWay) -> Subject:
    """What a newer one would be an answer to; the places of one customer differ by address."""
    return one.company_id, one.meter_id, one.kind, one.address, one.medium
