"""Which meters a person may read, and when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from webapp.models.supplies import Supply
from webapp.queries.meters import readable_meters


@pytest.fixture
def anna(world):
    return world.person("anna")


def serials(person, now):
    return {meter.serial for meter in readable_meters(person=person, now=now)}


def test_the_day_is_the_companys_not_utcs(world, anna):
    # Budapest is an hour or two ahead: half past midnight there is still yesterday in UTC.
    moved_in = datetime(2026, 6, 1, 0, 30, tzinfo=ZoneInfo("Europe/Budapest"))
    Supply.update(begins_on=moved_in.date()).where(Supply.company_id == world.minta).execute()
    assert serials(anna, moved_in.astimezone(UTC)) == {"37461", "22870", "90112"}
    assert serials(anna, moved_in.astimezone(UTC) - timedelta(hours=1)) == set()


def test_after_moving_out_there_is_nothing_left_to_read(world, anna, now):
    Supply.update(ends_on=world.today).where(Supply.company_id == world.minta).execute()
    assert serials(anna, now + timedelta(days=1)) == set()


def test_what_the_tenant_before_used_is_nobodys_business(world, anna, now):
    began = world.today - timedelta(days=30)
    Supply.update(begins_on=began).where(Supply.company_id == world.minta).execute()
    for meter in readable_meters(person=anna, now=now):
        for register in meter.registers:
            assert register.last is None or register.last.day >= began
            assert register.expectation is None or register.expectation.basis == "class"
