"""What every verdict has in common: it is found through the clerk, taken once, and written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import PostgresqlDatabase, fn

from webapp.actions.events import Fact, record_event
from webapp.actions.remarks import write_remark
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.reasons import OF_REQUESTS, REASONS
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.accounts import Account
from webapp.models.base import database, new_id
from webapp.models.companies import Company
from webapp.models.decisions import Decision
from webapp.models.rows import insert_row
from webapp.models.submissions import Submission

STATE_AFTER = {
    "accept": "accepted",
    "correct": "corrected",
    "return": "returned",
    "reject": "rejected",
    "move": "superseded",
    "undo": "received",
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why, as a code from the company's list and, if need be, in the clerk's own words."""

    code: str
    words: str = ""


def reason_of(*, verdict: str, code: str, words: str) -> Reason:
    """The reason as given; raises Refusal `reason` for a code that this verdict does not know."""
    if code not in REASONS[verdict]:
        raise Refusal("reason", N_("Please choose a reason."), field="reason_code")
    return Reason(code=code, words=words)


def refuse_misfit(*, submission: Submission, verdict: str, reason: Reason) -> None:
    """Raise Refusal `request` or `reason` for a verdict or a reason that its kind does not have."""
    of_request = OF_REQUESTS.get(submission.kind)
    if of_request is None:
        return
    if verdict not in of_request:
        raise Refusal("request", N_("A request can only be granted or turned down."))
    if reason.code not in of_request[verdict]:
        raise Refusal("reason", N_("Please choose a reason."), field="reason_code")


def find(*, person: Person, submission_id: str) -> Submission:
    """A submission at a company for which this person decides, held to the end of the transaction.

    Raises NotFound.
    """
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    query = Submission.select().where(
        Submission.company_id.in_(companies), Submission.id == submission_id
    )
    found: Submission | None = held(query).first()
    if found is None:
        raise NotFound
    return found


def held(query: Any) -> Any:
    """The same query; its rows wait for whoever holds them, and are held to the end."""
    # On SQLite there is only one writer at a time anyway. The weaker lock lets others go on
    # referring to the row meanwhile.
    if isinstance(database.obj, PostgresqlDatabase):
        return query.for_update("FOR NO KEY UPDATE")
    return query


def take(*, submission: Submission, verdict: str, now: datetime) -> None:
    """Move a waiting submission on; raises AlreadyDecided or Refusal `taken_back`."""
    taken = (
        Submission.update(state=STATE_AFTER[verdict], changed_at=later(submission, now))
        .where(
            Submission.company_id == submission.company_id,
            Submission.id == submission.id,
            Submission.state == "received",
        )
        .execute()
    )
    if not taken:
        raise _too_late(submission)


def later(submission: Submission, now: datetime) -> datetime:
    """The moment of a change: phones ask what changed since, so it never stands still."""
    return max(now, submission.changed_at + timedelta(microseconds=1))


def last_decision(submission: Submission) -> Decision | None:
    """The newest verdict on it, an undo included."""
    found: Decision | None = (
        Decision.select()
        .where(
            Decision.company_id == submission.company_id,
            Decision.submission_id == submission.id,
        )
        .order_by(Decision.turn.desc())
        .first()
    )
    return found


def decide(
    *,
    person: Person,
    submission: Submission,
    verdict: str,
    now: datetime,
    reason: Reason | None = None,
    facts: Mapping[str, Fact] | None = None,
    **more: int | None,
) -> int:
    """Write the verdict with its event and return its id.

    `facts` go into the event; `more` are the decision's `batch_id`, `undoes`, or `proposal_id`
    with `proposed_by`, and go into both.
    """
    company_id, decision_id = submission.company_id, new_id()
    remark = write_remark(company_id=company_id, body=reason.words, now=now) if reason else None
    insert_row(
        Decision,
        company_id=company_id,
        id=decision_id,
        submission_id=submission.id,
        turn=_next_turn(submission),
        verdict=verdict,
        staff_id=person.account_id,
        decided_at=now,
        reason_code=reason.code if reason else None,
        remark_id=remark[0] if remark else None,
        remark_hash=remark[1] if remark else None,
        **more,
    )
    record_event(
        company_id=company_id,
        actor_id=person.account_id,
        kind=f"decision.{verdict}",
        subject=f"submission:{submission.id}",
        now=now,
        decision=decision_id,
        reason=reason.code if reason else None,
        **(facts or {}),
        **{name.removesuffix("_id"): value for name, value in more.items() if value is not None},
    )
    return decision_id


def _next_turn(submission: Submission) -> int:
    turns = Decision.select(fn.COALESCE(fn.MAX(Decision.turn), 0)).where(
        Decision.company_id == submission.company_id, Decision.submission_id == submission.id
    )
    return int(turns.scalar()) + 1


def _too_late(submission: Submission) -> Refusal:
    last = (
        Decision.select(Account.name, Decision.decided_at, Company.timezone, Decision.verdict)
        .join(Account, on=(Account.id == Decision.staff_id))
        .join(Company, on=(Company.id == Decision.company_id))
        .where(
            Decision.company_id == submission.company_id,
            Decision.submission_id == submission.id,
        )
        .order_by(Decision.turn.desc())
        .tuples()
        .first()
    )
    if last is None or last[3] == "undo":
        return Refusal("taken_back", N_("The customer took this back or replaced it."))
    name, decided_at, timezone, _ = last
    return AlreadyDecided(name=name, at=f"{decided_at.astimezone(ZoneInfo(timezone)):%H:%M}")
