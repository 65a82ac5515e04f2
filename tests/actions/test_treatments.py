"""A reading treated as what it is."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.readings import capture_of, submitted
from webapp.actions.decisions import accept
from webapp.actions.submissions import submit_reading
from webapp.actions.treatments import accept_rollover, estimate_instead, move_to_meter
from webapp.actions.undo import undo
from webapp.domain.captures import PhotoNote
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.models.decisions import Decision
from webapp.models.findings import Finding
from webapp.models.readings import Reading
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission
from webapp.queries.on_its_way import followed


@pytest.fixture
def clerk(world):
    return world.person("clerk")


def with_photo(world, now, storage, jpeg, value="1077"):
    note = PhotoNote(bytes=len(jpeg), sha256=hashlib.sha256(jpeg).hexdigest())
    capture = replace(capture_of(world, now=now, value=value), photo=note, note="It is dark here.")
    submit_reading(
        person=world.person("anna"),
        capture=capture,
        photos={"photo": jpeg},
        channel="app",
        now=now,
        storage=storage,
    )
    return capture.id


def row(submission_id):
    return Submission.get(Submission.id == submission_id)


def made(submission_id):
    return Reading.get(Reading.submission_id == submission_id)


def refused(code, call, **given):
    with pytest.raises(Refusal) as refusal:
        call(**given)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_with_a_photo_it_is_verified(world, now, storage, jpeg, clerk):
    waiting = with_photo(world, now, storage, jpeg)
    accept(person=clerk, submission_id=waiting, now=now)
    assert made(waiting).kind == "customer_verified"


class TestRollover:
    def test_the_counter_passed_zero(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage, value="3")
        accept_rollover(person=clerk, submission_id=waiting, now=now)
        assert (made(waiting).rollovers, made(waiting).value) == (1, 3_000)
        assert row(waiting).state == "accepted"

    def test_only_where_it_is_lower(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage)
        given = {"person": clerk, "submission_id": waiting, "now": now}
        refused("no_rollover", accept_rollover, **given)
        assert row(waiting).state == "received"

    def test_who_may_not_decide_finds_nothing(self, world, now, storage):
        waiting = submitted(world, now=now, storage=storage, value="3")
        with pytest.raises(NotFound):
            accept_rollover(person=world.person("anna"), submission_id=waiting, now=now)

    def test_once_decided_it_is_too_late(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage, value="3")
        accept(person=clerk, submission_id=waiting, now=now)
        with pytest.raises(AlreadyDecided):
            accept_rollover(person=clerk, submission_id=waiting, now=now)

    def test_it_can_be_undone(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage, value="3")
        accept_rollover(person=clerk, submission_id=waiting, now=now)
        undo(person=clerk, submission_id=waiting, now=now)
        assert made(waiting).voided_by is not None


class TestEstimate:
    def test_it_is_named_as_one_and_the_claim_stays(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage, value="9999")
        estimate_instead(
            person=clerk, submission_id=waiting, values={world.registers["hot"]: "1077"}, now=now
        )
        assert (made(waiting).kind, made(waiting).value) == ("estimated", 1_077_000)
        (sent,) = followed(person=world.person("anna"), submission_ids=[waiting])
        assert (sent.state, sent.reason) == ("corrected", ("correct", "estimated"))
        assert sent.values[0].value == 9_999_000

    def test_what_does_not_fit_is_refused(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage)
        given = {"person": clerk, "submission_id": waiting, "values": {}, "now": now}
        refused("V01", estimate_instead, **given)
        assert row(waiting).state == "received"


class TestOtherMeter:
    def test_it_waits_again_as_a_reading_of_the_other_one(self, world, now, storage, jpeg, clerk):
        waiting = with_photo(world, now, storage, jpeg)
        moved = move_to_meter(
            person=clerk,
            submission_id=waiting,
            meter_id=world.meters["cold"],
            at_once=False,
            now=now,
        )
        first, second = row(waiting), row(moved)
        assert (first.state, second.state) == ("superseded", "received")
        assert (second.replaces, second.channel) == (waiting, "desk")
        assert second.meter_id == world.meters["cold"]
        assert (second.account_id, second.remark_id) == (first.account_id, first.remark_id)
        assert SubmissionPhoto.get(SubmissionPhoto.submission_id == moved).part == "photo"
        decision = Decision.get(Decision.submission_id == waiting)
        assert (decision.verdict, decision.reason_code) == ("move", "other_meter")
        assert Reading.select().where(Reading.submission_id.in_([waiting, moved])).count() == 0

    def test_it_is_judged_anew(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage, value="1010")
        moved = move_to_meter(
            person=clerk, submission_id=waiting, meter_id=world.meters["cold"], at_once=False,
            now=now,
        )  # fmt: skip
        findings = list(Finding.select().where(Finding.submission_id == moved))
        assert {finding.register_id for finding in findings} == {world.registers["cold"]}

    def test_or_it_is_accepted_at_once(self, world, now, storage, jpeg, clerk):
        waiting = with_photo(world, now, storage, jpeg)
        moved = move_to_meter(
            person=clerk, submission_id=waiting, meter_id=world.meters["cold"], at_once=True,
            now=now,
        )  # fmt: skip
        assert made(moved).register_id == world.registers["cold"]
        assert made(moved).kind == "customer_verified"

    def test_the_customer_reads_why(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage)
        move_to_meter(
            person=clerk, submission_id=waiting, meter_id=world.meters["cold"], at_once=True,
            now=now,
        )  # fmt: skip
        (sent,) = followed(person=world.person("anna"), submission_ids=[waiting])
        assert (sent.state, sent.reason) == ("superseded", ("move", "other_meter"))

    @pytest.mark.parametrize("key", ["hot", "strange", "power"])
    def test_only_to_another_meter_of_the_same_customer(self, world, now, storage, clerk, key):
        waiting = submitted(world, now=now, storage=storage)
        refused(
            "not_their_meter",
            move_to_meter,
            person=clerk,
            submission_id=waiting,
            meter_id=world.meters[key],
            at_once=True,
            now=now,
        )
        assert row(waiting).state == "received"

    def test_a_value_that_the_other_face_cannot_show(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage, value="1077.123")
        refused(
            "V01",
            move_to_meter,
            person=clerk,
            submission_id=waiting,
            meter_id=world.meters["heat"],
            at_once=True,
            now=now,
        )
        assert row(waiting).state == "received"

    def test_the_move_can_be_undone_while_the_second_waits(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage)
        moved = move_to_meter(
            person=clerk, submission_id=waiting, meter_id=world.meters["cold"], at_once=False,
            now=now,
        )  # fmt: skip
        undo(person=clerk, submission_id=waiting, now=now)
        assert (row(waiting).state, row(moved).state) == ("received", "superseded")

    def test_and_not_once_the_second_is_decided(self, world, now, storage, clerk):
        waiting = submitted(world, now=now, storage=storage)
        moved = move_to_meter(
            person=clerk, submission_id=waiting, meter_id=world.meters["cold"], at_once=True,
            now=now,
        )  # fmt: skip
        refused("undo_moved", undo, person=clerk, submission_id=waiting, now=now)
        soon = now + timedelta(seconds=3)
        undo(person=clerk, submission_id=moved, now=soon)
        undo(person=clerk, submission_id=waiting, now=soon)
        assert row(waiting).state == "received"
