"""Shortly after midnight at the company, when it is still yesterday by Greenwich."""

from datetime import UTC, date, datetime

import pytest

from tests.money import owing
from webapp.models.supplies import Supply
from webapp.queries.owed_in_short import owed_in_short
from webapp.queries.service_points import points_of_supply

BEFORE = datetime(2031, 1, 31, 22, 50, tzinfo=UTC)
AFTER = datetime(2031, 1, 31, 23, 10, tzinfo=UTC)
NEW_DAY = date(2031, 2, 1)


@pytest.fixture
def anna(world):
    """A customer of a company in Budapest, an hour ahead of Greenwich in winter."""
    return world.person("anna")


def moves(world, **days):
    """All supplies of the cast begin or end on these days."""
    Supply.update(**days).execute()


def test_who_moves_in_today_sees_their_place_from_midnight_on(world, anna):
    moves(world, begins_on=NEW_DAY, ends_on=None)
    assert points_of_supply(person=anna, now=BEFORE) == []
    assert points_of_supply(person=anna, now=AFTER)[0].today == NEW_DAY


def test_who_moved_out_yesterday_sees_it_until_midnight(world, anna):
    moves(world, ends_on=NEW_DAY)
    assert points_of_supply(person=anna, now=BEFORE)
    assert points_of_supply(person=anna, now=AFTER) == []


def test_what_was_due_yesterday_is_late_from_midnight_on(world, anna):
    owing(world, amount=1_000, due=date(2031, 1, 31))
    assert [one.late for one in owed_in_short(person=anna, now=BEFORE)] == [False]
    assert [one.late for one in owed_in_short(person=anna, now=AFTER)] == [True]
