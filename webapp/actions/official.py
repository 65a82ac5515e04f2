"""Writing official readings: the decided values of one decision, and nothing else."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from webapp.actions.verdicts import held
from webapp.models.billing_entries import BillingEntry
from webapp.models.claims import Claim
from webapp.models.decided_values import DecidedValue
from webapp.models.readings import Reading
from webapp.models.rows import insert_row
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission


def claims_of(submission: Submission) -> dict[int, int]:
    """What it says, by register, in thousandths."""
    rows = Claim.select().where(
        Claim.company_id == submission.company_id, Claim.submission_id == submission.id
    )
    return {row.register_id: row.value for row in rows}


def kind_of_reading(submission: Submission) -> str:
    """Read by the customer; verified when a photo came along."""
    shown = SubmissionPhoto.select().where(
        SubmissionPhoto.company_id == submission.company_id,
        SubmissionPhoto.submission_id == submission.id,
    )
    return "customer_verified" if shown.exists() else "customer"


def make_official(
    *,
    submission: Submission,
    decision_id: int,
    verdict: str,
    values: Mapping[int, int],
    kind: str,
    now: datetime,
    read_on: date | None = None,
    extras: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Write decided values and readings; `extras` are more columns of a reading, by register."""
    shared = {
        "company_id": submission.company_id,
        "decision_id": decision_id,
        "submission_id": submission.id,
        "verdict": verdict,
    }
    for register_id, value in values.items():
        one = {**shared, "register_id": register_id, "value": value}
        insert_row(DecidedValue, **one, claimed=value if verdict == "accept" else None)
        more = {
            "kind": kind,
            "read_on": read_on or submission.read_on,
            **(extras or {}).get(register_id, {}),
        }
        insert_row(Reading, **one, **more, recorded_at=now)


def hold_readings(*, company_id: int, condition: Any) -> list[Reading]:
    """Standing readings, held to the end of the transaction so that billing is not told of them."""
    # Always in one order: two who hold several of them never wait for each other.
    query = Reading.standing().where(Reading.company_id == company_id, condition)
    return list(held(query.order_by(Reading.id)))


def void_readings(*, readings: list[Reading], decision_id: int) -> None:
    """Void these for good by this decision."""
    if not readings:
        return
    Reading.update(voided_by=decision_id).where(
        Reading.company_id == readings[0].company_id, Reading.id.in_([r.id for r in readings])
    ).execute()


def told_to_billing(readings: list[Reading]) -> bool:
    """Whether billing knows any of these; ask only while they are held."""
    if not readings:
        return False
    return bool(
        BillingEntry.select()
        .where(
            BillingEntry.company_id == readings[0].company_id,
            BillingEntry.reading_id.in_([r.id for r in readings]),
            BillingEntry.what == "reading",
        )
        .exists()
    )
