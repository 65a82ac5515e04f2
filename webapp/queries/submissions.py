"""What came in through the gate, as its sender may see it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from webapp.domain.expectation import Dated
from webapp.domain.plausibility import Finding as Verdict
from webapp.domain.submissions import MADE_AT_THE_DESK, Receipt
from webapp.models.base import tuples_of
from webapp.models.claims import Claim
from webapp.models.decisions import Decision
from webapp.models.findings import Finding
from webapp.models.prepared import prepared
from webapp.models.registers import Register
from webapp.models.remarks import Remark
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission

COUNTED_STATES = ("received", "accepted", "corrected")
WORST_FIRST = ("queue", "soft", "info")
REPEAT_DAYS = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A receipt together with what tells a repeat from other content."""

    receipt: Receipt
    content_hash: str
    account_id: int


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A submission as the phone of its sender follows it."""

    id: str
    receipt: str
    kind: str
    state: str
    received_at: datetime
    changed_at: datetime
    photo_sha256: str | None
    reason: tuple[str, str] | None
    """(verdict, reason code) of the last decision."""
    words: str | None
    """The clerk's own words to the customer."""


def stored(*, submission_id: str, account_id: int | None = None) -> Stored | None:
    """The submission of this id, of one account or of any."""
    row = _stored.first(submission_id=submission_id, account_id=account_id)
    if row is None:
        return None
    return Stored(
        receipt=_receipt(row), content_hash=row["content_hash"], account_id=row["account_id"]
    )


@prepared
def _stored(*, submission_id: str, account_id: int | None) -> Any:
    photo = (SubmissionPhoto.company_id == Submission.company_id) & (
        (SubmissionPhoto.submission_id == Submission.id) & (SubmissionPhoto.part == "photo")
    )
    query = (
        Submission.select(
            *(Submission.company_id, Submission.id, Submission.receipt, Submission.state),
            *(Submission.received_at, Submission.content_hash, Submission.account_id),
            Submission.meter_id,
            SubmissionPhoto.received_sha256.alias("photo_sha256"),
        )
        .join(SubmissionPhoto, JOIN.LEFT_OUTER, on=photo)
        .where(Submission.id == submission_id)
        .limit(1)
    )
    return query if account_id is None else query.where(Submission.account_id == account_id)


def _receipt(row: dict[str, Any]) -> Receipt:
    kept = ("id", "company_id", "receipt", "state", "received_at", "photo_sha256")
    found = findings_of(company_id=row["company_id"], submission_ids=[row["id"]])
    units = _units.tuples(company_id=row["company_id"], meter_id=row["meter_id"])
    return Receipt(
        **{name: row[name] for name in kept},
        findings=found[row["id"]],
        unit_of=dict(units),
    )


@prepared
def _units(*, company_id: int, meter_id: int) -> Any:
    return Register.select(Register.id, Register.unit).where(
        Register.company_id == company_id, Register.meter_id == meter_id
    )


def findings_of(*, company_id: int, submission_ids: list[str]) -> dict[str, tuple[Verdict, ...]]:
    """The findings of each submission, worst first."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    rows = _findings.dicts(company_id=company_id, submission_ids=submission_ids)
    for row in sorted(rows, key=lambda f: (WORST_FIRST.index(f["severity"]), f["id"])):
        found[row["submission_id"]].append(
            Verdict(
                code=row["code"],
                severity=row["severity"],
                register_id=row["register_id"],
                numbers=json.loads(row["numbers"]),
            )
        )
    return defaultdict(tuple, {key: tuple(value) for key, value in found.items()})


@prepared
def _findings(*, company_id: int, submission_ids: Sequence[str]) -> Any:
    return Finding.select().where(
        Finding.company_id == company_id, Finding.submission_id.in_(submission_ids)
    )


def earlier_claims(
    *, company_id: int, register_ids: list[int], day: date
) -> dict[int, list[Dated]]:
    """What other submissions of the last weeks claimed for these registers."""
    found: dict[int, list[Dated]] = defaultdict(list)
    for register_id, value, read_on in _earlier.tuples(
        company_id=company_id, register_ids=register_ids, since=day - REPEAT_DAYS
    ):
        found[register_id].append(Dated(day=read_on, value=value))
    return found


@prepared
def _earlier(*, company_id: int, register_ids: Sequence[int], since: date) -> Any:
    return (
        Claim.select(Claim.register_id, Claim.value, Submission.read_on)
        .join(
            Submission,
            on=(Submission.company_id == Claim.company_id) & (Submission.id == Claim.submission_id),
        )
        .where(
            Claim.company_id == company_id,
            Claim.register_id.in_(register_ids),
            Submission.state.in_(COUNTED_STATES),
            Submission.read_on >= since,
        )
    )


def sent_since(
    *, account_id: int, since: datetime | None, after_id: str = "", most: int = 500
) -> list[Sent]:
    """Submissions of this account that changed at or after `since`, oldest change first."""
    query = Submission.select().where(
        Submission.account_id == account_id, Submission.kind.not_in(MADE_AT_THE_DESK)
    )
    if since is not None:
        query = query.where(
            (Submission.changed_at > since)
            | ((Submission.changed_at == since) & (Submission.id > after_id))
        )
    return _sent(list(query.order_by(Submission.changed_at, Submission.id).limit(most)))


def _sent(rows: list[Submission]) -> list[Sent]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    photos, reasons = _photos(ids), _last_decisions(ids)
    return [
        Sent(
            id=row.id,
            receipt=row.receipt,
            kind=row.kind,
            state=row.state,
            received_at=row.received_at,
            changed_at=row.changed_at,
            photo_sha256=photos.get((row.company_id, row.id)),
            reason=reasons.get((row.company_id, row.id), (None, None))[0],
            words=reasons.get((row.company_id, row.id), (None, None))[1],
        )
        for row in rows
    ]


def _photos(ids: list[str]) -> dict[tuple[int, str], str]:
    rows = SubmissionPhoto.select().where(
        SubmissionPhoto.submission_id.in_(ids), SubmissionPhoto.part == "photo"
    )
    return {(row.company_id, row.submission_id): row.received_sha256 for row in rows}


LastDecision = tuple[tuple[str, str] | None, str | None]


def _last_decisions(ids: list[str]) -> dict[tuple[int, str], LastDecision]:
    later = Decision.alias()
    newest = later.select(fn.MAX(later.turn)).where(
        later.company_id == Decision.company_id, later.submission_id == Decision.submission_id
    )
    rows = tuples_of(
        Decision.select(
            Decision.company_id,
            Decision.submission_id,
            Decision.verdict,
            Decision.reason_code,
            Remark.body,
        )
        .left_outer_join(
            Remark,
            on=(Remark.company_id == Decision.company_id) & (Remark.id == Decision.remark_id),
        )
        .where(Decision.submission_id.in_(ids), Decision.turn == newest)
    )
    return {
        (company_id, submission_id): ((verdict, code) if code else None, words)
        for company_id, submission_id, verdict, code, words in rows
    }
