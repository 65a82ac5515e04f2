"""A database as it was at one moment, taken while others write; and the way back.

Each engine uses its own means: SQLite its `VACUUM INTO`, PostgreSQL an exported snapshot, pg_dump
and pg_restore.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit


class ToolFailed(Exception):
    """What the database's own tool had to say."""


class Snapshot(Protocol):
    """The database at one moment."""

    member: str

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The answer to a question, row by row, as of that moment."""

    def dump(self) -> Iterator[bytes]:
        """All of it, in the engine's own form."""


class Engine(Protocol):
    """What the commands for backup and restore need of a database."""

    name: str

    def snapshot(self, *, beside: Path) -> AbstractContextManager[Snapshot]:
        """Hold one moment; what is needed of disk meanwhile is taken beside that file."""

    def is_empty(self) -> bool:
        """Say whether nothing is there that a restore would mix with."""

    def put_back(self, chunks: Iterator[bytes]) -> None:
        """Fill the empty database with what `dump` gave: all of it or nothing."""


def engine_of(*, url: str) -> Engine:
    """The engine that a DATABASE_URL names."""
    if urlsplit(url).scheme == "sqlite":
        from webapp.gateways.snapshots.sqlite import SqliteEngine

        return SqliteEngine(Path(url.removeprefix("sqlite:///")))
    from webapp.gateways.snapshots.postgres import PostgresEngine  # an optional package

    return PostgresEngine(url)
