"""Degree days come in whole files; a later file's day takes the place of an earlier one's."""

import json
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from webapp.actions.weather_imports import import_weather
from webapp.domain.refusals import Refusal
from webapp.forms.weather_file import parse_weather_file
from webapp.models.degree_days import DegreeDay
from webapp.models.events import Event
from webapp.models.import_batches import ImportBatch

FIRST = "day,degree_days\n2026-01-01,12.5\n2026-01-02,8\n"
LATER = "day,degree_days\n2026-01-02,9\n2026-01-03,7\n2026-01-01,12.5\n"


@pytest.fixture
def take_in(world, now):
    def run(text, company=None):
        file = parse_weather_file(text.encode(), today=date(2026, 11, 23))
        return import_weather(
            company_id=company or world.minta, file=file, source="cold.csv", now=now
        )

    return run


def stored(company_id):
    rows = DegreeDay.select().where(DegreeDay.company_id == company_id).order_by(DegreeDay.day)
    return {row.day.isoformat(): row.value for row in rows}


def events(company_id):
    return list(
        Event.select().where(Event.company_id == company_id, Event.kind == "weather.imported")
    )


def test_days_are_written_under_an_import_with_its_event(take_in, world):
    done = take_in(FIRST)
    assert (done.added, done.replaced, done.same) == (2, 0, 0)
    assert stored(world.minta) == {"2026-01-01": 12_500, "2026-01-02": 8_000}
    batch = ImportBatch.get(ImportBatch.kind == "weather")
    assert (batch.company_id, batch.source) == (world.minta, "cold.csv")
    assert DegreeDay.get().import_id == batch.id
    (event,) = events(world.minta)
    assert event.subject == f"import:{batch.id}"
    assert json.loads(event.facts)["added"] == 2


def test_the_same_file_again_changes_nothing(take_in, world):
    take_in(FIRST)
    done = take_in(FIRST)
    assert (done.added, done.replaced, done.same) == (0, 0, 2)
    assert len(events(world.minta)) == 1
    assert ImportBatch.select().where(ImportBatch.kind == "weather").count() == 1


def test_a_later_file_replaces_the_days_that_differ(take_in, world):
    take_in(FIRST)
    done = take_in(LATER)
    assert (done.added, done.replaced, done.same) == (1, 1, 1)
    assert stored(world.minta) == {
        "2026-01-01": 12_500,
        "2026-01-02": 9_000,
        "2026-01-03": 7_000,
    }
    assert len({row.import_id for row in DegreeDay.select()}) == 2


def test_a_companys_weather_is_its_own(take_in, world):
    take_in(FIRST)
    take_in(LATER, company=world.muster)
    assert stored(world.minta)["2026-01-02"] == 8_000
    assert stored(world.muster)["2026-01-02"] == 9_000


def test_one_line_that_does_not_fit_keeps_all_out(take_in, world):
    with pytest.raises(Refusal):
        take_in(FIRST + "2026-01-03,cold\n")
    assert stored(world.minta) == {}
    assert events(world.minta) == []


def test_many_years_take_few_statements(take_in, world):
    begin = date(2015, 1, 1)
    rows = "".join(f"{begin + timedelta(days=n)},{n % 30}\n" for n in range(4_000))
    with count_queries() as counted:
        done = take_in(f"day,degree_days\n{rows}")
    assert done.added == len(stored(world.minta)) == 4_000
    assert counted.count <= 8 + 8
