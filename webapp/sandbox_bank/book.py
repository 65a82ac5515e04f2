"""The bank's book: payments, refunds and letters to send, in one small SQLite file of its own."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from webapp.sandbox_bank.behaviour import Behaviour, changed

Row = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS merchant (name TEXT PRIMARY KEY, secrets TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payment (
  ref TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, merchant TEXT NOT NULL, key TEXT NOT NULL,
  amount INTEGER NOT NULL, currency TEXT NOT NULL, reference TEXT NOT NULL,
  description TEXT NOT NULL, locale TEXT NOT NULL, return_url TEXT NOT NULL,
  notify_url TEXT NOT NULL, state TEXT NOT NULL, taken INTEGER, taken_currency TEXT,
  disputed INTEGER NOT NULL DEFAULT 0, creates INTEGER NOT NULL DEFAULT 1,
  created_at REAL NOT NULL, expires_at REAL NOT NULL, agrees_at REAL, taken_at REAL,
  UNIQUE (merchant, key));
CREATE TABLE IF NOT EXISTS returned (refund TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS dispute (ref TEXT NOT NULL, amount INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS refund (
  id TEXT PRIMARY KEY, ref TEXT NOT NULL, key TEXT NOT NULL, amount INTEGER NOT NULL,
  state TEXT NOT NULL, why TEXT NOT NULL, asked_at REAL NOT NULL, done_at REAL,
  UNIQUE (ref, key));
CREATE TABLE IF NOT EXISTS letter (
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL, event TEXT NOT NULL, what TEXT NOT NULL,
  merchant TEXT NOT NULL, address TEXT NOT NULL, signing TEXT NOT NULL,
  due_at REAL, tries INTEGER NOT NULL DEFAULT 0, sent_at REAL,
  answered INTEGER);
CREATE TABLE IF NOT EXISTS behaviour (one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL);
"""


class Book:
    """Everything the bank remembers; one writer at a time, which is plenty for a pretend bank."""

    def __init__(self, path: Path | None) -> None:
        self._db = sqlite3.connect(
            str(path or ":memory:"), check_same_thread=False, isolation_level=None
        )
        self._db.row_factory = sqlite3.Row
        self._one = threading.RLock()
        with self._one:
            self._db.executescript(SCHEMA)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is done inside is done whole or not at all, and by one thread at a time."""
        with self._one:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[Row]:
        """All rows of a question."""
        with self._one:
            return [dict(row) for row in self._db.execute(sql, values)]

    def row(self, sql: str, *values: object) -> Row | None:
        """The first row of a question, None where there is none."""
        return next(iter(self.rows(sql, *values)), None)

    def write(self, sql: str, *values: object) -> int:
        """Change something and say how many rows it was."""
        with self._one:
            return self._db.execute(sql, values).rowcount

    def add(self, table: str, row: Mapping[str, object]) -> None:
        """A row more; the tables are those above, the columns our own."""
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        into = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
        self.write(into, *row.values())

    def secrets_of(self, merchant: str) -> list[str]:
        """What the merchant signs with; none for a stranger."""
        found = self.row("SELECT secrets FROM merchant WHERE name = ?", merchant)
        kept: list[str] = json.loads(found["secrets"]) if found else []
        return kept

    def know(self, merchant: str, given: Sequence[str]) -> None:
        """Let a merchant in, or change its secrets; the first one signs what the bank sends."""
        self.write("REPLACE INTO merchant VALUES (?, ?)", merchant, json.dumps(list(given)))

    def behaviour(self) -> Behaviour:
        """How the bank behaves just now."""
        kept = self.row("SELECT text FROM behaviour")
        return changed(Behaviour(), json.loads(kept["text"])) if kept else Behaviour()

    def behave(self, how: Behaviour) -> None:
        """Behave so from now on."""
        self.write("REPLACE INTO behaviour VALUES (1, ?)", json.dumps(asdict(how)))

    def close(self) -> None:
        """Close the file."""
        with self._one:
            self._db.close()


def fresh_ref() -> str:
    """A name of a payment that nobody guesses."""
    return f"sb_{secrets.token_hex(10)}"
