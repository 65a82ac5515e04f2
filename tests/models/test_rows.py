"""A row that is put in the short way is the row that peewee would have put in."""

from datetime import timedelta

import pytest
from peewee import IntegrityError

from webapp.models.base import new_id
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.rows import insert_row
from webapp.models.sessions import Session


@pytest.fixture
def session(world, now):
    return {
        "account_id": world.accounts["anna"],
        "device": "test",
        "created_at": now,
        "seen_at": now,
        "expires_at": now + timedelta(days=1),
    }


def test_columns_defaults_and_moments(session):
    insert_row(Session, **session, token_hash="short")
    Session.insert(**session, token_hash="long").execute()
    short, long = (Session.get(Session.token_hash == name) for name in ("short", "long"))
    assert short.id
    assert short.id != long.id
    same = {"id": 0, "token_hash": ""}
    assert {**short.__data__, **same} == {**long.__data__, **same}


def test_days_and_defaults_of_a_reading(world, now):
    batch = Meter.get(Meter.id == world.meters["hot"]).import_id
    given = {"company_id": world.minta, "register_id": world.registers["hot"], "value": 7,
             "read_on": world.today, "kind": "company", "recorded_at": now}  # fmt: skip
    ids = new_id(), new_id()
    insert_row(Reading, **given, id=ids[0], import_id=batch)
    Reading.insert(**given, id=ids[1], import_id=batch).execute()
    short, long = (Reading.get(Reading.id == one) for one in ids)
    assert {**short.__data__, "id": 0} == {**long.__data__, "id": 0}


def test_what_the_database_refuses_is_refused(session):
    insert_row(Session, **session, token_hash="same")
    with pytest.raises(IntegrityError):
        insert_row(Session, **session, token_hash="same")


def test_a_field_that_is_not_there_is_an_error(session):
    with pytest.raises(KeyError):
        insert_row(Session, **session, token_hash="x", nonsense=1)
