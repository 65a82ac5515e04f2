"""PostgreSQL: an exported snapshot, which pg_dump and our own questions share."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from webapp.gateways.snapshots import ToolFailed

CHUNK = 1 << 20
DEBIAN = Path("/usr/lib/postgresql")
FRESH = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
# Data only ever comes back as the role that restores it: a backup moves between servers.
PLAIN = ("--no-owner", "--no-privileges")


class PostgresEngine:
    """The database on a server."""

    name = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def snapshot(self, *, beside: Path) -> Iterator["PostgresSnapshot"]:  # noqa: ARG002 - no disk
        """Hold one moment in a transaction that reads only."""
        with _connected(self._url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            (name,) = _one(connection, "SELECT pg_export_snapshot()")
            yield PostgresSnapshot(connection=connection, url=self._url, name=name)

    def is_empty(self) -> bool:
        """Say whether there is no table."""
        with _connected(self._url) as connection:
            return bool(_one(connection, FRESH)[0] == 0)

    def put_back(self, chunks: Iterator[bytes]) -> None:
        """Run pg_restore in one transaction: a restore that breaks off leaves no table."""
        command, environment = _tool("pg_restore", url=self._url)
        words = [*command, "--single-transaction", "--exit-on-error", *PLAIN]
        with subprocess.Popen(  # noqa: S603 - the words are ours
            words, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdin is not None  # noqa: S101 - asked for above
            try:
                for chunk in chunks:
                    process.stdin.write(chunk)
            except BrokenPipeError:
                pass  # it says itself why it stopped listening
            except BaseException:
                process.kill()  # before its end it has committed nothing
                raise
            _see_it_end(process, name="pg_restore")


class PostgresSnapshot:
    """The database at one moment, as long as the transaction lasts."""

    member = "database.pgdump"

    def __init__(self, *, connection: Any, url: str, name: str) -> None:
        self._connection, self._url, self._name = connection, url, name

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The answer to a question, row by row: the cursor stays on the server."""
        with self._connection.cursor(name="backup") as cursor:
            cursor.execute(query)
            yield from cursor

    def dump(self) -> Iterator[bytes]:
        """What pg_dump writes of this moment, in its own packed form."""
        command, environment = _tool("pg_dump", url=self._url)
        words = [*command, "--format=custom", "--compress=3", f"--snapshot={self._name}", *PLAIN]
        with subprocess.Popen(  # noqa: S603 - the words are ours
            words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None  # noqa: S101 - asked for above
            while chunk := process.stdout.read(CHUNK):
                yield chunk
            _see_it_end(process, name="pg_dump")


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    try:
        with psycopg.connect(url) as connection:
            yield connection
    except psycopg.Error as error:
        raise ToolFailed(f"PostgreSQL: {str(error).strip()}") from error


def _see_it_end(process: "subprocess.Popen[bytes]", *, name: str) -> None:
    said = process.communicate()[1].decode(errors="replace").strip()
    if process.returncode:
        raise ToolFailed(f"{name}: {said or f'ended with {process.returncode}'}")


def _tool(name: str, *, url: str) -> tuple[list[str], dict[str, str]]:
    """Its command line and environment; the password is in the latter, where nobody sees it."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    environment = dict(os.environ)
    if password := parts.pop("password", None):
        environment["PGPASSWORD"] = str(password)
    with _connected(url) as connection:
        program = _found(name, major=connection.info.server_version // 10_000)
    return [program, f"--dbname={make_conninfo(**parts)}"], environment


def _found(name: str, *, major: int) -> str:
    # The server's own version first: a newer pg_restore says things an older server knows not.
    own = DEBIAN / str(major) / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise ToolFailed(
            f"{name} is not here. Please install PostgreSQL's client programs of version {major}"
            f" (Debian: postgresql-client-{major})."
        )
    return found


def _one(connection: Any, query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = connection.execute(query).fetchone()
    return row
