"""SQLite: one file copied out in one read transaction, while others go on writing."""

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from webapp.gateways.snapshots import ToolFailed

CHUNK = 1 << 20
GZIP = 31


class SqliteEngine:
    """The database in a file."""

    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def snapshot(self, *, beside: Path) -> Iterator["SqliteSnapshot"]:
        """Copy the database as it is at this moment to a file of its own, for a while."""
        copy = beside.with_name(f"{beside.name}.database.part")
        copy.unlink(missing_ok=True)
        # SQLite writes into an empty file that is there already, so that nobody else may read it.
        copy.touch(mode=0o600)
        try:
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as live:
                live.execute("PRAGMA busy_timeout = 60000")
                live.execute("VACUUM INTO ?", (str(copy),))
            yield SqliteSnapshot(copy)
        except sqlite3.Error as error:
            raise ToolFailed(f"SQLite: {error}") from error
        finally:
            copy.unlink(missing_ok=True)

    def is_empty(self) -> bool:
        """Say whether there is no file, or none with a table in it."""
        if not self._path.exists():
            return True
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as there:
            return there.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)

    def put_back(self, chunks: Iterator[bytes]) -> None:
        """Write the file beside, see that it is sound, and only then give it its name."""
        unfinished = self._path.with_name(f"{self._path.name}.restoring")
        unpack = zlib.decompressobj(GZIP)
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as to:
            for chunk in chunks:
                to.write(unpack.decompress(chunk))
            to.write(unpack.flush())
            to.flush()
            os.fsync(to.fileno())
        with closing(sqlite3.connect(unfinished)) as made:
            (said,) = made.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise ToolFailed(f"the database in it is not sound: {said}")
        for beside in ("-wal", "-shm"):
            # Of the empty database that was here: SQLite would take it for this one's.
            self._path.with_name(f"{self._path.name}{beside}").unlink(missing_ok=True)
        unfinished.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class SqliteSnapshot:
    """The copy, which nobody writes to."""

    member = "database.sqlite.gz"

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The answer to a question, row by row."""
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro&immutable=1", uri=True)) as db:
            yield from db.execute(query)

    def dump(self) -> Iterator[bytes]:
        """The file, packed lightly: rows of a portal shrink to a third."""
        pack = zlib.compressobj(1, zlib.DEFLATED, GZIP)
        with self._path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield pack.compress(chunk)
        yield pack.flush()
