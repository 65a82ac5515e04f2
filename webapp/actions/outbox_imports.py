"""Taking in the file that a phone's outbox has written: the same gate, another door."""

from dataclasses import replace
from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.submissions import OtherContent, submit_reading
from webapp.domain.captures import Capture
from webapp.domain.outbox_file import FileRecord, Imported, OutboxFile
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.storage import Storage
from webapp.models.base import atomic
from webapp.queries.people import person_of_account
from webapp.queries.submissions import stored


def import_outbox_file(
    *, clerk: Person, file: OutboxFile, now: datetime, storage: Storage
) -> list[Imported]:
    """Submit every reading of the file for the person it belongs to, and say what became of each.

    The same file again changes nothing. Raises Refusal if its owner has no tie to a company of
    this clerk; readings for other companies are refused one by one.
    """
    owner = _owner(clerk, account_id=file.account_id)
    _record(clerk, owner, file=file, now=now)
    return [_take_in(owner, record, now=now, storage=storage) for record in file.records]


def _owner(clerk: Person, *, account_id: int) -> Person:
    companies = {tie.company_id for tie in companies_with(clerk, Permission.DECIDE)}
    found = person_of_account(account_id=account_id)
    ties = tuple(t for t in found.customers if t.company_id in companies) if found else ()
    if found is None or not ties:
        raise Refusal(
            "not_ours",
            N_("This file belongs to somebody who is not a customer of your company."),
            field="file",
        )
    # Only what ties them to this clerk's companies: a file opens no door to another one.
    return replace(found, customers=ties, staff=())


def _record(clerk: Person, owner: Person, *, file: OutboxFile, now: datetime) -> None:
    # Before the readings, which commit one by one: whoever brought them in is known in any case.
    with atomic():
        for company_id in sorted({tie.company_id for tie in owner.customers}):
            record_event(
                company_id=company_id,
                actor_id=clerk.account_id,
                kind="outbox_file.imported",
                subject=f"account:{owner.account_id}",
                now=now,
                content=file.sha256,
                records=len(file.records),
            )


def _take_in(owner: Person, record: FileRecord, *, now: datetime, storage: Storage) -> Imported:
    capture = record.capture
    if capture is None or record.fault is not None:
        return _told(capture, "refused", refusal=record.fault)
    try:
        _refuse_elsewhere(owner, capture)
        outcome = submit_reading(
            person=owner,
            capture=capture,
            photos=record.photos,
            channel="file",
            now=now,
            storage=storage,
        )
    except OtherContent as refusal:
        return _told(capture, "refused", receipt=refusal.receipt.receipt, refusal=refusal)
    except Refusal as refusal:
        return _told(capture, "refused", refusal=refusal)
    result = "repeated" if outcome.replayed else "received"
    return _told(capture, result, receipt=outcome.receipt.receipt)


def _refuse_elsewhere(owner: Person, capture: Capture) -> None:
    known = stored(submission_id=capture.id, account_id=owner.account_id)
    companies = {tie.company_id for tie in owner.customers}
    if known is not None and known.receipt.company_id not in companies:
        raise Refusal("elsewhere", N_("This reading went to another company."))


def _told(
    capture: Capture | None, outcome: str, *, receipt: str = "", refusal: Refusal | None = None
) -> Imported:
    return Imported(
        outcome=outcome,
        serial=capture.meter if capture else "",
        values=tuple(claim.value for claim in capture.registers) if capture else (),
        receipt=receipt,
        refusal=refusal,
    )
