"""Who has a submission open at the desk: advice to colleagues, never a lock on the decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound
from webapp.models.accounts import Account
from webapp.models.base import atomic
from webapp.models.desk_leases import DeskLease
from webapp.models.submissions import Submission

LASTS = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Lease:
    """Who has it open, since when and until when unless it is claimed anew."""

    name: str
    mine: bool
    since: datetime
    until: datetime


def claim(*, person: Person, submission_id: str, now: datetime) -> Lease | None:
    """Say that this clerk has it open for five minutes more, and tell who has it.

    The first to say so has it; None where nothing waits for a decision. Raises NotFound.
    """
    company_id, waits = _company_of(person, submission_id)
    _forget_old(company_id, person, now)
    if not waits:
        return None
    with atomic():
        if not _renewed(company_id, submission_id, person, now):
            _begun(company_id, submission_id, person, now)
        return _standing(company_id, submission_id, person)


def release(*, person: Person, submission_id: str) -> None:
    """Say that this clerk has left it; a colleague's claim stays. Raises NotFound."""
    company_id, _ = _company_of(person, submission_id)
    with atomic():
        _of(company_id, submission_id, DeskLease.delete()).where(
            DeskLease.staff_id == person.account_id
        ).execute()


def _company_of(person: Person, submission_id: str) -> tuple[int, bool]:
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    row = (
        Submission.select(Submission.company_id, Submission.state)
        .where(Submission.company_id.in_(companies), Submission.id == submission_id)
        .tuples()
        .first()
    )
    if row is None:
        raise NotFound
    return row[0], row[1] == "received"


def _forget_old(company_id: int, person: Person, now: datetime) -> None:
    # On its own, and only one's own rows: so nobody waits for two rows at once.
    DeskLease.delete().where(
        DeskLease.company_id == company_id,
        DeskLease.staff_id == person.account_id,
        DeskLease.leased_until <= now,
    ).execute()


def _renewed(company_id: int, submission_id: str, person: Person, now: datetime) -> bool:
    mine = _of(company_id, submission_id, DeskLease.update(leased_until=now + LASTS)).where(
        DeskLease.staff_id == person.account_id
    )
    if mine.execute():
        return True
    taken_over = _of(
        company_id,
        submission_id,
        DeskLease.update(staff_id=person.account_id, leased_at=now, leased_until=now + LASTS),
    ).where(DeskLease.leased_until <= now)
    return bool(taken_over.execute())


def _begun(company_id: int, submission_id: str, person: Person, now: datetime) -> None:
    DeskLease.insert(
        company_id=company_id,
        submission_id=submission_id,
        staff_id=person.account_id,
        leased_at=now,
        leased_until=now + LASTS,
    ).on_conflict_ignore().execute()


def _standing(company_id: int, submission_id: str, person: Person) -> Lease:
    query = DeskLease.select(
        Account.name, DeskLease.staff_id, DeskLease.leased_at, DeskLease.leased_until
    ).join(Account, on=(Account.id == DeskLease.staff_id))
    name, staff_id, since, until = _of(company_id, submission_id, query).tuples().get()
    return Lease(name=name, mine=staff_id == person.account_id, since=since, until=until)


def _of(company_id: int, submission_id: str, query: Any) -> Any:
    return query.where(DeskLease.company_id == company_id, DeskLease.submission_id == submission_id)
