"""Telling billing, in order and once, which readings count and which no longer do."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from webapp.actions.verdicts import held
from webapp.domain.undo import UNDO_FOR
from webapp.models.base import atomic, tuples_of
from webapp.models.billing_entries import BillingEntry
from webapp.models.companies import Company
from webapp.models.decisions import Decision
from webapp.models.readings import Reading

AT_ONCE = 500
# A transaction that began before the newest listed one may still have committed after it.
LOOK_BACK = timedelta(minutes=10)


def list_for_billing(*, now: datetime, whole: bool = False) -> int:
    """List what was decided more than half a minute ago, company by company; return how many.

    Each company counts from 1 without a gap. `whole` looks at every reading ever, not only at
    the latest. Safe to run in several processes, and against a clerk who takes a decision back:
    a reading is either listed or undone, never both.
    """
    companies = [company.id for company in Company.select(Company.id)]
    return sum(_list_company(company_id, now, whole) for company_id in companies)


def _list_company(company_id: int, now: datetime, whole: bool) -> int:  # noqa: FBT001 - ours
    listed = 0
    while True:
        # Most of the time there is nothing: then nobody is kept from writing.
        if not _due(company_id, now, whole):
            return listed
        with atomic():
            # One lister a company at a time; numbers are visible in the order they are given.
            list(held(Company.select(Company.id).where(Company.id == company_id)))
            told = _next_entries(company_id, now, whole)
        listed += told
        if told < AT_ONCE:
            return listed


def _due(company_id: int, now: datetime, whole: bool) -> bool:  # noqa: FBT001 - ours
    voids, counting = _questions(company_id, now, whole)
    return bool(tuples_of(voids.limit(1)) or tuples_of(counting.limit(1)))


def _next_entries(company_id: int, now: datetime, whole: bool) -> int:  # noqa: FBT001 - ours
    voids, counting = _questions(company_id, now, whole)
    gone = [("void", reading_id) for (reading_id,) in tuples_of(voids)]
    made = [("reading", reading_id) for (reading_id,) in tuples_of(held(counting))]
    return _append(company_id, [*gone, *made][:AT_ONCE], now)


def _questions(company_id: int, now: datetime, whole: bool) -> tuple[Any, Any]:  # noqa: FBT001
    before = now - UNDO_FOR
    since = None if whole else _newest_listed(company_id)
    return _void(company_id, before), _counting(company_id, before, since)


def _append(company_id: int, entries: Iterable[tuple[str, int]], now: datetime) -> int:
    last = BillingEntry.select(fn.COALESCE(fn.MAX(BillingEntry.sequence), 0)).where(
        BillingEntry.company_id == company_id
    )
    rows = [
        {
            "company_id": company_id,
            "sequence": sequence,
            "reading_id": reading_id,
            "what": what,
            "listed_at": now,
        }
        for sequence, (what, reading_id) in enumerate(entries, start=int(last.scalar()) + 1)
    ]
    if rows:
        BillingEntry.insert_many(rows).execute()
    return len(rows)


def _counting(company_id: int, before: datetime, since: datetime | None) -> Any:
    """Readings that staff decided and that still stand; what was imported billing knows itself."""
    query = (
        Reading.standing()
        .select(Reading.id)
        .where(
            Reading.company_id == company_id,
            Reading.import_id.is_null(),
            Reading.recorded_at < before,
            ~fn.EXISTS(_entry("reading")),
        )
    )
    if since is not None:
        query = query.where(Reading.recorded_at >= since - LOOK_BACK)
    return query.order_by(Reading.recorded_at, Reading.id).limit(AT_ONCE)


def _void(company_id: int, before: datetime) -> Any:
    """Voided readings that billing knows, from this list or because it sent them."""
    return (
        Reading.select(Reading.id)
        .join(
            Decision,
            on=(Decision.company_id == Reading.company_id) & (Decision.id == Reading.voided_by),
        )
        .where(
            Reading.company_id == company_id,
            Reading.voided_by.is_null(is_null=False),
            Reading.import_id.is_null(is_null=False) | fn.EXISTS(_entry("reading")),
            ~fn.EXISTS(_entry("void")),
            Decision.decided_at < before,
        )
        .order_by(Decision.decided_at, Reading.id)
        .limit(AT_ONCE)
    )


def _entry(what: str) -> Any:
    return BillingEntry.select(BillingEntry.sequence).where(
        BillingEntry.company_id == Reading.company_id,
        BillingEntry.reading_id == Reading.id,
        BillingEntry.what == what,
    )


def _newest_listed(company_id: int) -> datetime | None:
    newest: datetime | None = (
        BillingEntry.select(Reading.recorded_at)
        .join(
            Reading,
            on=(Reading.company_id == BillingEntry.company_id)
            & (Reading.id == BillingEntry.reading_id),
        )
        .where(BillingEntry.company_id == company_id, BillingEntry.what == "reading")
        .order_by(BillingEntry.sequence.desc())
        .limit(1)
        .scalar()
    )
    return newest
