"""What became of the readings a customer sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from webapp.domain.people import Person
from webapp.domain.submissions import MADE_AT_THE_DESK
from webapp.models.submissions import Submission
from webapp.queries.followed import NEEDS_YOU, OnItsWay, follow

LATELY = timedelta(days=30)
MOST_AT_ONCE = 20


def on_its_way(*, person: Person, now: datetime) -> list[OnItsWay]:
    """What waits and what was decided lately: first what needs the person, then what waits.

    What was replaced or taken back is left out, and so is what a newer reading has answered.
    """
    sent = Submission.kind.not_in(MADE_AT_THE_DESK)
    of_interest = (Submission.state == "received") | (
        Submission.state.in_(("accepted", "corrected", *NEEDS_YOU))
        & (Submission.changed_at >= now - LATELY)
    )
    found = follow(person=person, condition=sent & of_interest, most=MOST_AT_ONCE)
    return sorted(_unanswered(found), key=lambda s: (not s.needs_you, s.state != "received"))


def waiting_at(*, person: Person, service_point_id: int) -> list[OnItsWay]:
    """What waits for a decision at one service point, newest first."""
    here = (Submission.service_point_id == service_point_id) & (Submission.state == "received")
    return follow(person=person, condition=here, most=MOST_AT_ONCE)


def followed(*, person: Person, submission_ids: Sequence[str]) -> list[OnItsWay]:
    """These submissions, as far as this person may see them, newest first."""
    return follow(
        person=person, condition=Submission.id.in_(list(submission_ids)), most=MOST_AT_ONCE
    )


def followed_and_waiting(*, person: Person, submission_ids: Sequence[str]) -> list[OnItsWay]:
    """These submissions and whatever else waits for a decision, newest first."""
    wanted = Submission.id.in_(list(submission_ids)) | (Submission.state == "received")
    return follow(person=person, condition=wanted, most=MOST_AT_ONCE * 2)


def _unanswered(found: list[OnItsWay]) -> list[OnItsWay]:
    newest: dict[tuple[int, int, str], datetime] = {}
    for one in found:
        key = (one.company_id, one.meter_id, one.kind)
        newest[key] = max(newest.get(key, one.received_at), one.received_at)
    return [
        one
        for one in found
        if not one.needs_you or one.received_at == newest[one.company_id, one.meter_id, one.kind]
    ]
