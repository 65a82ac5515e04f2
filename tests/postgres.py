"""Fresh databases on a PostgreSQL server for tests."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from webapp.models.base import database


@contextmanager
def fresh_database(*, server: str, sorts_like: str = "") -> Iterator[str]:
    """The URL of an empty database on the server; it is dropped afterwards.

    `sorts_like` is a language, as databases that an installer has made often sort by one.
    """
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as admin:
        like = f" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE '{sorts_like}'"
        admin.execute(f'CREATE DATABASE "{name}"' + (like if sorts_like else ""))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            if database.obj is not None:
                database.obj.close_all()
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
