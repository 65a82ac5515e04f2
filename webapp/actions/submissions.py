"""Taking a reading in at the gate: exactly once, whatever is repeated."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import IntegrityError

from webapp.actions.events import record_event
from webapp.actions.judging import Judged, judge_capture
from webapp.actions.photos import (
    Kept,
    clean_photos,
    insert_photo,
    insert_photos,
    received_hashes,
    store_files,
)
from webapp.actions.remarks import write_remark
from webapp.domain.captures import Capture, content_hash
from webapp.domain.findings import RULE_VERSION
from webapp.domain.people import Person
from webapp.domain.receipts import receipt_number
from webapp.domain.refusals import Refusal
from webapp.domain.submissions import Receipt
from webapp.domain.words import N_
from webapp.gateways.storage import Storage
from webapp.models.accounts import Account
from webapp.models.base import atomic, new_id
from webapp.models.claims import Claim
from webapp.models.conflicts import Conflict
from webapp.models.findings import Finding as FindingRow
from webapp.models.prepared import prepared
from webapp.models.rows import insert_row
from webapp.models.submissions import Submission
from webapp.queries.submissions import Stored, stored


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The receipt, and whether this was a repeat."""

    receipt: Receipt
    replayed: bool


class OtherContent(Refusal):
    """The id is known with other content; carries the first receipt."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(
            "other_content", N_("We already have a reading under this number, with other content.")
        )
        self.receipt = receipt


def submit_reading(
    *,
    person: Person,
    capture: Capture,
    photos: Mapping[str, bytes],
    channel: str,
    now: datetime,
    storage: Storage,
) -> Outcome:
    """Take a reading in and return its receipt; the same content again returns the same receipt.

    Raises Refusal for hard faults and OtherContent for an id already used with other content.
    """
    same = content_hash(capture, photos=received_hashes(photos))
    earlier = stored(submission_id=capture.id, account_id=person.account_id)
    if earlier is None:
        judged = judge_capture(person=person, capture=capture, now=now)
        kept = clean_photos(capture=capture, photos=photos)
        company_id = judged.meter.company_id
        store_files(company_id=company_id, kept=kept, storage=storage)
        try:
            _insert(
                person=person,
                capture=capture,
                judged=judged,
                kept=kept,
                same=same,
                channel=channel,
                now=now,
            )
        except IntegrityError:
            # The same capture came twice at once and the other was first. It has committed now,
            # or this insert would still be waiting for it.
            earlier = stored(submission_id=capture.id)
            if earlier is None:
                raise
        else:
            written = stored(submission_id=capture.id, account_id=person.account_id)
            assert written is not None  # noqa: S101 - just committed
            return Outcome(receipt=written.receipt, replayed=False)
    return _repeat(
        person=person, earlier=earlier, same=same, capture=capture, photos=photos, now=now,
        storage=storage,
    )  # fmt: skip


def _repeat(
    *,
    person: Person,
    earlier: Stored,
    same: str,
    capture: Capture,
    photos: Mapping[str, bytes],
    now: datetime,
    storage: Storage,
) -> Outcome:
    if earlier.account_id != person.account_id:
        raise Refusal("other_account", N_("This reading belongs to another sign-in."))
    if earlier.content_hash == same:
        return Outcome(receipt=earlier.receipt, replayed=True)
    _keep_other_content(
        first=earlier.receipt, same=same, capture=capture, photos=photos, now=now, storage=storage
    )
    raise OtherContent(earlier.receipt)


def _insert(
    *,
    person: Person,
    capture: Capture,
    judged: Judged,
    kept: list[Kept],
    same: str,
    channel: str,
    now: datetime,
) -> None:
    meter = judged.meter
    company_id = meter.company_id
    with atomic():
        # An edit and what it replaces may come at once: the later one has to see the earlier.
        Account.hold(account_id=person.account_id)
        remark = write_remark(company_id=company_id, body=capture.note, now=now)
        insert_row(
            Submission,
            company_id=company_id,
            id=capture.id,
            channel=channel,
            state=_first_state(company_id=company_id, capture=capture, person=person),
            receipt=receipt_number(secrets.randbits(40)),
            account_id=person.account_id,
            customer_id=meter.customer_id,
            service_point_id=meter.service_point_id,
            meter_id=meter.id,
            captured_at=judged.moment.captured_at,
            read_on=judged.day,
            received_at=now,
            changed_at=now,
            skew_ms=int(judged.moment.skew.total_seconds() * 1000),
            content_hash=same,
            replaces=capture.replaces,
            remark_id=remark[0] if remark else None,
        )
        _insert_claims(company_id=company_id, capture=capture, judged=judged)
        insert_photos(company_id=company_id, submission_id=capture.id, kept=kept, now=now)
        _supersede(company_id=company_id, capture=capture, person=person, now=now)
        record_event(
            company_id=company_id,
            actor_id=person.account_id,
            kind="submission.received",
            subject=f"submission:{capture.id}",
            now=now,
            content=same,
            channel=channel,
        )


def _first_state(*, company_id: int, capture: Capture, person: Person) -> str:
    # An edit can overtake the reading it replaces: then the late one arrives already replaced.
    overtaken = _replacing.tuples(
        company_id=company_id, account_id=person.account_id, submission_id=capture.id
    )
    return "superseded" if overtaken else "received"


@prepared
def _replacing(*, company_id: int, account_id: int, submission_id: str) -> Any:
    return (
        Submission.select(Submission.id)
        .where(
            Submission.company_id == company_id,
            Submission.account_id == account_id,
            Submission.replaces == submission_id,
        )
        .limit(1)
    )


def _insert_claims(*, company_id: int, capture: Capture, judged: Judged) -> None:
    for register_id, value in judged.values.items():
        insert_row(
            Claim,
            company_id=company_id,
            submission_id=capture.id,
            register_id=register_id,
            value=value,
        )
    for finding in judged.findings:
        insert_row(
            FindingRow,
            company_id=company_id,
            submission_id=capture.id,
            register_id=finding.register_id,
            code=finding.code,
            severity=finding.severity,
            numbers=json.dumps(finding.numbers, sort_keys=True),
            rule_version=RULE_VERSION,
        )


def _supersede(*, company_id: int, capture: Capture, person: Person, now: datetime) -> None:
    if capture.replaces is None:
        return
    replaced = (
        Submission.update(state="superseded", changed_at=now)
        .where(
            Submission.company_id == company_id,
            Submission.id == capture.replaces,
            Submission.account_id == person.account_id,
            Submission.kind == "reading",
            Submission.state == "received",
        )
        .execute()
    )
    if replaced:
        record_event(
            company_id=company_id,
            actor_id=person.account_id,
            kind="submission.superseded",
            subject=f"submission:{capture.replaces}",
            now=now,
            by=capture.id,
        )


def _keep_other_content(
    *,
    first: Receipt,
    same: str,
    capture: Capture,
    photos: Mapping[str, bytes],
    now: datetime,
    storage: Storage,
) -> None:
    try:
        kept = clean_photos(capture=capture, photos=photos)
    except Refusal:
        kept = []  # the clerk still sees the values; what is no picture is not kept
    store_files(company_id=first.company_id, kept=kept, storage=storage)
    content = {
        "meter": capture.meter,
        "registers": {str(c.register_id): c.value for c in capture.registers},
        "captured_at": capture.captured_at.isoformat(),
        "photos": [one.photo.sha256 for one in kept],
    }
    with atomic():
        for one in kept:
            insert_photo(company_id=first.company_id, photo=one.photo, now=now)
        Conflict.insert(
            company_id=first.company_id,
            id=new_id(),
            submission_id=first.id,
            content_hash=same,
            content=json.dumps(content),
            received_at=now,
        ).on_conflict_ignore().execute()
