"""Taking in what the billing system delivers: a file is a batch, wholly in or not at all.

Rows come one by one and are written in parts of some hundred, so that a file of any length needs
the same memory. What stands there already under the company's own key is left alone.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.credit_use import BRING_DEBTS, use_credit_later
from webapp.actions.events import record_event
from webapp.actions.import_customers import take_customers
from webapp.actions.import_debts import take_debts
from webapp.actions.import_invoices import take_invoices
from webapp.actions.import_meters import take_meters
from webapp.actions.import_payments import take_payments
from webapp.actions.import_points import take_points
from webapp.actions.import_readings import take_readings
from webapp.actions.import_rows import Batch, Taken
from webapp.actions.one_delivery import one_delivery
from webapp.domain.billing_files import Fault, Imported, Parsed
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import new_id
from webapp.models.import_batches import ImportBatch

ROWS_AT_ONCE = 500

Progress = Callable[[int], None]
Report = Callable[[Fault], None]

TAKERS: dict[str, Callable[[Batch, Sequence[Parsed]], Taken]] = {
    "customers": take_customers,
    "service-points": take_points,
    "meters": take_meters,
    "readings": take_readings,
    "invoices": take_invoices,
    "debts": take_debts,
    "payments": take_payments,
}


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A file as it was delivered."""

    kind: str
    source: str
    sha256: str
    currency: str
    keep_good: bool = False


class _Undo(Exception):
    """Takes everything back that was written so far."""


def import_billing(
    *,
    company_id: int,
    delivery: Delivery,
    rows: Iterator[Parsed],
    now: datetime,
    progress: Progress,
    report: Report,
) -> Imported:
    """Write the rows, all or none of them, or with `keep_good` those that can be taken.

    Each fault goes to `report` as it is found. A file of nothing new leaves no trace. Raises
    Refusal `import_busy` while another one of the company is taken in.
    """
    batch = Batch(company_id=company_id, id=new_id(), currency=delivery.currency, now=now)
    done = Taken()
    try:
        with one_delivery(company_id=company_id):
            _open(batch, delivery)
            for part in _parts(rows):
                done = done.plus(_take(batch, delivery, part, report))
                progress(done.read)
            if not done.added or (done.faults and not delivery.keep_good):
                raise _Undo
            _close(batch, delivery, done)
    except _Undo:
        return Imported(import_id=None, read=done.read, added=0, same=done.same, faults=done.faults)
    return Imported(
        import_id=batch.id, read=done.read, added=done.added, same=done.same, faults=done.faults
    )


def _take(batch: Batch, delivery: Delivery, part: Sequence[Parsed], report: Report) -> Taken:
    bad, good = _sorted_out(part)
    taken = TAKERS[delivery.kind](batch, good) if good else Taken()
    for fault in sorted((*bad, *taken.refused), key=lambda one: one.line):
        report(fault)
    return Taken(
        read=len(part),
        added=taken.added,
        same=taken.same,
        faults=len(bad) + len(taken.refused),
    )


def _sorted_out(part: Sequence[Parsed]) -> tuple[list[Fault], list[Parsed]]:
    """What cannot be taken, and the rest; a bill of which one line is wrong is wrong in all."""
    broken = {one.key for one in part if one.refusal is not None and one.key is not None}
    bad, good = [], []
    for one in part:
        if one.refusal is not None:
            bad.append(Fault(line=one.line, refusal=one.refusal))
        elif one.key in broken:
            bad.append(Fault(line=one.line, refusal=_with_the_other(one.key)))
        else:
            good.append(one)
    return bad, good


def _with_the_other(key: str | None) -> Refusal:
    return Refusal(
        "import_row",
        N_("Another line of %(number)s cannot be taken, so none of it is."),
        number=(key or "")[:40],
    )


def _parts(rows: Iterator[Parsed]) -> Iterator[list[Parsed]]:
    """Some hundred lines at a time; the lines of one bill or one meter stay together."""
    part: list[Parsed] = []
    for _, group in itertools.groupby(rows, key=lambda one: one.key or one.line):
        for one in group:
            part.append(one)
            if len(part) >= ROWS_AT_ONCE * 4:
                yield part
                part = []
        if len(part) >= ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _open(batch: Batch, delivery: Delivery) -> None:
    ImportBatch.insert(
        company_id=batch.company_id,
        id=batch.id,
        kind=delivery.kind,
        source=delivery.source,
        made_at=batch.now,
        sha256=delivery.sha256,
    ).execute()


def _close(batch: Batch, delivery: Delivery, done: Taken) -> None:
    ImportBatch.update(rows_read=done.read, rows_kept=done.added).where(
        ImportBatch.company_id == batch.company_id, ImportBatch.id == batch.id
    ).execute()
    if delivery.kind in BRING_DEBTS:
        use_credit_later(company_id=batch.company_id, import_id=batch.id, now=batch.now)
    record_event(
        company_id=batch.company_id,
        actor_id=None,
        kind="import.written",
        subject=f"import:{batch.id}",
        now=batch.now,
        what=delivery.kind,
        rows=done.read,
        added=done.added,
        faults=done.faults,
        content=delivery.sha256,
    )
