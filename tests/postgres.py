"""Fresh databases on a PostgreSQL server for tests."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from webapp.models.base import database


@contextmanager
def fresh_database(*, server: str) -> Iterator[str]:
    """The URL of an empty database on the server; it is dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            if database.obj is not None:
                database.obj.close_all()
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
