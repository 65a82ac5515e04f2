"""Accepting clean readings together: each by a decision and an event of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.decisions import accept
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, new_id
from webapp.models.submissions import Submission
from webapp.queries.desk_clean import MOST, is_clean


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one of them; without a refusal it is accepted."""

    submission_id: str
    refusal: Refusal | None = None


def accept_clean(
    *, person: Person, submission_ids: Sequence[str], now: datetime
) -> tuple[Outcome, ...]:
    """Accept each that is still clean at this moment, and say of each what became of it.

    One that cannot be accepted holds up none of the others. Raises Refusal `batch` for none or
    for more than a hundred.
    """
    ids = list(dict.fromkeys(submission_ids))
    if not 0 < len(ids) <= MOST:
        raise Refusal("batch", N_("Please choose between 1 and %(most)s readings."), most=MOST)
    batch_id = new_id()
    return tuple(_one(person, submission_id, batch_id, now) for submission_id in ids)


def _one(person: Person, submission_id: str, batch_id: int, now: datetime) -> Outcome:
    try:
        with atomic():
            _must_be_clean(person, submission_id)
            accept(person=person, submission_id=submission_id, now=now, batch_id=batch_id)
    except Refusal as refusal:
        return Outcome(submission_id=submission_id, refusal=refusal)
    return Outcome(submission_id=submission_id)


def _must_be_clean(person: Person, submission_id: str) -> None:
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    known = Submission.select(Submission.state, is_clean().alias("clean")).where(
        Submission.company_id.in_(companies), Submission.id == submission_id
    )
    row = known.tuples().first()
    if row is None:
        raise NotFound
    state, clean = row
    # One that is decided is told so by the acceptance itself.
    if state == "received" and not clean:
        raise Refusal("not_clean", N_("Something looks odd here; please open it by itself."))
