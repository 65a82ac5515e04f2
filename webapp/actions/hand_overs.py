"""Handing a submission to a colleague, with a word about why."""

from datetime import datetime
from typing import Any

from webapp.actions.events import record_event
from webapp.actions.remarks import write_remark
from webapp.domain.people import Person
from webapp.domain.permissions import GRANTED_TO_STAFF, Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.desk_leases import DeskLease
from webapp.models.hand_overs import HandOver
from webapp.models.staff import Staff
from webapp.models.submissions import Submission


def hand_over(
    *, person: Person, submission_id: str, to: int, words: str = "", now: datetime
) -> None:
    """Put it on a colleague's list; who had it before has it no longer.

    Raises NotFound, or Refusal `colleague` for somebody who does not decide there, or `decided`.
    """
    with atomic():
        submission = _waiting(person, submission_id)
        _must_decide(submission.company_id, to)
        remark = write_remark(company_id=submission.company_id, body=words, now=now)
        _put(
            submission,
            staff_id=to,
            by_staff_id=person.account_id,
            remark_id=remark[0] if remark else None,
            handed_at=now,
        )
        _let_go(submission)
        record_event(
            company_id=submission.company_id,
            actor_id=person.account_id,
            kind="submission.handed_over",
            subject=f"submission:{submission_id}",
            now=now,
            to=to,
            words=remark[1] if remark else None,
        )


def _waiting(person: Person, submission_id: str) -> Submission:
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    found: Submission | None = (
        Submission.select()
        .where(Submission.company_id.in_(companies), Submission.id == submission_id)
        .first()
    )
    if found is None:
        raise NotFound
    if found.state != "received":
        raise Refusal("decided", N_("It is decided already; there is nothing to hand over."))
    return found


def _must_decide(company_id: int, account_id: int) -> None:
    decides = Staff.select().where(
        Staff.company_id == company_id,
        Staff.account_id == account_id,
        Staff.role.in_(list(GRANTED_TO_STAFF[Permission.DECIDE])),
        Staff.ended_at.is_null(),
    )
    if not decides.exists():
        raise Refusal("colleague", N_("Please choose a colleague."), field="to")


def _put(submission: Submission, **row: Any) -> None:
    key = {"company_id": submission.company_id, "submission_id": submission.id}
    HandOver.insert(**key, **row).on_conflict(conflict_target=list(key), update=row).execute()


def _let_go(submission: Submission) -> None:
    # Whoever hands it over has left it, and the colleague need not wait five minutes.
    DeskLease.delete().where(
        DeskLease.company_id == submission.company_id, DeskLease.submission_id == submission.id
    ).execute()
