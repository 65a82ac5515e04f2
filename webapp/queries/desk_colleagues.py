"""Who else decides at a company."""

from dataclasses import dataclass
from typing import Any

from webapp.domain.people import Person
from webapp.domain.permissions import GRANTED_TO_STAFF, Permission
from webapp.models.accounts import Account
from webapp.models.staff import Staff
from webapp.models.submissions import Submission
from webapp.queries.desk_queue import decided_by, of_companies


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody whom an item may be handed to."""

    account_id: int
    name: str
    role: str


def colleagues_for(*, person: Person, submission_id: str) -> tuple[Colleague, ...] | None:
    """Everybody else who decides where this submission waits, by name; None if it is not found."""
    company_id = (
        Submission.select(Submission.company_id)
        .where(of_companies(decided_by(person)), Submission.id == submission_id)
        .scalar()
    )
    if company_id is None:
        return None
    rows: Any = (
        Staff.select(Staff.account_id, Account.name, Staff.role)
        .join(Account, on=(Account.id == Staff.account_id))
        .where(
            Staff.company_id == company_id,
            Staff.account_id != person.account_id,
            Staff.role.in_(list(GRANTED_TO_STAFF[Permission.DECIDE])),
            Staff.ended_at.is_null(),
        )
        .order_by(Account.name)
        .dicts()
    )
    return tuple(Colleague(**row) for row in rows)
