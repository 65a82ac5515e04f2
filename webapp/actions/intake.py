"""Writing a submission that no phone has sent: a form's, or one that staff make at the desk."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webapp.actions.events import record_event
from webapp.actions.remarks import write_remark
from webapp.domain.findings import RULE_VERSION, Finding
from webapp.domain.receipts import receipt_number
from webapp.models.claims import Claim
from webapp.models.findings import Finding as FindingRow
from webapp.models.rows import insert_row
from webapp.models.submissions import Submission


@dataclass(frozen=True, kw_only=True)
class Whose:
    """The customer and the meter that a submission is about, and the account that it is of.

    A request is about no meter.
    """

    company_id: int
    account_id: int
    customer_id: int
    service_point_id: int
    meter_id: int | None


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A submission about to be written; the columns of its kind may be empty."""

    id: str
    kind: str
    channel: str
    whose: Whose
    captured_at: datetime
    read_on: date | None
    content_hash: str
    note: str = ""
    remark_id: int | None = None
    replaces: str | None = None
    about_reading_id: int | None = None
    handover_on: date | None = None


def write_submission(
    *,
    incoming: Incoming,
    values: Mapping[int, int],
    findings: Sequence[Finding] = (),
    by: int,
    now: datetime,
) -> Submission:
    """Write it with its claims, findings and event, in the transaction under way."""
    company_id = incoming.whose.company_id
    remark = write_remark(company_id=company_id, body=incoming.note, now=now)
    row = {
        **{name: getattr(incoming.whose, name) for name in Whose.__dataclass_fields__},
        **{name: getattr(incoming, name) for name in COLUMNS},
        "state": "received",
        "receipt": receipt_number(secrets.randbits(40)),
        "received_at": now,
        "changed_at": now,
        "skew_ms": 0,
        "remark_id": remark[0] if remark else incoming.remark_id,
    }
    insert_row(Submission, **row)
    write_claims(company_id=company_id, submission_id=incoming.id, values=values)
    _write_findings(company_id, incoming.id, findings)
    record_event(
        company_id=company_id,
        actor_id=by,
        kind="submission.received",
        subject=f"submission:{incoming.id}",
        now=now,
        content=incoming.content_hash,
        channel=incoming.channel,
        of=incoming.kind,
    )
    return Submission(**row)


COLUMNS = (
    "id", "kind", "channel", "captured_at", "read_on", "content_hash", "replaces",
    "about_reading_id", "handover_on",
)  # fmt: skip


def write_claims(*, company_id: int, submission_id: str, values: Mapping[int, int]) -> None:
    """Write what a submission says, by register."""
    if values:
        Claim.insert_many(
            {
                "company_id": company_id,
                "submission_id": submission_id,
                "register_id": register_id,
                "value": value,
            }
            for register_id, value in values.items()
        ).execute()


def content_of(*parts: object, photo: bytes | None = None) -> str:
    """The hash by which a repeated form is known."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode() + (photo or b"")).hexdigest()


def _write_findings(company_id: int, submission_id: str, findings: Iterable[Finding]) -> None:
    for finding in findings:
        insert_row(
            FindingRow,
            company_id=company_id,
            submission_id=submission_id,
            register_id=finding.register_id,
            code=finding.code,
            severity=finding.severity,
            numbers=json.dumps(finding.numbers, sort_keys=True),
            rule_version=RULE_VERSION,
        )
