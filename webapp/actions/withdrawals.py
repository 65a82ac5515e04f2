"""Taking back what was sent, before a clerk has decided it."""

from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.proposals import end_proposal
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.submissions import REQUESTS
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.submissions import Submission

# Whoever may send it may take it back, whether it is a request or a reading.
SENT_WITH = {True: Permission.ASK_FOR_CHANGES, False: Permission.SUBMIT_READINGS}


def withdraw(*, person: Person, submission_id: str, now: datetime) -> None:
    """Withdraw a waiting submission; raises NotFound, or Refusal once it is decided."""
    with atomic():
        submission = _mine(person, submission_id)
        withdrawn = (
            Submission.update(state="withdrawn", changed_at=now)
            .where(
                Submission.company_id == submission.company_id,
                Submission.id == submission_id,
                Submission.state == "received",
            )
            .execute()
        )
        if not withdrawn:
            raise Refusal(
                "already_decided",
                N_("It has already been decided and can no longer be taken back."),
            )
        end_proposal(submission=submission, now=now)
        record_event(
            company_id=submission.company_id,
            actor_id=person.account_id,
            kind="submission.withdrawn",
            subject=f"submission:{submission_id}",
            now=now,
        )


def _mine(person: Person, submission_id: str) -> Submission:
    for row in Submission.select().where(Submission.id == submission_id):
        ties = customers_with(person, SENT_WITH[row.kind in REQUESTS])
        if (row.company_id, row.customer_id) in {(t.company_id, t.customer_id) for t in ties}:
            return row
    raise NotFound
