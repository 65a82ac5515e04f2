"""Who has a submission open just now, to whom it was handed over, and who proposed what."""

from datetime import datetime
from typing import Any

from peewee import JOIN

from webapp.domain.people import Person
from webapp.models.accounts import Account
from webapp.models.desk_leases import DeskLease
from webapp.models.hand_overs import HandOver
from webapp.models.proposals import Proposal
from webapp.models.submissions import Submission

HELD, HANDED, PROPOSED = "held_by", "handed_to", "proposed_by"
Holder = Account.alias("holder")
Colleague = Account.alias("colleague")


def with_marks(query: Any, *, person: Person, now: datetime) -> Any:
    """The submissions of this query with the colleague who has each open, and whose list it is on.

    A lease of one's own says nothing that one does not see.
    """
    others = (
        _of(DeskLease) & (DeskLease.leased_until > now) & (DeskLease.staff_id != person.account_id)
    )
    return (
        query.select_extend(
            Holder.name.alias(HELD),
            Colleague.name.alias(HANDED),
            (HandOver.staff_id == person.account_id).alias("for_me"),
            Proposal.staff_id.alias(PROPOSED),
        )
        .join_from(Submission, DeskLease, JOIN.LEFT_OUTER, on=others)
        .join_from(DeskLease, Holder, JOIN.LEFT_OUTER, on=Holder.id == DeskLease.staff_id)
        .join_from(Submission, HandOver, JOIN.LEFT_OUTER, on=_of(HandOver))
        .join_from(HandOver, Colleague, JOIN.LEFT_OUTER, on=Colleague.id == HandOver.staff_id)
        .join_from(
            Submission, Proposal, JOIN.LEFT_OUTER, on=_of(Proposal) & Proposal.ended_at.is_null()
        )
    )


def _of(table: Any) -> Any:
    return (table.company_id == Submission.company_id) & (table.submission_id == Submission.id)
