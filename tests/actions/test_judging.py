"""What the gate makes of a reading, with everything that only the server knows."""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.cast import World
from tests.readings import capture_of
from webapp.actions.decisions import accept
from webapp.actions.judging import judge_capture
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import ClaimedValue, PhotoNote
from webapp.domain.refusals import Refusal
from webapp.models.base import new_id
from webapp.models.billing_entries import BillingEntry
from webapp.models.degree_days import DegreeDay
from webapp.models.findings import Finding
from webapp.models.import_batches import ImportBatch
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.rule_parameters import RuleParameter
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply


@pytest.fixture
def batch(world: World) -> int:
    return ImportBatch.get(ImportBatch.company_id == world.minta).id


@pytest.fixture
def judged(world, now):
    def judge(value="1077", *, register="hot", when=now, who="anna", **changed):
        capture = capture_of(world, now=when, value=value, register=register)
        person = world.person(who) if isinstance(who, str) else who
        return judge_capture(person=person, capture=replace(capture, **changed), now=now)

    return judge


@pytest.fixture
def official(world, batch, now):
    def write(register, *, days, value, kind="company", **more):
        reading_id = new_id()
        Reading.insert(
            company_id=world.minta,
            id=reading_id,
            register_id=world.registers.get(register, register),
            read_on=world.today + timedelta(days=days),
            value=value,
            kind=kind,
            recorded_at=now,
            import_id=batch,
            **more,
        ).execute()
        return reading_id

    return write


def codes(judged):
    return [finding.code for finding in judged.findings]


@pytest.mark.parametrize("value", ["1076", "1077", "1077.482"])
def test_an_ordinary_reading_is_clean(judged, value):
    assert codes(judged(value)) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1065", ["V06"]),
        ("1708", ["V09", "V11"]),
        ("10770", ["V09", "V12"]),
    ],
)
def test_what_the_phone_would_say_the_gate_says_too(judged, value, found):
    assert codes(judged(value)) == found


def test_every_finding_is_stored_with_its_numbers_and_the_version(world, now, storage):
    capture = capture_of(world, now=now, value="1090")
    submit_reading(
        person=world.person("anna"), capture=capture, photos={}, channel="app", now=now,
        storage=storage,
    )  # fmt: skip
    (row,) = Finding.select().where(Finding.submission_id == capture.id)
    assert (row.code, row.rule_version) == ("V09", 2)
    numbers = json.loads(row.numbers)
    assert (numbers["used"], numbers["days"], numbers["basis"]) == (17_000, 24, "previous")


def test_the_cold_water_fits_better(judged, official):
    # Both meters have counted the same so far; let the cold one be far ahead.
    official("cold", days=-1, value=2_000_000)
    (_, swapped) = judged("2000.4").findings
    assert (swapped.code, swapped.numbers["serial"]) == ("V13", "22870")


def test_a_strangers_meter_is_never_named(judged, world, official):
    official("strange", days=-1, value=2_000_000)
    assert codes(judged("2000.4")) == ["V09"]


def test_an_estimate_gives_way(judged, official):
    official("hot", days=-3, value=1_079_000, kind="estimated")
    assert codes(judged("1076")) == ["V07"]
    assert codes(judged("1072")) == ["V06"]


def test_past_zero(judged, official):
    official("hot", days=-20, value=99_998_000)
    assert codes(judged("1")) == ["V08"]


def test_higher_than_a_later_reading(judged, official, now):
    official("hot", days=-2, value=1_075_000)
    late = judged("1077", when=now - timedelta(days=10))
    assert codes(late) == ["LATE", "V14"]


def test_a_billed_day_is_for_a_clerk_not_refused(judged, official, world, now):
    billed = official("hot", days=-2, value=1_076_000)
    BillingEntry.insert(
        company_id=world.minta, sequence=1, reading_id=billed, what="reading", listed_at=now
    ).execute()
    late = judged("1075", when=now - timedelta(days=10))
    assert codes(late) == ["LATE", "V02"]
    assert late.findings[1].severity == "queue"


def test_nothing_used_is_asked_about_at_home_and_noted_in_a_second_home(judged, world):
    parameter(world, "zero_days", 10)
    parameter(world, "zero_over", 1_000)
    (finding,) = judged("1073").findings
    assert (finding.code, finding.severity) == ("V10", "soft")
    Supply.update(second_home=True).where(Supply.company_id == world.minta).execute()
    (finding,) = judged("1073").findings
    assert (finding.code, finding.severity) == ("V10", "info")


def parameter(world, name, value, **of):
    RuleParameter.insert(
        company_id=world.minta, id=new_id(), name=name, value=json.dumps(value),
        valid_from=date(2020, 1, 1), set_at=0, **of,
    ).execute()  # fmt: skip


def test_the_companys_own_numbers_hold(judged, world):
    assert codes(judged("1078")) == []
    parameter(world, "high_share", 100)
    parameter(world, "slack", 100)
    parameter(world, "short_days", 0)
    assert codes(judged("1078")) == ["V09"]
    parameter(world, "high_share", 900, medium="hot_water")
    assert codes(judged("1078")) == []


def test_more_than_the_meter_can_carry(judged, world):
    Meter.update(qmax=10).where(Meter.id == world.meters["hot"]).execute()
    assert codes(judged("1077")) == []
    assert codes(judged("1079")) == ["V16"]


def test_more_than_the_breaker_can_carry(world, now):
    Register.update(yearly=10**9).where(Register.id == world.registers["power"]).execute()
    ServicePoint.update(breaker_amps=1, phases=3).where(
        ServicePoint.company_id == world.muster
    ).execute()
    capture = replace(
        capture_of(world, now=now),
        registers=tuple(
            ClaimedValue(register_id=world.registers[key], value=value)
            for key, value in (("power", "1500"), ("power1", "1076"))
        ),
    )
    found = judge_capture(person=world.person("clara"), capture=capture, now=now).findings
    most = {f.code: f.numbers for f in found}["V16"]["most"]
    assert most == 230 * 3 * 24 * 24


def test_another_unit_is_refused(judged, world):
    said = ClaimedValue(register_id=world.registers["hot"], value="1077", unit="kWh")
    with pytest.raises(Refusal) as refused:
        judged(registers=(said,))
    assert refused.value.code == "V15"
    judged(registers=(replace(said, unit="m3"),))


def test_a_register_left_out_is_said_of_the_whole(world, now):
    one = ClaimedValue(register_id=world.registers["power"], value="1076")
    capture = replace(capture_of(world, now=now), registers=(one,))
    (finding,) = judge_capture(person=world.person("clara"), capture=capture, now=now).findings
    assert (finding.code, finding.register_id, finding.numbers) == ("V19", None, {"label": "Night"})


# Habits and photos.


def note(content=b"the same picture"):
    return PhotoNote(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def test_a_photo_that_came_with_another_day(world, now, storage, jpeg, judged):
    capture = replace(capture_of(world, now=now - timedelta(days=9)), photo=note(jpeg))
    submit_reading(
        person=world.person("anna"), capture=capture, photos={"photo": jpeg}, channel="app",
        now=now, storage=storage,
    )  # fmt: skip
    again = judged("1078", photo=note(jpeg))
    assert [f.numbers["what"] for f in again.findings if f.code == "V20"] == ["photo"]
    replaced = judged("1078", photo=note(jpeg), replaces=capture.id)
    same_day = judged("1078", photo=note(jpeg), when=now - timedelta(days=9))
    other = judged("1078", photo=note(b"another"))
    for one in (replaced, same_day, other):
        assert "V20" not in codes(one)


def test_round_readings_in_a_row(judged, official):
    for days, value in ((-20, 1_080_000), (-10, 1_080_000)):
        official("hot", days=days, value=value, kind="customer")
    assert "V20" in codes(judged("1090"))
    assert "V20" not in codes(judged("1091"))


def test_round_readings_of_the_company_are_no_habit(judged, official):
    for days, value in ((-20, 1_080_000), (-10, 1_080_000)):
        official("hot", days=days, value=value)
    assert "V20" not in codes(judged("1090"))


def test_water_that_never_stops(judged, official):
    # A year ago 4 a month; for three weeks now three times that.
    for days in range(-420, -300, 30):
        official("strange", days=days, value=900_000 + (420 + days) * 133)
    official("strange", days=-12, value=1_080_000)
    asked = {"register": "strange", "who": "szabo"}
    assert "V21" in codes(judged("1087", **asked))
    assert "V21" not in codes(judged("1081", **asked))


# Meters that are not there.


def exchange(world, batch, *, days):
    """The hot-water meter came down, another hangs there."""
    old = Meter.get(Meter.id == world.meters["hot"])
    day = world.today + timedelta(days=days)
    Meter.update(removed_on=day).where(Meter.id == old.id).execute()
    new, register = new_id(), new_id()
    Meter.insert(
        company_id=world.minta, id=new, service_point_id=old.service_point_id,
        medium="hot_water", serial="51007", model="M-2", installed_on=day, import_id=batch,
    ).execute()  # fmt: skip
    Register.insert(
        company_id=world.minta, id=register, meter_id=new, position=0, obis="8-0:1.0.0",
        label="", unit="m³", digits=5, decimals=3, import_id=batch,
    ).execute()  # fmt: skip
    return register


def test_an_exchanged_meter_names_its_successor(judged, world, batch):
    exchange(world, batch, days=-5)
    with pytest.raises(Refusal, match="exchanged for meter 51007 on") as refused:
        judged("1077")
    assert refused.value.code == "V03"


def test_an_exchange_forgets_nothing(judged, world, batch, official, now):
    register = exchange(world, batch, days=-20)
    official(register, days=-20, value=0, kind="exchange_in")
    said = ClaimedValue(register_id=register, value="3")
    clean = judged(meter="51007", registers=(said,))
    assert codes(clean) == []
    assert clean.meter.registers[0].expectation.basis == "previous"
    odd = judged(meter="51007", registers=(replace(said, value="90"),))
    assert codes(odd)[0] == "V09"


def test_before_and_after_the_contract(judged, world, now):
    Supply.update(begins_on=world.today - timedelta(days=5)).execute()
    with pytest.raises(Refusal, match="begins on") as refused:
        judged("1077", when=now - timedelta(days=9))
    assert refused.value.code == "V02"
    Supply.update(ends_on=world.today - timedelta(days=2)).execute()
    with pytest.raises(Refusal, match="ended on") as refused:
        judged("1077")
    assert refused.value.code == "V02"


@pytest.mark.parametrize("serial", ["11873", "nothing"])
def test_what_is_not_theirs_is_only_not_among_theirs(judged, serial):
    with pytest.raises(Refusal, match="not among the meters you may read") as refused:
        judged(meter=serial)
    assert refused.value.code == "V03"


def test_who_reads_for_nobody_reads_nothing(world, now):
    capture = capture_of(world, now=now)
    with pytest.raises(Refusal, match="not among the meters") as refused:
        judge_capture(person=world.person("clerk"), capture=capture, now=now)
    assert refused.value.code == "V03"


# Cost.


def test_few_queries_however_long_the_past(judged, official, world, batch):
    person = world.person("anna")
    with count_queries() as few:
        judged("1077", photo=note(), who=person)
    for days in range(-300, -30, 3):
        official("heat", days=days, value=1_000_000 + (300 + days) * 200)
        DegreeDay.insert(
            company_id=world.minta, day=world.today + timedelta(days=days), value=9_000,
            import_id=batch,
        ).execute()  # fmt: skip
    with count_queries() as many:
        judged("1077", photo=note(), who=person)
    assert few.count == many.count <= 5
    with count_queries() as odd:
        judged("1200", who=person)
    assert odd.count <= 8


def test_an_accepted_reading_becomes_the_last_one(judged, world, now, storage):
    capture = replace(capture_of(world, now=now - timedelta(days=1)), id=str(uuid.uuid4()))
    submit_reading(
        person=world.person("anna"), capture=capture, photos={}, channel="app", now=now,
        storage=storage,
    )  # fmt: skip
    accept(person=world.person("clerk"), submission_id=capture.id, now=now)
    assert "V06" in codes(judged("1076"))
