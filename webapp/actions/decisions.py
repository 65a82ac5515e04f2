"""A clerk's verdicts: a decision and the official readings it makes are one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from peewee import fn

from webapp.actions.events import record_event
from webapp.actions.remarks import write_remark
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.quantities import parse_value
from webapp.domain.reasons import REASONS
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.accounts import Account
from webapp.models.base import atomic, new_id
from webapp.models.claims import Claim
from webapp.models.companies import Company
from webapp.models.decided_values import DecidedValue
from webapp.models.decisions import Decision
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.submissions import Submission

STATE_AFTER = {
    "accept": "accepted",
    "correct": "corrected",
    "return": "returned",
    "reject": "rejected",
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why, as a code from the company's list and, if need be, in the clerk's own words."""

    code: str
    words: str = ""


def accept(
    *, person: Person, submission_id: str, now: datetime, batch_id: int | None = None
) -> None:
    """Make the claimed values official; `batch_id` ties together what was accepted in one go.

    Raises NotFound, or AlreadyDecided if another clerk was faster.
    """
    with atomic():
        submission = _take(person, submission_id, verdict="accept", now=now)
        claims = _claims(submission)
        decision_id = _decide(
            person, submission, verdict="accept", reason=None, now=now, batch_id=batch_id
        )
        _make_official(submission, decision_id, verdict="accept", values=claims, now=now)


def correct(
    *,
    person: Person,
    submission_id: str,
    values: Mapping[int, str],
    reason_code: str,
    words: str = "",
    now: datetime,
) -> None:
    """Make other values official, the original kept; needs a reason.

    Raises NotFound, AlreadyDecided, or Refusal V01 for a value that does not fit the register.
    """
    reason = _reason("correct", reason_code, words)
    with atomic():
        submission = _take(person, submission_id, verdict="correct", now=now)
        parsed = _corrected(submission, values)
        decision_id = _decide(person, submission, verdict="correct", reason=reason, now=now)
        _make_official(submission, decision_id, verdict="correct", values=parsed, now=now)


def send_back(
    *, person: Person, submission_id: str, reason_code: str, words: str = "", now: datetime
) -> None:
    """Ask the customer to send it again; raises NotFound or AlreadyDecided."""
    _refuse(person, submission_id, "return", _reason("return", reason_code, words), now)


def reject(
    *, person: Person, submission_id: str, reason_code: str, words: str = "", now: datetime
) -> None:
    """Say no with a reason; raises NotFound or AlreadyDecided."""
    _refuse(person, submission_id, "reject", _reason("reject", reason_code, words), now)


def _refuse(
    person: Person, submission_id: str, verdict: str, reason: Reason, now: datetime
) -> None:
    with atomic():
        submission = _take(person, submission_id, verdict=verdict, now=now)
        _decide(person, submission, verdict=verdict, reason=reason, now=now)


def _reason(verdict: str, code: str, words: str) -> Reason:
    if code not in REASONS[verdict]:
        raise Refusal("reason", N_("Please choose a reason."), field="reason_code")
    return Reason(code=code, words=words)


def _take(person: Person, submission_id: str, *, verdict: str, now: datetime) -> Submission:
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    submission = (
        Submission.select()
        .where(Submission.company_id.in_(companies), Submission.id == submission_id)
        .first()
    )
    if submission is None:
        raise NotFound
    taken = (
        Submission.update(state=STATE_AFTER[verdict], changed_at=now)
        .where(
            Submission.company_id == submission.company_id,
            Submission.id == submission_id,
            Submission.state == "received",
        )
        .execute()
    )
    if not taken:
        raise _too_late(submission)
    return submission


def _too_late(submission: Submission) -> Refusal:
    last = (
        Decision.select(Account.name, Decision.decided_at, Company.timezone)
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
    if last is None:
        return Refusal("taken_back", N_("The customer took this reading back or replaced it."))
    name, decided_at, timezone = last
    return AlreadyDecided(name=name, at=f"{decided_at.astimezone(ZoneInfo(timezone)):%H:%M}")


def _decide(
    person: Person,
    submission: Submission,
    *,
    verdict: str,
    reason: Reason | None,
    now: datetime,
    batch_id: int | None = None,
) -> int:
    company_id, decision_id = submission.company_id, new_id()
    remark = write_remark(company_id=company_id, body=reason.words, now=now) if reason else None
    Decision.insert(
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
        batch_id=batch_id,
    ).execute()
    record_event(
        company_id=company_id,
        actor_id=person.account_id,
        kind=f"decision.{verdict}",
        subject=f"submission:{submission.id}",
        now=now,
        decision=decision_id,
        reason=reason.code if reason else None,
        batch=batch_id,
    )
    return decision_id


def _next_turn(submission: Submission) -> int:
    turns = Decision.select(fn.COALESCE(fn.MAX(Decision.turn), 0)).where(
        Decision.company_id == submission.company_id, Decision.submission_id == submission.id
    )
    return int(turns.scalar()) + 1


def _claims(submission: Submission) -> dict[int, int]:
    rows = Claim.select().where(
        Claim.company_id == submission.company_id, Claim.submission_id == submission.id
    )
    return {row.register_id: row.value for row in rows}


def _corrected(submission: Submission, values: Mapping[int, str]) -> dict[int, int]:
    claims = _claims(submission)
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


def _make_official(
    submission: Submission,
    decision_id: int,
    *,
    verdict: str,
    values: Mapping[int, int],
    now: datetime,
) -> None:
    shared = {
        "company_id": submission.company_id,
        "decision_id": decision_id,
        "submission_id": submission.id,
        "verdict": verdict,
    }
    for register_id, value in values.items():
        one = {**shared, "register_id": register_id, "value": value}
        DecidedValue.insert(**one, claimed=value if verdict == "accept" else None).execute()
        Reading.insert(
            **one, read_on=submission.read_on, kind="customer", recorded_at=now
        ).execute()
