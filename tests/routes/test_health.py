"""Health: what monitoring is told, and what a phone is told while the database is away."""

import pytest
from peewee import OperationalError
from playhouse.pool import MaxConnectionsExceeded

from webapp.models.base import database


def test_well_is_well(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("away", [OperationalError("refused"), MaxConnectionsExceeded("none free")])
@pytest.mark.parametrize("path", ["/healthz", "/sync/session", "/"])
def test_a_database_that_is_away_asks_to_come_again(client, monkeypatch, away, path):
    def refuse(**_):
        raise away

    monkeypatch.setattr(database.obj, "connect", refuse)
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
