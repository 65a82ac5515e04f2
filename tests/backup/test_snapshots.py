"""What the engines do with their own tools: no password is seen, an old log is never replayed."""

import os
import sqlite3
import zlib
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from webapp.gateways.snapshots import ToolFailed, postgres
from webapp.gateways.snapshots.sqlite import SqliteEngine


@pytest.fixture
def no_server(monkeypatch):
    """A server of version 15 that answers nothing else."""

    @contextmanager
    def connected(_url):
        yield SimpleNamespace(info=SimpleNamespace(server_version=150018))

    monkeypatch.setattr(postgres, "_connected", connected)
    monkeypatch.setattr(postgres, "_found", lambda name, major: f"{name}-{major}")


def test_the_password_stands_on_no_command_line(no_server):
    command, environment = postgres._tool(
        "pg_dump", url="postgresql://me:s%40cret@db.example.com:5433/town?sslmode=require"
    )
    assert command[0] == "pg_dump-15"
    assert "cret" not in " ".join(command)
    assert "sslmode=require" in command[1]
    assert environment["PGPASSWORD"] == "s@cret"


def test_a_missing_tool_says_what_to_install(monkeypatch):
    monkeypatch.setattr(postgres.shutil, "which", lambda _: None)
    with pytest.raises(ToolFailed, match="postgresql-client-99"):
        postgres._found("pg_dump", major=99)


def packed(path):
    pack = zlib.compressobj(1, zlib.DEFLATED, 31)
    return [pack.compress(path.read_bytes()), pack.flush()]


def test_the_log_of_another_database_is_never_replayed_into_a_restored_one(tmp_path):
    good = tmp_path / "good.db"
    with sqlite3.connect(good) as db:
        db.execute("CREATE TABLE kept (value)")
        db.execute("INSERT INTO kept VALUES (1)")
    here = tmp_path / "here.db"
    (tmp_path / "here.db-wal").write_bytes(b"left by a process that was killed")
    SqliteEngine(here).put_back(iter(packed(good)))
    assert sqlite3.connect(here).execute("SELECT value FROM kept").fetchall() == [(1,)]
    assert not (tmp_path / "here.db-wal").exists()


def test_a_database_that_is_not_sound_is_not_put_in_place(tmp_path):
    bad = tmp_path / "bad.db"
    with sqlite3.connect(bad) as db:
        db.execute("CREATE TABLE kept (value)")
        db.executemany("INSERT INTO kept VALUES (?)", [(os.urandom(900),) for _ in range(50)])
    data = bytearray(bad.read_bytes())
    data[4096 + 1 : 4096 + 60] = os.urandom(59)
    bad.write_bytes(data)
    with pytest.raises((ToolFailed, sqlite3.DatabaseError)):
        SqliteEngine(tmp_path / "here.db").put_back(iter(packed(bad)))
    assert not (tmp_path / "here.db").exists()
