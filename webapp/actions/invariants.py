"""What must be true of an installation at any moment, asked of the rows and bytes themselves.

Most of it the schema enforces while rows are written. Here it is asked again of what is there, as
after a restore, when nothing but the answer counts.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from peewee import SqliteDatabase

from webapp.actions.money_invariants import MONEY_QUESTIONS
from webapp.actions.seals import lost_events, verify_chain
from webapp.gateways.storage import NotStored, Storage, photo_key
from webapp.models.base import database
from webapp.models.companies import Company
from webapp.models.photos import Photo

# What would be wrong, and the question that counts how often.
QUESTIONS = {
    "official readings come from neither an import nor a decision": """
        SELECT count(*) FROM reading r
        LEFT JOIN decision d ON d.company_id = r.company_id AND d.id = r.decision_id
            AND d.submission_id = r.submission_id AND d.verdict = r.verdict
            AND d.verdict IN ('accept', 'correct')
        LEFT JOIN import_batch i ON i.company_id = r.company_id AND i.id = r.import_id
        WHERE (d.id IS NULL) = (i.id IS NULL)""",
    "official readings differ from what was decided": """
        SELECT count(*) FROM reading r
        LEFT JOIN decided_value v ON v.company_id = r.company_id
            AND v.decision_id = r.decision_id AND v.register_id = r.register_id
        WHERE r.decision_id IS NOT NULL AND (v.value IS NULL OR v.value <> r.value)""",
    "ways of bills come from neither an import nor a granted wish": """
        SELECT count(*) FROM invoice_route r
        LEFT JOIN decision d ON d.company_id = r.company_id AND d.id = r.decision_id
            AND d.submission_id = r.submission_id AND d.verdict = r.verdict
            AND d.verdict = 'accept'
        LEFT JOIN invoice_route_wish w ON w.company_id = r.company_id
            AND w.submission_id = r.submission_id AND w.route = r.route
            AND w.service_point_id = r.service_point_id AND w.customer_id = r.customer_id
        LEFT JOIN import_batch i ON i.company_id = r.company_id AND i.id = r.import_id
        WHERE (d.id IS NULL OR w.route IS NULL) = (i.id IS NULL)""",
    "requests ask for nothing": """
        SELECT count(*) FROM submission s WHERE s.kind = 'invoice_route' AND NOT EXISTS (
            SELECT 1 FROM invoice_route_wish w
            WHERE w.company_id = s.company_id AND w.submission_id = s.id)""",
    "requests wait although they count already": """
        SELECT count(*) FROM submission s WHERE s.state = 'received' AND EXISTS (
            SELECT 1 FROM invoice_route r WHERE r.company_id = s.company_id
            AND r.submission_id = s.id AND r.voided_by IS NULL)""",
    "readings are voided by no decision": """
        SELECT count(*) FROM reading r
        LEFT JOIN decision d ON d.company_id = r.company_id AND d.id = r.voided_by
        WHERE r.voided_by IS NOT NULL AND d.id IS NULL""",
    "accepted submissions have no decision that says so": """
        SELECT count(*) FROM submission s
        WHERE s.state IN ('accepted', 'corrected') AND NOT EXISTS (
            SELECT 1 FROM decision d WHERE d.company_id = s.company_id
            AND d.submission_id = s.id AND d.verdict IN ('accept', 'correct'))""",
    "submissions wait although their reading is official": """
        SELECT count(*) FROM submission s WHERE s.state = 'received' AND EXISTS (
            SELECT 1 FROM reading r WHERE r.company_id = s.company_id
            AND r.submission_id = s.id AND r.voided_by IS NULL)""",
    "submissions became official twice": """
        SELECT count(*) FROM (
            SELECT r.submission_id FROM reading r
            WHERE r.submission_id IS NOT NULL AND r.voided_by IS NULL
            GROUP BY r.company_id, r.submission_id, r.register_id, r.read_on, r.kind
            HAVING count(*) > 1) twice""",
    "receipts were given out twice": """
        SELECT count(*) FROM (SELECT s.receipt FROM submission s
            GROUP BY s.company_id, s.receipt HAVING count(*) > 1) twice""",
    "submitted readings claim no value": """
        SELECT count(*) FROM submission s WHERE s.kind = 'reading' AND NOT EXISTS (
            SELECT 1 FROM claim c
            WHERE c.company_id = s.company_id AND c.submission_id = s.id)""",
    "submissions name photos that have no row": """
        SELECT count(*) FROM submission_photo s
        LEFT JOIN photo p ON p.company_id = s.company_id AND p.sha256 = s.sha256
        WHERE p.sha256 IS NULL""",
    "events wait to be sealed that are not there": """
        SELECT count(*) FROM unsealed u
        LEFT JOIN event e ON e.company_id = u.company_id AND e.id = u.event_id
        WHERE e.id IS NULL""",
}


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One thing that is not as it must be, and how often."""

    what: str
    times: int = 1

    def __str__(self) -> str:
        return f"{self.times} × {self.what}"


def broken_invariants(*, storage: Storage | None = None) -> list[Broken]:
    """Everything that is not as it must be; empty is what everybody hopes for.

    With a storage the bytes of every photo are read and compared with their names as well.
    """
    found = [*_answers(), *_references(), *_chains()]
    return [*found, *_photos(storage)] if storage else found


def _answers() -> Iterator[Broken]:
    for what, question in (QUESTIONS | MONEY_QUESTIONS).items():
        (times,) = database.execute_sql(question).fetchone()
        if times:
            yield Broken(what=what, times=times)


def _references() -> Iterator[Broken]:
    # PostgreSQL checks them while it restores; SQLite only where it is asked.
    if isinstance(database.obj, SqliteDatabase):
        times = len(database.execute_sql("PRAGMA foreign_key_check").fetchall())
        if times:
            yield Broken(what="rows point to rows that are not there", times=times)


def _chains() -> Iterator[Broken]:
    for company in Company.select(Company.id, Company.slug):
        if (entry := verify_chain(company_id=company.id)) is not None:
            yield Broken(what=f"the audit log of {company.slug} was changed at entry {entry}")
        if lost := lost_events(company_id=company.id):
            yield Broken(what=f"events of {company.slug} are not sealed nor waiting", times=lost)


def _photos(storage: Storage) -> Iterator[Broken]:
    missing = damaged = 0
    for company_id, sha256, length in (
        Photo.select(Photo.company_id, Photo.sha256, Photo.bytes).tuples().iterator()
    ):
        try:
            data = storage.get(key=photo_key(company_id=company_id, sha256=sha256))
        except NotStored:
            missing += 1
            continue
        damaged += len(data) != length or hashlib.sha256(data).hexdigest() != sha256
    if missing:
        yield Broken(what="photos have a row but no bytes", times=missing)
    if damaged:
        yield Broken(what="photos are not what their name says", times=damaged)
