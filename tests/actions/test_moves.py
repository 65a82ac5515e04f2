"""Moving in and out: read near the day, counted for the day."""

from datetime import timedelta

import pytest

from tests.asking import move
from webapp.actions.decisions import accept, correct
from webapp.actions.undo import undo
from webapp.domain.handovers import HANDOVER_DAYS
from webapp.domain.refusals import NotFound, Refusal
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.remarks import Remark
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply
from webapp.queries.on_its_way import followed


@pytest.fixture
def clerk(world):
    return world.person("clerk")


@pytest.fixture
def call(world, now, storage):
    return lambda **given: move(world, now=now, storage=storage, **given)


def made(submission_id):
    return Reading.get(Reading.submission_id == submission_id)


def refused(code, call, **given):
    with pytest.raises(Refusal) as refusal:
        call(**given)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_it_waits_with_both_days_and_the_new_address_apart(world, call):
    row = Submission.get(Submission.id == call(read=1, handover=3))
    assert (row.kind, row.state) == ("move_out", "received")
    assert (world.today - row.read_on, world.today - row.handover_on) == (
        timedelta(days=1),
        timedelta(days=3),
    )
    assert "Új utca" in Remark.get(Remark.id == row.remark_id).body


def test_accepted_the_measured_and_the_worked_out_value_stand_apart(world, call, clerk, now):
    # Last read 24 days ago at 1073: 8 m³ in 24 days, so 1 m³ less three days before.
    sent = call(read=0, handover=3)
    accept(person=clerk, submission_id=sent, now=now)
    reading = made(sent)
    assert (reading.kind, reading.value, reading.read_on) == ("final", 1_081_000, world.today)
    assert (reading.prorated_on, reading.prorated_value) == (
        world.today - timedelta(days=3),
        1_080_000,
    )
    (shown,) = followed(person=world.person("anna"), submission_ids=[sent])
    assert shown.values[0].prorated_value == 1_080_000


def test_read_on_the_day_itself_nothing_is_worked_out(call, clerk, now):
    sent = call()
    accept(person=clerk, submission_id=sent, now=now)
    assert (made(sent).prorated_on, made(sent).prorated_value) == (None, None)


def test_a_corrected_value_is_worked_out_too(world, call, clerk, now):
    sent = call(read=0, handover=3)
    correct(
        person=clerk,
        submission_id=sent,
        values={world.registers["hot"]: "1073"},
        reason_code="photo_differs",
        now=now,
    )
    assert (made(sent).kind, made(sent).prorated_value) == ("final", 1_073_000)


def test_moving_in(call, clerk, now):
    sent = call(direction="move_in", handover=2)
    accept(person=clerk, submission_id=sent, now=now)
    assert made(sent).kind == "move_in"


def test_windows_do_not_matter(call, world):
    sent = call(meter="cold", values={world.registers["cold"]: "1081"})
    assert Submission.get(Submission.id == sent).state == "received"


def test_it_can_be_undone(call, clerk, now):
    sent = call()
    accept(person=clerk, submission_id=sent, now=now)
    undo(person=clerk, submission_id=sent, now=now)
    assert made(sent).voided_by is not None


def test_who_has_moved_out_last_week_may_still_say_it(call, world):
    place = Meter.get(Meter.id == world.meters["hot"]).service_point_id
    gone = world.today - timedelta(days=6)
    Supply.update(ends_on=gone).where(Supply.service_point_id == place).execute()
    assert call(read=5, handover=6)


def test_the_same_form_twice_is_one(call):
    first = call()
    assert call(id=first) == first
    refused("sent_already", call, id=first, read=1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"direction": "away"}, "direction"),
        ({"read": -1}, "V02"),
        ({"read": 500, "handover": 500}, "V02"),
        ({"handover": HANDOVER_DAYS + 1}, "handover_days"),
        ({"handover": -HANDOVER_DAYS - 1}, "handover_days"),
        ({"values": {}}, "V01"),
    ],
)
def test_what_does_not_fit_is_refused(call, changes, code):
    refused(code, call, **changes)
    assert Submission.select().count() == 0


def test_the_days_limit_itself_is_fine(call):
    assert call(handover=HANDOVER_DAYS)
    assert call(handover=-HANDOVER_DAYS)


@pytest.mark.parametrize("who", ["szabo", "clara", "clerk"])
def test_what_is_not_theirs_is_not_found(call, who):
    with pytest.raises(NotFound):
        call(who=who)
