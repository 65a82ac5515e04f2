"""A second person: what changes a reading that billing knows one proposes and another makes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.acceptance import make_it_count
from webapp.actions.events import record_event
from webapp.actions.remarks import write_remark
from webapp.actions.verdicts import Reason, decide, find, take
from webapp.domain.people import Person
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, new_id
from webapp.models.proposals import Proposal
from webapp.models.remarks import Remark
from webapp.models.submissions import Submission


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a first person wants decided."""

    verdict: str
    values: Mapping[int, int]
    reason: Reason | None = None


def confirm(*, person: Person, submission_id: str, now: datetime) -> None:
    """Decide what a colleague has proposed; the maker cannot confirm it.

    Raises NotFound, AlreadyDecided, or Refusal `no_proposal`, `same_person`, `replaced`.
    """
    with atomic():
        submission, proposal = _open(person, submission_id)
        if proposal.staff_id == person.account_id:
            raise Refusal(
                "same_person", N_("Somebody else has to confirm it; you have proposed it.")
            )
        values = {int(r): int(v) for r, v in json.loads(proposal.content)["values"].items()}
        take(submission=submission, verdict=proposal.verdict, now=now)
        decision_id = decide(
            person=person,
            submission=submission,
            verdict=proposal.verdict,
            reason=_reason_of(proposal),
            now=now,
            proposal_id=proposal.id,
            proposed_by=proposal.staff_id,
        )
        end_proposal(submission=submission, now=now)
        make_it_count(
            submission=submission,
            decision_id=decision_id,
            verdict=proposal.verdict,
            values=values,
            now=now,
        )


def decline(*, person: Person, submission_id: str, words: str = "", now: datetime) -> None:
    """End a colleague's proposal, or one's own; the item waits for a decision as before.

    Raises NotFound or Refusal `no_proposal`.
    """
    with atomic():
        submission, proposal = _open(person, submission_id)
        end_proposal(submission=submission, now=now)
        remark = write_remark(company_id=submission.company_id, body=words, now=now)
        record_event(
            company_id=submission.company_id,
            actor_id=person.account_id,
            kind="proposal.declined",
            subject=f"submission:{submission.id}",
            now=now,
            proposal=proposal.id,
            remark=remark[0] if remark else None,
            remark_hash=remark[1] if remark else None,
        )


def propose(*, person: Person, submission: Submission, draft: Draft, now: datetime) -> None:
    """Write down what should be decided, in the transaction under way; nothing is official yet."""
    if submission.state != "received":
        take(submission=submission, verdict=draft.verdict, now=now)  # says by whom and when
    reason, company_id, proposal_id = draft.reason, submission.company_id, new_id()
    remark = write_remark(company_id=company_id, body=reason.words, now=now) if reason else None
    Proposal.insert(
        company_id=company_id,
        id=proposal_id,
        submission_id=submission.id,
        verdict=draft.verdict,
        content=json.dumps({"values": dict(draft.values)}, sort_keys=True),
        reason_code=reason.code if reason else None,
        remark_id=remark[0] if remark else None,
        remark_hash=remark[1] if remark else None,
        staff_id=person.account_id,
        proposed_at=now,
    ).execute()
    record_event(
        company_id=company_id,
        actor_id=person.account_id,
        kind=f"proposal.{draft.verdict}",
        subject=f"submission:{submission.id}",
        now=now,
        proposal=proposal_id,
        reason=reason.code if reason else None,
    )


def refuse_while_proposed(*, submission: Submission) -> None:
    """Raise Refusal `proposal_open` if a second person has to answer first."""
    if may_be_proposed(submission) and open_proposal_of(submission) is not None:
        raise Refusal(
            "proposal_open",
            N_("A colleague has proposed what to do with it. Please confirm or decline that."),
        )


def end_proposal(*, submission: Submission, now: datetime) -> None:
    """Close an open proposal, if there is one."""
    if not may_be_proposed(submission):
        return
    Proposal.update(ended_at=now).where(_open_for(submission)).execute()


def may_be_proposed(submission: Submission) -> bool:
    """Whether it could be one for two people: only what is about an official reading is."""
    return submission.about_reading_id is not None


def open_proposal_of(submission: Submission) -> Proposal | None:
    """The proposal that waits for a second person."""
    found: Proposal | None = Proposal.select().where(_open_for(submission)).first()
    return found


def _open_for(submission: Submission) -> object:
    return (
        (Proposal.company_id == submission.company_id)
        & (Proposal.submission_id == submission.id)
        & Proposal.ended_at.is_null()
    )


def _open(person: Person, submission_id: str) -> tuple[Submission, Proposal]:
    submission = find(person=person, submission_id=submission_id)
    proposal = open_proposal_of(submission)
    if proposal is None:
        raise Refusal("no_proposal", N_("No proposal waits here any more."))
    return submission, proposal


def _reason_of(proposal: Proposal) -> Reason | None:
    if proposal.reason_code is None:
        return None
    words = (
        Remark.select(Remark.body)
        .where(Remark.company_id == proposal.company_id, Remark.id == proposal.remark_id)
        .scalar()
    )
    return Reason(code=proposal.reason_code, words=words or "")
