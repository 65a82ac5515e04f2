"""The durable job table: work joins the business transaction, is leased, retried, or buried."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import PostgresqlDatabase

from webapp.models.base import atomic, database
from webapp.models.jobs import Job
from webapp.models.rows import insert_row

LEASE = timedelta(minutes=2)
MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Leased:
    """A job in this worker's hands until the lease runs out."""

    id: int
    kind: str
    payload: dict[str, Any]
    tries: int


def enqueue(*, kind: str, now: datetime, after: timedelta = timedelta(), **payload: Any) -> None:
    """Add a job to the transaction under way; it runs only if that commits."""
    insert_row(Job, kind=kind, payload=json.dumps(payload), run_at=now + after, enqueued_at=now)


def lease(*, now: datetime, most: int = 10) -> list[Leased]:
    """Take due jobs that nobody holds; a job whose worker died is due again after its lease."""
    with atomic():
        due = (
            Job.select()
            .where(
                Job.dead_at.is_null(),
                Job.run_at <= now,
                Job.leased_until.is_null() | (Job.leased_until <= now),
            )
            .order_by(Job.run_at)
            .limit(most)
        )
        if isinstance(database.obj, PostgresqlDatabase):
            due = due.for_update(for_update=True, skip_locked=True)
        jobs = list(due)
        Job.update(leased_until=now + LEASE, tries=Job.tries + 1).where(
            Job.id.in_([job.id for job in jobs])
        ).execute()
    return [
        Leased(id=j.id, kind=j.kind, payload=json.loads(j.payload), tries=j.tries + 1) for j in jobs
    ]


def finish(*, job: Leased) -> None:
    """The work is done; the job goes."""
    Job.delete().where(Job.id == job.id).execute()


def fail(*, job: Leased, error: str, now: datetime) -> None:
    """Try again later, each time after a longer wait; after the last try it is kept as dead."""
    dead = job.tries >= MOST_TRIES
    wait = min(FIRST_WAIT * 4 ** (job.tries - 1), LONGEST_WAIT)
    Job.update(
        leased_until=None,
        run_at=now + wait,
        last_error=error[:500],
        dead_at=now if dead else None,
    ).where(Job.id == job.id).execute()


def set_going(*, now: datetime) -> None:
    """After a restore: nobody holds a job any more, and what is overdue is due from now on."""
    Job.update(leased_until=None).where(Job.dead_at.is_null()).execute()
    Job.update(run_at=now).where(Job.dead_at.is_null(), Job.run_at < now).execute()


def run_due(*, handlers: dict[str, Callable[..., None]], clock: Callable[[], datetime]) -> int:
    """Run what is due once and return how many jobs were taken."""
    taken = lease(now=clock())
    for job in taken:
        try:
            handlers[job.kind](**job.payload, now=clock())
        except Exception as error:  # whatever went wrong, the queue goes on
            fail(job=job, error=f"{type(error).__name__}: {error}", now=clock())
        else:
            finish(job=job)
    return len(taken)
