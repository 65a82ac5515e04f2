"""A clerk's verdicts: a decision and the official readings it makes are one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.actions.acceptance import make_it_count, needs_second_person
from webapp.actions.official import claims_of
from webapp.actions.proposals import Draft, end_proposal, propose, refuse_while_proposed
from webapp.actions.verdicts import Reason, decide, find, reason_of, refuse_misfit, take
from webapp.domain.people import Person
from webapp.domain.quantities import parse_value
from webapp.models.base import atomic
from webapp.models.registers import Register
from webapp.models.submissions import Submission


def accept(
    *, person: Person, submission_id: str, now: datetime, batch_id: int | None = None
) -> bool:
    """Make the claimed values official; `batch_id` ties together what was accepted in one go.

    False if it changes what billing knows: then it waits for a second person's consent. Raises
    NotFound, AlreadyDecided if another clerk was faster, or Refusal `proposal_open`, `replaced`.
    """
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        draft = Draft(verdict="accept", values=claims_of(submission))
        return decide_draft(
            person=person, submission=submission, draft=draft, now=now, batch_id=batch_id
        )


def correct(
    *,
    person: Person,
    submission_id: str,
    values: Mapping[int, str],
    reason_code: str,
    words: str = "",
    now: datetime,
) -> bool:
    """Make other values official, the original kept; needs a reason. False as for `accept`.

    Raises as `accept` does, and Refusal V01 for a value that does not fit the register.
    """
    reason = reason_of(verdict="correct", code=reason_code, words=words)
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        refuse_misfit(submission=submission, verdict="correct", reason=reason)
        parsed = typed_for(submission=submission, values=values)
        draft = Draft(verdict="correct", values=parsed, reason=reason)
        return decide_draft(person=person, submission=submission, draft=draft, now=now)


def send_back(
    *, person: Person, submission_id: str, reason_code: str, words: str = "", now: datetime
) -> None:
    """Ask the customer to send it again; raises NotFound or AlreadyDecided."""
    reason = reason_of(verdict="return", code=reason_code, words=words)
    _refuse(person, submission_id, "return", reason, now)


def reject(
    *, person: Person, submission_id: str, reason_code: str, words: str = "", now: datetime
) -> None:
    """Say no with a reason; raises NotFound or AlreadyDecided."""
    reason = reason_of(verdict="reject", code=reason_code, words=words)
    _refuse(person, submission_id, "reject", reason, now)


def decide_draft(
    *,
    person: Person,
    submission: Submission,
    draft: Draft,
    now: datetime,
    batch_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    **made: Any,
) -> bool:
    """Decide it as drafted, in the transaction under way; or propose it where two are needed.

    `made` (`kind`, `extras`) is what a treatment decided beyond the values, `facts` of it are for
    the event.
    """
    refuse_while_proposed(submission=submission)
    if needs_second_person(submission):
        propose(person=person, submission=submission, draft=draft, now=now)
        return False
    take(submission=submission, verdict=draft.verdict, now=now)
    decision_id = decide(
        person=person,
        submission=submission,
        verdict=draft.verdict,
        reason=draft.reason,
        now=now,
        facts=facts,
        batch_id=batch_id,
    )
    make_it_count(
        submission=submission,
        decision_id=decision_id,
        verdict=draft.verdict,
        values=draft.values,
        now=now,
        **made,
    )
    return True


def typed_for(*, submission: Submission, values: Mapping[int, str]) -> dict[int, int]:
    """What was typed for each claimed register; raises Refusal V01 for what does not fit."""
    claims = claims_of(submission)
    rows = Register.select().where(
        Register.company_id == submission.company_id, Register.id.in_(list(claims))
    )
    return {
        row.id: parse_value(
            values.get(row.id, ""),
            digits=row.digits,
            decimals=row.decimals,
            field=f"value-{row.id}",
        )
        for row in rows
    }


def _refuse(
    person: Person, submission_id: str, verdict: str, reason: Reason, now: datetime
) -> None:
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        refuse_misfit(submission=submission, verdict=verdict, reason=reason)
        take(submission=submission, verdict=verdict, now=now)
        decide(person=person, submission=submission, verdict=verdict, reason=reason, now=now)
        end_proposal(submission=submission, now=now)
