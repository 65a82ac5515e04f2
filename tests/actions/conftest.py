"""A database whose rows other processes see."""

import os

import pytest

from tests.cast import build_world
from tests.postgres import fresh_database
from webapp.models.base import database
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate


@pytest.fixture
def committed(tmp_path, monkeypatch):
    """A database of its own with the cast committed, so that other processes see it."""
    server = os.environ.get("METERPOST_TEST_POSTGRES")
    before = database.obj
    if server:
        with fresh_database(server=server) as url:
            yield _build(url), url
            database.obj.close_all()
    else:
        url = f"sqlite:///{tmp_path / 'race.db'}"
        yield _build(url), url
        database.obj.close_all()
    if before is not None:
        database.initialize(before)


def _build(url):
    db = connect_to(url=url)
    migrate(db=db)
    db.connect(reuse_if_open=True)
    with db.atomic():
        return build_world()
