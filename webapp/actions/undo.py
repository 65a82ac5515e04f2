"""Taking a decision back, as long as nobody outside has been told of it."""

from datetime import datetime

from webapp.actions.invoice_routes import void_routes
from webapp.actions.official import hold_readings, told_to_billing, void_readings
from webapp.actions.verdicts import decide, find, last_decision, later
from webapp.domain import undo as words
from webapp.domain.people import Person
from webapp.models.base import atomic
from webapp.models.decisions import Decision
from webapp.models.exchanges import Exchange
from webapp.models.readings import Reading
from webapp.models.submissions import Submission


def undo(*, person: Person, submission_id: str, now: datetime) -> None:
    """Take the last decision back within half a minute: its readings are void, it waits again.

    One more decision, naming the first. Raises NotFound, or Refusal when it is too late, when
    billing was told, when it was undone already, or when others have built on it.
    """
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        last = _may_be_undone(last_decision(submission), now)
        readings = hold_readings(
            company_id=submission.company_id, condition=Reading.decision_id == last.id
        )
        if len(readings) < _made_by(last):
            raise words.replaced_since()
        if told_to_billing(readings):
            raise words.billed()
        _refuse_what_others_rest_on(last)
        if last.verdict == "move":
            _call_back(submission, now)
        undone = decide(
            person=person, submission=submission, verdict="undo", now=now, undoes=last.id
        )
        void_readings(readings=readings, decision_id=undone)
        void_routes(company_id=submission.company_id, made_by=last.id, decision_id=undone)
        _wait_again(submission, now)


def _may_be_undone(last: Decision | None, now: datetime) -> Decision:
    if last is None or last.verdict == "undo":
        raise words.nothing_decided()
    if not words.still_open(decided_at=last.decided_at, now=now):
        raise words.too_late()
    return last


def _made_by(last: Decision) -> int:
    made = Reading.select().where(
        Reading.company_id == last.company_id, Reading.decision_id == last.id
    )
    return int(made.count())


def _refuse_what_others_rest_on(last: Decision) -> None:
    replaced = Reading.select().where(
        Reading.company_id == last.company_id, Reading.voided_by == last.id
    )
    if replaced.exists():
        raise words.replaced_official()
    by_it = Exchange.select().where(
        Exchange.company_id == last.company_id, Exchange.decision_id == last.id
    )
    if by_it.exists() or last.reason_code == "exchanged":
        raise words.exchanged()


def _call_back(submission: Submission, now: datetime) -> None:
    """What it was moved to makes room for it, unless that has been decided itself."""
    successor = Submission.select().where(
        Submission.company_id == submission.company_id,
        Submission.replaces == submission.id,
        Submission.channel == "desk",
        Submission.state.in_(("received", "accepted", "corrected")),
    )
    for row in successor:
        moved = (
            Submission.update(state="superseded", changed_at=later(row, now))
            .where(
                Submission.company_id == row.company_id,
                Submission.id == row.id,
                Submission.state == "received",
            )
            .execute()
        )
        if not moved:
            raise words.went_on(row.receipt)


def _wait_again(submission: Submission, now: datetime) -> None:
    Submission.update(state="received", changed_at=later(submission, now)).where(
        Submission.company_id == submission.company_id, Submission.id == submission.id
    ).execute()
