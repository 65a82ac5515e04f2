"""Prepared queries say what peewee would have said, with the values of each call."""

from datetime import timedelta

import pytest

from webapp.models.base import database, dicts_of, tuples_of
from webapp.models.meters import Meter
from webapp.models.prepared import prepared
from webapp.models.readings import Reading
from webapp.models.sessions import Session
from webapp.models.staff import Staff


def readings(*, company_id, registers, since, until=None):
    """The readings of registers; the built query."""
    rows = Reading.select(Reading.register_id, Reading.read_on, Reading.value, Reading.recorded_at)
    rows = rows.where(
        Reading.company_id == company_id,
        Reading.register_id.in_(registers),
        Reading.read_on >= since,
        Reading.kind != "nothing",
    )
    if until is not None:
        rows = rows.where(Reading.read_on < until)
    return rows.order_by(Reading.register_id, Reading.read_on)


@pytest.fixture
def asked(world):
    since = world.today - timedelta(days=90)
    return {
        "company_id": world.minta,
        "registers": [world.registers["hot"], world.registers["cold"]],
        "since": since,
    }


@pytest.fixture
def built():
    """How often each query was put together."""
    times = []

    def counting(**given):
        times.append(given)
        return readings(**given)

    return prepared(counting), times


def test_rows_are_those_of_peewee(asked):
    assert prepared(readings).dicts(**asked) == dicts_of(readings(**asked)) != []
    assert prepared(readings).tuples(**asked) == tuples_of(readings(**asked))


def test_the_text_is_built_once_and_takes_new_values(asked, built, world):
    query, times = built
    assert query.dicts(**asked)
    later = {**asked, "since": world.today + timedelta(days=1)}
    assert query.dicts(**later) == []
    assert query.dicts(**asked) == dicts_of(readings(**asked))
    assert len(times) == 1


def test_another_shape_is_another_text(asked, built, world):
    query, times = built
    query.dicts(**asked)
    one = {**asked, "registers": [world.registers["hot"]]}
    assert query.dicts(**one) == dicts_of(readings(**one))
    until = {**asked, "until": world.today - timedelta(days=40)}
    assert query.dicts(**until) == dicts_of(readings(**until)) != query.dicts(**asked)
    assert len(times) == 3


def test_values_are_written_as_their_columns_write_them(sign_in_as, now):
    sign_in_as("anna")

    @prepared
    def living(*, now):
        return Session.select(Session.expires_at, Session.id).where(Session.expires_at > now)

    assert [row["expires_at"] > now for row in living.dicts(now=now)] == [True]
    assert living.dicts(now=now + timedelta(days=3)) == []


def test_truths_and_nothing_belong_to_the_shape(world):
    @prepared
    def meters(*, company_id, removed):
        hung = Meter.removed_on.is_null() if removed is None else Meter.removed_on == removed
        return Meter.select(Meter.id).where(Meter.company_id == company_id, hung)

    assert len(meters.dicts(company_id=world.minta, removed=None)) == 4
    assert meters.dicts(company_id=world.minta, removed=world.today) == []


def test_the_first_row_or_none(world):
    @prepared
    def role(*, account_id):
        return Staff.select(Staff.role).where(Staff.account_id == account_id).limit(1)

    assert role.first(account_id=world.accounts["clerk"]) == {"role": "clerk"}
    assert role.first(account_id=1) is None


def test_a_value_cannot_be_reckoned_with(world):
    @prepared
    def wrong(*, since):
        return Reading.select(Reading.id).where(Reading.read_on > since - timedelta(days=1))

    with pytest.raises(TypeError):
        wrong.dicts(since=world.today)


def test_it_asks_through_the_database_like_every_other_query(asked, monkeypatch):
    seen = []
    run = database.obj.execute_sql
    monkeypatch.setattr(
        database.obj, "execute_sql", lambda sql, *rest: seen.append(sql) or run(sql, *rest)
    )
    prepared(readings).dicts(**asked)
    assert len(seen) == 1
