"""What is known and expected of registers, from the rows of the database."""

import json
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from tests.cast import HISTORY
from webapp.domain.findings import Finding
from webapp.models.base import database, new_id
from webapp.models.degree_days import DegreeDay
from webapp.models.import_batches import ImportBatch
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.rule_parameters import RuleParameter
from webapp.models.supplies import Supply
from webapp.queries.meters import judged_meters, meter_rows, readable_meters
from webapp.queries.notices import notices_of
from webapp.queries.substitutes import substitutes


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def batch(world):
    return ImportBatch.get(ImportBatch.company_id == world.minta).id


@pytest.fixture
def official(world, batch, now):
    def write(register, *, days, value, kind="company", **more):
        Reading.insert(
            company_id=world.minta, id=new_id(), register_id=world.registers[register],
            read_on=world.today + timedelta(days=days), value=value, kind=kind, recorded_at=now,
            import_id=batch, **more,
        ).execute()  # fmt: skip

    return write


@pytest.fixture
def known(anna, now):
    def look(serial="37461", when=now):
        (card,) = (m for m in readable_meters(person=anna, now=when) if m.serial == serial)
        return card.registers[0]

    return look


def test_an_estimate_is_the_last_reading_but_not_the_last_real_one(known, official, world):
    official("hot", days=-3, value=1_079_000, kind="estimated")
    register = known()
    assert (register.last.value, register.last_kind) == (1_079_000, "estimated")
    assert register.known.last_actual.value == 1_073_000
    assert register.known.estimate
    assert register.expectation.anchor.value == 1_073_000


def test_a_prorated_reading_counts_for_its_own_day(known, official, world):
    official(
        "hot", days=-2, value=1_076_000, kind="final",
        prorated_on=world.today - timedelta(days=5), prorated_value=1_075_000,
    )  # fmt: skip
    register = known()
    assert (register.last.day, register.last.value) == (
        world.today - timedelta(days=5),
        1_075_000,
    )


def test_what_was_read_later_is_not_known_before(known, official, now):
    official("hot", days=-2, value=1_090_000)
    assert known().last.value == 1_090_000
    assert known(when=now - timedelta(days=10)).last.value == 1_073_000


def test_what_nobody_read_for_years_is_still_known(known, world, batch, now):
    Register.update(yearly=44_000).where(Register.id == world.registers["hot"]).execute()
    new = new_id()
    Register.insert(
        company_id=world.minta, id=new, meter_id=world.meters["hot"], position=1, obis="x",
        label="", unit="m³", digits=5, decimals=3, import_id=batch, yearly=44_000,
    ).execute()  # fmt: skip
    for years, value in ((4, 400_000), (3, 500_000)):
        Reading.insert(
            company_id=world.minta, id=new_id(), register_id=new, value=value, kind="company",
            read_on=world.today - timedelta(days=365 * years), recorded_at=now, import_id=batch,
        ).execute()  # fmt: skip
    (card,) = (
        m for m in readable_meters(person=world.person("anna"), now=now) if m.serial == "37461"
    )
    lonely = card.registers[1]
    # The cast moved in less than three years ago: what was before is not theirs.
    assert lonely.last is None
    Supply.update(begins_on=date(2000, 1, 1)).where(Supply.company_id == world.minta).execute()
    (card,) = (
        m for m in readable_meters(person=world.person("anna"), now=now) if m.serial == "37461"
    )
    lonely = card.registers[1]
    assert lonely.last.value == 500_000
    assert lonely.expectation.basis == "contract"
    assert 3 * 42_000 < lonely.expectation.amount < 3 * 46_000


def test_heat_follows_degree_days_where_they_are_known(known, world, batch):
    assert known("90112").expectation.basis == "previous"
    uses = [after - before for before, after in pairwise(HISTORY)]
    for days in range(-24 - 30 * len(uses) + 1, 1):
        at = min((days + 24 - 1) // 30 + len(uses), len(uses) - 1)
        DegreeDay.insert(
            company_id=world.minta, day=world.today + timedelta(days=days),
            value=2_000 * uses[at], import_id=batch,
        ).execute()  # fmt: skip
    heat, hot = known("90112").expectation, known("37461").expectation
    assert (heat.basis, hot.basis) == ("weather", "previous")
    assert heat.numbers["periods"] == 9


def test_a_setting_holds_from_its_day_on(known, world, now):
    RuleParameter.insert(
        company_id=world.minta, id=new_id(), name="rollover_share", value=json.dumps(80),
        valid_from=world.today - timedelta(days=5), set_at=now,
    ).execute()  # fmt: skip
    assert known().known.rollover_from == 80_000_000
    assert known(when=now - timedelta(days=9)).known.rollover_from == 90_000_000


def test_a_substitute_is_what_the_meter_is_expected_to_show(known, world, official):
    asked = {"company_id": world.minta, "meter_id": world.meters["hot"], "day": world.today}
    (found,) = substitutes(**asked).values()
    register = known()
    assert found.value == register.last.value + register.expectation.amount
    assert (found.register_id, found.rolled) == (world.registers["hot"], False)
    official("hot", days=-1, value=99_999_900)
    (found,) = substitutes(**{**asked, "day": world.today + timedelta(days=60)}).values()
    assert found.rolled
    assert found.value < 1_000_000_000


def test_there_is_no_substitute_for_what_nobody_knows(world):
    asked = {"meter_id": world.meters["hot"], "day": world.today}
    assert substitutes(company_id=world.muster, **asked) == {}
    before = world.today - timedelta(days=890)
    assert substitutes(company_id=world.minta, **{**asked, "day": before}) == {}


def test_notices_about_the_meters(anna, world, now):
    def notices(when=now):
        ties = [(world.minta, world.customers["SU0044"])]
        found = judged_meters(rows=meter_rows(customers=ties, now=when), now=when)
        return notices_of(found)[world.meters["hot"]]

    # Every meter of the cast was calibrated until 2012.
    assert [notice.code for notice in notices()] == ["V17"]
    Meter.update(calibrated_until=None).where(Meter.id == world.meters["hot"]).execute()
    assert notices() == []
    assert notices(now + timedelta(days=341)) == []
    (notice,) = notices(now + timedelta(days=342))
    assert isinstance(notice, Finding)
    assert (notice.code, notice.numbers["days"]) == ("V18", 366)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_readings_were_written_changes_nothing(known, official, seed):
    told = [(-600 + 30 * n, 900_000 + 4_000 * n + n * n * 90) for n in range(10)]
    shuffled = list(told)
    Random(seed).shuffle(shuffled)

    def judged_by(readings):
        with database.atomic() as undone:
            for days, value in readings:
                official("hot", days=days, value=value)
            register = known()
            undone.rollback()
        return register

    assert judged_by(shuffled) == judged_by(told)
    assert judged_by(told).expectation.basis == "last_year"
