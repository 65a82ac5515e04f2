"""Look an installation over and give plain advice."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from rich.console import Console

from webapp.actions.seals import lost_events, oldest_unsealed, verify_chain
from webapp.gateways.storage import storage_from
from webapp.models.companies import Company
from webapp.models.connection import connect_to
from webapp.models.guards import missing
from webapp.models.jobs import Job
from webapp.models.migrations import pending
from webapp.settings import Settings

LATE_SEALING = timedelta(minutes=5)

Advice = str | None


def examine(*, settings: Settings, console: Console) -> int:
    """Run every check; the exit code is 1 if any needs attention."""
    db = connect_to(url=settings.database_url)
    troubled = False
    with db.connection_context():
        for name, check in _checks(settings=settings, db=db):
            advice = _ask(check)
            troubled = troubled or advice is not None
            console.print(f"{'ok  ' if advice is None else 'CARE'}  {name}: {advice or 'fine'}")
    return 1 if troubled else 0


def _ask(check: Callable[[], Advice]) -> Advice:
    try:
        return check()
    except Exception as error:  # a check that cannot run is itself a finding
        return f"could not be checked: {error}"


def _checks(*, settings: Settings, db: object) -> Iterator[tuple[str, Callable[[], Advice]]]:
    yield "migrations", lambda: _migrations(db)
    yield "storage", lambda: storage_from(settings).check()
    if pending(db=db):
        return  # without its tables nothing else can be asked
    yield "guards", lambda: _guards(db)
    yield "jobs", _jobs
    for company in Company.select(Company.id, Company.slug):
        yield f"audit chain of {company.slug}", partial(_chain, company.id)
        yield f"sealing of {company.slug}", partial(_sealing, company.id)


def _migrations(db: object) -> Advice:
    missing = pending(db=db)
    return f"run `meterpost migrate`; missing: {', '.join(missing)}" if missing else None


def _guards(db: object) -> Advice:
    fallen = missing(db=db)
    return f"run `meterpost migrate`; fallen: {', '.join(fallen)}" if fallen else None


def _jobs() -> Advice:
    dead = Job.select().where(Job.dead_at.is_null(is_null=False)).count()
    return f"{dead} jobs failed for good; look at job.last_error" if dead else None


def _chain(company_id: int) -> Advice:
    broken = verify_chain(company_id=company_id)
    if broken is not None:
        return f"the log was changed at entry {broken}"
    lost = lost_events(company_id=company_id)
    return f"{lost} events are neither sealed nor waiting to be" if lost else None


def _sealing(company_id: int) -> Advice:
    oldest = oldest_unsealed(company_id=company_id)
    if oldest is None or datetime.now(UTC) - oldest < LATE_SEALING:
        return None
    return f"an event of {oldest:%Y-%m-%d %H:%M} UTC is not sealed; is the worker running?"
