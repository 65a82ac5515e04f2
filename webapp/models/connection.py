"""Opens the database a URL names: SQLite in a file, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from peewee import InterfaceError, OperationalError
from playhouse.pool import (
    MaxConnectionsExceeded,
    PooledPostgresqlDatabase,
    PooledSqliteDatabase,
)

from webapp.models.base import database

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # a receipt promises that the row survives a power cut
    "foreign_keys": 1,
    "recursive_triggers": 1,  # so that REPLACE fires the guards against deleting
    "busy_timeout": 10_000,
    # A connection; the system caches the file for all of them. Not mapped: each connection would
    # map the whole of it, and a disk that fails would end the process instead of the request.
    "cache_size": -4_000,
}


# What connecting raises while the database is away or has no place left.
NO_CONNECTION = (InterfaceError, OperationalError, MaxConnectionsExceeded)

# A file has no server whose places must be shared out: every thread may have one, and some more.
SQLITE_CONNECTIONS = 40


def connect_to(*, url: str, connections: int = 12) -> Any:
    """Bind every table to the database that `url` names and return it, unopened.

    At most so many connections to a PostgreSQL server; who wants one more waits up to ten seconds.
    Takes `sqlite:///path` and `postgresql://user:password@host:port/name`; raises ValueError else.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        opened = _sqlite(path=url.removeprefix("sqlite:///"))
    elif parts.scheme in ("postgresql", "postgres"):
        opened = _postgres(url=url, connections=connections)
    else:
        raise ValueError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {url!r}")
    database.initialize(opened)
    return opened


@contextmanager
def without_connection() -> Iterator[None]:
    """Give this thread's connection back while something slow outside is waited for.

    In a transaction it stays, for others rely on what was seen in it; and with a worker, which
    opened it for a whole round and has connections of its own.
    """
    rounds: list[Any] = database.obj._state.ctx  # peewee has no question for it
    given_back = not (database.is_closed() or database.in_transaction() or rounds)
    if given_back:
        database.close()
    try:
        yield
    finally:
        if given_back:
            database.connect(reuse_if_open=True)


def _sqlite(*, path: str) -> PooledSqliteDatabase:
    # IMMEDIATE: a transaction that reads first and writes later would otherwise fail at once with
    # "database is locked" when another writer came between, whatever the busy timeout.
    return PooledSqliteDatabase(
        path,
        max_connections=SQLITE_CONNECTIONS,
        stale_timeout=300,
        pragmas=SQLITE_PRAGMAS,
        lock_type="IMMEDIATE",
        timeout=10,
        # The pool hands a connection from one thread to the next, never to two at a time.
        check_same_thread=False,
    )


def _postgres(*, url: str, connections: int) -> PooledPostgresqlDatabase:
    parts = urlsplit(url)
    return PooledPostgresqlDatabase(
        unquote(parts.path.lstrip("/")),
        host=parts.hostname,
        port=parts.port or 5432,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or "") or None,
        max_connections=connections,
        stale_timeout=300,
        timeout=10,
        prefer_psycopg3=True,
        **dict(parse_qsl(parts.query)),  # such as sslmode=require
    )
