"""What the server really holds, read straight from its database file."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row


class Truth:
    """Questions to the database behind the server; it is only ever read."""

    def __init__(self, database: Path) -> None:
        self._address = f"file:{database}?mode=ro"

    def ask(self, question: str, *values: object) -> list[dict[str, Any]]:
        """The rows that answer a question."""
        connection = sqlite3.connect(self._address, uri=True, timeout=10)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(question, values)]
        finally:
            connection.close()

    def submission(self, submission_id: str) -> list[dict[str, Any]]:
        """Every row under this id; one is what everybody hopes for."""
        return self.ask("SELECT * FROM submission WHERE id = ?", submission_id)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Which of these ids have arrived."""
        return {one for one in ids if self.submission(one)}

    def newer_than(self, submissions: Iterable[str]) -> list[dict[str, Any]]:
        """All submissions but these."""
        before = set(submissions)
        return [row for row in self.ask("SELECT * FROM submission") if row["id"] not in before]

    def all_ids(self) -> list[str]:
        """The ids of all submissions, one a row."""
        return [row["id"] for row in self.ask("SELECT id FROM submission")]

    def claims(self, submission_id: str) -> list[int]:
        """The values a submission claims, in thousandths."""
        rows = self.ask("SELECT value FROM claim WHERE submission_id = ?", submission_id)
        return [row["value"] for row in rows]

    def findings(self, submission_id: str) -> set[str]:
        """The codes of what looked odd about it."""
        rows = self.ask("SELECT code FROM finding WHERE submission_id = ?", submission_id)
        return {row["code"] for row in rows}

    def photos(self, submission_id: str) -> int:
        """How many photos came with it."""
        question = "SELECT count(*) AS n FROM submission_photo WHERE submission_id = ?"
        return int(self.ask(question, submission_id)[0]["n"])

    def photo_hashes(self, submission_id: str) -> list[str]:
        """The hashes of its photos as their bytes arrived."""
        question = "SELECT received_sha256 AS hash FROM submission_photo WHERE submission_id = ?"
        return [row["hash"] for row in self.ask(question, submission_id)]

    def official(self, submission_id: str) -> list[dict[str, Any]]:
        """The readings that became billable through it."""
        return self.ask(
            "SELECT r.* FROM reading r JOIN decision d ON d.company_id = r.company_id"
            " AND d.id = r.decision_id WHERE d.submission_id = ?",
            submission_id,
        )


class PostgresTruth(Truth):
    """The same questions, asked of a PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._address = url

    def ask(self, question: str, *values: object) -> list[dict[str, Any]]:
        """The rows that answer a question."""
        with psycopg.connect(self._address, row_factory=dict_row) as connection:
            return connection.execute(question.replace("?", "%s"), values).fetchall()
