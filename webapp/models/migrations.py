"""Brings the schema up to date, one starter at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import PostgresqlDatabase
from playhouse.migrations import Runner

from webapp.models import guards, planning

ADVISORY_LOCK = 7_270_001


def migrate(*, db: Any) -> list[str]:
    """Apply what is missing and return its names; two starters never race, the second waits."""
    with db.connection_context(), _alone(db=db):
        runner = _runner(db)
        pending = [m.name for m in runner.status() if m.applied is None and m.path]
        if not pending:
            if guards.missing(db=db):
                guards.put_up(db=db)
            planning.put_estimates(db=db)
            return []
        with _without_guards(db=db):
            applied: list[str] = runner.up()
        planning.put_estimates(db=db)
        return applied


def roll_back(*, db: Any, target: str | None = None) -> list[str]:
    """Undo the last migration, or all back through `target`; return their names."""
    with db.connection_context(), _alone(db=db):
        planning.drop_estimates(db=db)
        with _without_guards(db=db):
            undone: list[str] = _runner(db).down(target)
        if "company" in db.get_tables():
            planning.put_estimates(db=db)
        return undone


def pending(*, db: Any) -> list[str]:
    """Names of the migrations that are not applied yet."""
    return [m.name for m in _runner(db).status() if m.applied is None]


def known() -> list[str]:
    """Names of all migrations that this program brings along, in their order."""
    return sorted(path.stem for path in directory().glob("[0-9]*.py"))


def directory() -> Path:
    """Where the migration files are: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parent.parent
    inside = package / "_migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def _runner(db: Any) -> Runner:
    return Runner(db, str(directory()))


@contextmanager
def _without_guards(*, db: Any) -> Iterator[None]:
    guards.take_down(db=db)
    try:
        yield
    finally:
        # Also after a migration that failed: the gate must never stay open.
        guards.put_up(db=db)


@contextmanager
def _alone(*, db: Any) -> Iterator[None]:
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        try:
            yield
        finally:
            db.execute_sql("SELECT pg_advisory_unlock(%s)", (ADVISORY_LOCK,))
        return
    if db.database == ":memory:":
        yield
        return
    with Path(f"{db.database}.migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
