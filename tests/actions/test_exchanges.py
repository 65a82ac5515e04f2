"""A meter exchange as one event with both readings."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.exchange import new_meter
from tests.readings import submitted
from webapp.actions.exchanges import exchange_meter
from webapp.actions.submissions import submit_reading
from webapp.actions.undo import undo
from webapp.domain.captures import Capture, ClaimedValue
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.models.events import Event
from webapp.models.exchanges import Exchange
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.submissions import Submission
from webapp.queries.on_its_way import followed
from webapp.queries.readings import history
from webapp.queries.service_points import points_of_supply


@pytest.fixture
def clerk(world):
    return world.person("clerk")


@pytest.fixture
def waiting(world, now, storage):
    """Anna sends 2 m³ for her old meter, though it is the new one she stood before."""
    return submitted(world, now=now, storage=storage, value="2")


@pytest.fixture
def exchanged(world, waiting, clerk, now):
    return exchange_meter(
        person=clerk, submission_id=waiting, exchange=new_meter(world), at_once=True, now=now
    )


def state(submission_id):
    return Submission.get(Submission.id == submission_id).state


def test_both_readings_and_the_meter_come_from_one_decision(world, exchanged, waiting):
    out, first = (
        Reading.select()
        .where(Reading.submission_id == exchanged.exchange_submission_id)
        .order_by(Reading.kind.desc())
    )
    assert (out.kind, out.value, out.register_id) == (
        "exchange_out",
        1_074_000,
        world.registers["hot"],
    )
    assert (first.kind, first.value) == ("exchange_in", 0)
    meter = Meter.get(Meter.id == exchanged.meter_id)
    register = Register.get(Register.meter_id == exchanged.meter_id)
    exchange = Exchange.get(Exchange.new_meter_id == exchanged.meter_id)
    assert {out.decision_id, first.decision_id, meter.decision_id, register.decision_id} == {
        exchange.decision_id
    }
    assert (meter.serial, meter.installed_on) == ("55501", exchange.happened_on)
    assert Meter.get(Meter.id == world.meters["hot"]).removed_on == exchange.happened_on


def test_the_customers_value_becomes_a_reading_of_the_new_meter(world, exchanged, waiting):
    assert (state(waiting), state(exchanged.submission_id)) == ("superseded", "accepted")
    reading = Reading.get(Reading.submission_id == exchanged.submission_id)
    assert reading.value == 2_000
    assert Register.get(Register.id == reading.register_id).meter_id == exchanged.meter_id
    (first,) = followed(person=world.person("anna"), submission_ids=[waiting])
    assert first.reason == ("move", "exchanged")


def test_or_it_waits_to_be_judged(world, waiting, clerk, now):
    done = exchange_meter(
        person=clerk, submission_id=waiting, exchange=new_meter(world), at_once=False, now=now
    )
    assert state(done.submission_id) == "received"
    assert not Reading.select().where(Reading.submission_id == done.submission_id).exists()


def test_the_history_goes_on_without_a_negative_bar(world, exchanged, now):
    points = points_of_supply(person=world.person("anna"), now=now)
    point = next(one for one in points if one.has("55501"))
    (series,) = history(point=point).series
    assert [segment.serial for segment in series.segments] == ["55501", "37461"]
    new, old = (segment.rows for segment in series.segments)
    assert [row.use.amount for row in new] == [2_000, None]
    assert old[0].use.amount == 1_000
    used = (1074 - 1040) + 2
    assert sum(month.amount or 0 for month in series.months) == used * 1000


def test_a_reading_for_the_old_one_afterwards_is_refused(world, exchanged, now, storage):
    with pytest.raises(Refusal) as refusal:
        submitted(world, now=now, storage=storage, value="1075")
    assert refusal.value.code == "V03"
    assert "55501" in str(refusal.value)


def test_one_from_before_the_exchange_may_still_come(world, exchanged, now, storage):
    capture = Capture(
        id="0b7a7e0a-7a53-4f0e-9d57-3a1b2c4d5e6f",
        meter="37461",
        registers=(ClaimedValue(register_id=world.registers["hot"], value="1073.5"),),
        captured_at=now - timedelta(days=7),
    )
    outcome = submit_reading(
        person=world.person("anna"), capture=capture, photos={}, channel="app", now=now,
        storage=storage,
    )  # fmt: skip
    assert outcome.receipt.state == "received"


def test_it_cannot_be_undone_and_says_so(world, exchanged, waiting, clerk, now):
    for submission in (waiting, exchanged.exchange_submission_id):
        with pytest.raises(Refusal) as refusal:
            undo(person=clerk, submission_id=submission, now=now)
        assert refusal.value.code == "undo_exchange"


def test_but_the_new_reading_can(exchanged, clerk, now):
    undo(person=clerk, submission_id=exchanged.submission_id, now=now)
    assert state(exchanged.submission_id) == "received"


def test_it_leaves_its_events(world, exchanged):
    kinds = [e.kind for e in Event.select().where(Event.subject == f"meter:{world.meters['hot']}")]
    assert kinds == ["meter.exchanged"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"serial": ""}, "serial"),
        ({"serial": "37461"}, "serial_taken"),
        ({"reason": "because"}, "reason"),
        ({"registers": ()}, "exchange_registers"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(world, waiting, clerk, now, changes, code):
    refused(world, waiting, clerk, now, new_meter(world, **changes), code)


@pytest.mark.parametrize("days", [-1, 900, 901])
def test_a_day_that_cannot_be(world, waiting, clerk, now, days):
    when = world.today - timedelta(days=days)
    refused(world, waiting, clerk, now, new_meter(world, happened_on=when), "exchange_day")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last": "123456"}, "V01"),
        ({"first": "x"}, "V01"),
        ({"multiplier": "0"}, "V01"),
        ({"digits": 0}, "face"),
        ({"unit": ""}, "face"),
    ],
)
def test_a_face_that_cannot_be(world, waiting, clerk, now, changes, code):
    exchange = new_meter(world)
    register = replace(exchange.registers[0], **changes)
    refused(world, waiting, clerk, now, replace(exchange, registers=(register,)), code)


def test_twice_is_refused(world, exchanged, clerk, now, storage):
    Submission.update(state="received").where(
        Submission.id == Submission.get(Submission.meter_id == world.meters["hot"]).id
    ).execute()
    first = Submission.get(Submission.state == "received")
    exchange = new_meter(world, serial="55502")
    refused(world, first.id, clerk, now, exchange, "exchanged_already")


def test_once_decided_it_is_too_late(world, waiting, exchanged, clerk, now):
    Meter.update(removed_on=None).where(Meter.id == world.meters["hot"]).execute()
    with pytest.raises(AlreadyDecided):
        exchange_meter(
            person=clerk, submission_id=waiting, exchange=new_meter(world, serial="7"),
            at_once=True, now=now,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["anna", "foreign_clerk", "reader"])
def test_others_find_nothing(world, waiting, now, name):
    with pytest.raises(NotFound):
        exchange_meter(
            person=world.person(name), submission_id=waiting, exchange=new_meter(world),
            at_once=True, now=now,
        )  # fmt: skip


def refused(world, waiting, clerk, now, exchange, code):
    meters = Meter.select().count()
    with pytest.raises(Refusal) as refusal:
        exchange_meter(
            person=clerk, submission_id=waiting, exchange=exchange, at_once=True, now=now
        )
    assert refusal.value.code == code
    assert str(refusal.value)
    assert (state(waiting), Meter.select().count()) == ("received", meters)
