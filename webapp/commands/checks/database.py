"""Checks of the database: its schema, its guards, its jobs, its audit log, its clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from peewee import PostgresqlDatabase, fn

from webapp.actions.seals import lost_events, oldest_unsealed, verify_chain
from webapp.commands.checks import Advice, Check, care
from webapp.models.companies import Company
from webapp.models.decisions import Decision
from webapp.models.events import Event
from webapp.models.guards import missing
from webapp.models.jobs import Job
from webapp.models.migrations import pending
from webapp.models.submissions import Submission

LATE_SEALING = timedelta(minutes=5)
LATE_JOB = timedelta(minutes=15)
CLOCKS_APART = timedelta(seconds=5)
TO_COME = timedelta(minutes=1)


def checks(*, db: Any) -> Iterator[tuple[str, Check]]:
    """All of them; without its tables the rest cannot be asked."""
    yield "migrations", lambda: _migrations(db)
    if isinstance(db, PostgresqlDatabase):
        yield "clock of the database", lambda: _clock(db)
    if pending(db=db):
        return
    yield "guards", lambda: _guards(db)
    yield "jobs that failed", _dead_jobs
    yield "jobs that wait", _late_jobs
    yield "clock of what was written", _future
    for company in Company.select(Company.id, Company.slug):
        yield f"audit chain of {company.slug}", partial(_chain, company.id)
        yield f"sealing of {company.slug}", partial(_sealing, company.id)


def _migrations(db: Any) -> Advice | None:
    waiting = pending(db=db)
    return care(f"run `meterpost migrate`; missing: {', '.join(waiting)}") if waiting else None


def _guards(db: Any) -> Advice | None:
    fallen = missing(db=db)
    return care(f"run `meterpost migrate`; fallen: {', '.join(fallen)}") if fallen else None


def _dead_jobs() -> Advice | None:
    dead = Job.select().where(Job.dead_at.is_null(is_null=False)).count()
    return care(f"{dead} jobs failed for good; look at job.last_error") if dead else None


def _late_jobs() -> Advice | None:
    now = datetime.now(UTC)
    free = Job.leased_until.is_null() | (Job.leased_until <= now)
    late = Job.select().where(Job.dead_at.is_null(), Job.run_at <= now - LATE_JOB, free).count()
    return care(f"{late} jobs are late; is the worker running?") if late else None


def _chain(company_id: int) -> Advice | None:
    broken = verify_chain(company_id=company_id)
    if broken is not None:
        return care(f"the log was changed at entry {broken}; compare with a backup")
    lost = lost_events(company_id=company_id)
    return care(f"{lost} events are neither sealed nor waiting to be") if lost else None


def _sealing(company_id: int) -> Advice | None:
    oldest = oldest_unsealed(company_id=company_id)
    if oldest is None or datetime.now(UTC) - oldest < LATE_SEALING:
        return None
    return care(f"an event of {oldest:%Y-%m-%d %H:%M} UTC is not sealed; is the worker running?")


def _clock(db: Any) -> Advice | None:
    (there,) = db.execute_sql("SELECT clock_timestamp()").fetchone()
    apart = abs(there - datetime.now(UTC))
    if apart < CLOCKS_APART:
        return None
    return care(f"it is {apart.seconds} s from this machine's; keep both in time (chrony)")


def _future() -> Advice | None:
    newest = max(filter(None, (_newest(field) for field in _written())), default=None)
    if newest is None or newest < datetime.now(UTC) + TO_COME:
        return None
    return care(
        f"the newest row is of {newest:%Y-%m-%d %H:%M} UTC, which is yet to come;"
        " this machine's clock is late, or another's was early"
    )


def _written() -> tuple[Any, ...]:
    return (Event.happened_at, Submission.received_at, Decision.decided_at)


def _newest(field: Any) -> datetime | None:
    found: datetime | None = field.model.select(fn.MAX(field)).scalar()
    return found
