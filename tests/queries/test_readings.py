"""The history's questions: whose readings, of which meters, how far back."""

import itertools
from datetime import timedelta

import pytest

from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.models.base import new_id
from webapp.models.decisions import Decision
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.supplies import Supply
from webapp.queries.readings import A_PAGE, history
from webapp.queries.service_points import points_of_supply


@pytest.fixture
def import_id(world):
    return Reading.get(Reading.register_id == world.registers["cold"]).import_id


@pytest.fixture
def point(world, now):
    def find(serial="37461", name="anna"):
        points = points_of_supply(person=world.person(name), now=now)
        return next((one for one in points if one.has(serial)), None)

    return find


@pytest.fixture
def add_reading(world, now, import_id):
    def add(register_id, days_ago, value, kind="company", **more):
        Reading.insert(
            company_id=world.minta,
            id=new_id(),
            register_id=register_id,
            read_on=world.today - timedelta(days=days_ago),
            value=value * 1000,
            kind=kind,
            recorded_at=now,
            import_id=import_id,
            **more,
        ).execute()

    return add


@pytest.fixture
def exchanged(world, import_id, add_reading):
    """Anna's heat meter 90112 came 300 days ago in the place of 70011."""
    place = Meter.get(Meter.id == world.meters["heat"])
    exchange = world.today - timedelta(days=300)
    Meter.update(installed_on=exchange).where(Meter.id == place.id).execute()
    shared = {"company_id": world.minta, "import_id": import_id}
    meter, register = new_id(), new_id()
    Meter.insert(
        **shared,
        id=meter,
        service_point_id=place.service_point_id,
        medium="heat",
        serial="70011",
        model="old",
        installed_on=world.today - timedelta(days=3000),
        removed_on=exchange,
    ).execute()
    obis = Register.get(Register.id == world.registers["heat"]).obis
    Register.insert(
        **shared, id=register, meter_id=meter, position=0, obis=obis, label="", unit="GJ",
        digits=5, decimals=2,
    ).execute()  # fmt: skip
    for days_ago, value in ((360, 5000), (330, 5010), (300, 5020)):
        add_reading(register, days_ago, value)
    return register


def amounts(series):
    return [[row.use.amount for row in segment.rows] for segment in series.segments]


def test_newest_first_and_each_use_is_the_difference(point):
    (series,) = history(point=point()).series
    rows = series.segments[0].rows
    assert [row.value // 1000 for row in rows[:3]] == [1073, 1068, 1065]
    for newer, older in itertools.pairwise(rows):
        assert newer.use.amount == newer.value - older.value


def test_an_exchanged_meter_is_an_earlier_segment_and_no_negative_use(point, exchanged):
    (series,) = history(point=point("90112")).series
    assert [segment.serial for segment in series.segments] == ["90112", "70011"]
    assert series.segments[1].removed_on is not None
    assert all(amount is None or amount >= 0 for of in amounts(series) for amount in of)
    assert all((month.amount or 0) >= 0 for month in series.months)
    used = 10 + 10 + (1073 - 1040)
    assert sum(month.amount or 0 for month in series.months) == used * 1000


def test_the_old_serial_finds_the_place_too(point, exchanged):
    assert point("70011").serial == "90112"


def test_another_register_layout_makes_a_series_of_its_own(point, exchanged, world):
    Register.update(obis="6-0:1.8.0").where(Register.id == exchanged).execute()
    series = history(point=point("90112")).series
    assert [[s.serial for s in one.segments] for one in series] == [["90112"], ["70011"]]


def test_a_new_tenant_never_sees_what_was_read_before(point, world):
    moved_in = world.today - timedelta(days=100)
    place = Meter.get(Meter.id == world.meters["hot"]).service_point_id
    Supply.update(begins_on=moved_in).where(Supply.service_point_id == place).execute()
    (series,) = history(point=point()).series
    assert {row.day >= moved_in for row in series.segments[0].rows} == {True}
    assert series.months[0].amount is None
    oldest = series.segments[0].rows[-1]
    assert (oldest.use.amount, oldest.use.how) == (None, "first")


def test_a_meter_removed_before_they_came_is_none_of_theirs(point, exchanged, world):
    place = Meter.get(Meter.id == world.meters["heat"]).service_point_id
    moved_in = world.today - timedelta(days=200)
    Supply.update(begins_on=moved_in).where(Supply.service_point_id == place).execute()
    assert point("70011") is None


def test_whoever_moved_out_has_no_place_there(point, world):
    Supply.update(ends_on=world.today).where(Supply.company_id == world.minta).execute()
    assert point() is None


def test_voided_readings_are_gone(point, world, now, storage):
    submission_id = submitted(world, now=now, storage=storage)
    accept(person=world.person("clerk"), submission_id=submission_id, now=now)
    assert history(point=point()).series[0].segments[0].rows[0].kind == "customer"
    Reading.update(voided_by=Decision.get().id).where(
        Reading.submission_id == submission_id
    ).execute()
    assert history(point=point()).series[0].segments[0].rows[0].kind == "company"


def test_pages_never_cut_a_day_in_two(point, add_reading, world):
    register = world.registers["hot"]
    for number in range(A_PAGE):
        add_reading(register, 500 + number // 2, 900 - number)
    seen, before = [], None
    while True:
        page = history(point=point(), before=before)
        seen.append([row for s in page.series for g in s.segments for row in g.rows])
        before = page.earlier
        if before is None:
            break
    assert len(seen) == 2
    assert not {row.day for row in seen[0]} & {row.day for row in seen[1]}
    assert sum(map(len, seen)) == 10 + A_PAGE


def test_only_the_first_page_draws_months(point, world):
    page = history(point=point(), before=world.today)
    assert page.series[0].months == ()


def test_nothing_read_yet_is_an_empty_history(point, world):
    place = Meter.get(Meter.id == world.meters["hot"]).service_point_id
    Supply.update(begins_on=world.today).where(Supply.service_point_id == place).execute()
    assert history(point=point()).series == ()


def rows_of(page):
    return [row for series in page.series for segment in series.segments for row in segment.rows]


def test_an_estimate_that_was_too_high_is_named_and_counts_for_nothing(point, add_reading, world):
    add_reading(world.registers["hot"], 10, 1080, "estimated")
    add_reading(world.registers["hot"], 5, 1075, "customer")
    newest, estimate, before = rows_of(history(point=point()))[:3]
    assert (estimate.use.how, estimate.use.amount) == ("corrected", None)
    assert (newest.use.how, newest.use.amount) == ("overestimated", 2_000)
    assert newest.use.since == before.day


def test_it_is_named_on_the_next_page_too(point, add_reading, world):
    register = world.registers["cold"]
    add_reading(register, 20, 1080, "estimated")
    add_reading(register, 10, 1075, "customer")
    add_reading(register, 9, 1075, "customer")
    page = history(point=point("22870"), before=world.today - timedelta(days=10))
    assert rows_of(page)[0].use.how == "corrected"


def test_the_handovers_day_and_value_count_and_what_was_measured_stays(point, add_reading, world):
    day = world.today - timedelta(days=5)
    add_reading(world.registers["hot"], 2, 1081, "final", prorated_on=day, prorated_value=1_080_000)
    newest = rows_of(history(point=point()))[0]
    assert (newest.day, newest.value) == (day, 1_080_000)
    assert newest.measured == (world.today - timedelta(days=2), 1_081_000)
    assert newest.use.amount == 7_000


def test_the_last_reading_of_the_customer_before_is_not_shown(point, add_reading, world):
    moved_in = world.today - timedelta(days=24)
    place = Meter.get(Meter.id == world.meters["hot"]).service_point_id
    Supply.update(begins_on=moved_in).where(Supply.service_point_id == place).execute()
    add_reading(world.registers["hot"], 24, 1073, "final")
    assert [row.kind for row in rows_of(history(point=point()))] == ["company"]


def test_a_decided_rollover_counts(point, add_reading, world):
    add_reading(world.registers["hot"], 3, 5, "customer", rollovers=1)
    newest = rows_of(history(point=point()))[0]
    assert (newest.use.how, newest.use.amount) == ("rolled", (100_000 - 1073 + 5) * 1000)
