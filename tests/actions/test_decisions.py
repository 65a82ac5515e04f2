"""A clerk's verdicts."""

import pytest

from tests.readings import submitted
from webapp.actions.decisions import accept, correct, reject, send_back
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.models.decisions import Decision
from webapp.models.events import Event
from webapp.models.readings import Reading
from webapp.models.remarks import Remark
from webapp.models.submissions import Submission


@pytest.fixture
def waiting(world, now, storage):
    """Anna's 1077 m³, waiting."""
    return submitted(world, now=now, storage=storage)


@pytest.fixture
def clerk(world):
    return world.person("clerk")


def official(submission_id):
    return list(Reading.select().where(Reading.submission_id == submission_id))


def test_accepting_makes_it_official(waiting, clerk, now, world):
    accept(person=clerk, submission_id=waiting, now=now)
    (reading,) = official(waiting)
    assert (reading.value, reading.kind) == (1_077_000, "customer")
    assert reading.register_id == world.registers["hot"]
    assert Submission.get(Submission.id == waiting).state == "accepted"


def test_correcting_keeps_the_original(waiting, clerk, now, world):
    correct(
        person=clerk,
        submission_id=waiting,
        values={world.registers["hot"]: "1076,5"},
        reason_code="photo_differs",
        words="It says 1076.5.",
        now=now,
    )
    (reading,) = official(waiting)
    assert reading.value == 1_076_500
    decision = Decision.get(Decision.submission_id == waiting)
    assert Remark.get(Remark.id == decision.remark_id).body == "It says 1076.5."
    assert "1076" not in decision.remark_hash


@pytest.mark.parametrize(("verdict", "code"), [(send_back, "cut_off"), (reject, "impossible")])
def test_saying_no_makes_nothing_official(waiting, clerk, now, verdict, code):
    verdict(person=clerk, submission_id=waiting, reason_code=code, now=now)
    assert official(waiting) == []
    assert Decision.get(Decision.submission_id == waiting).reason_code == code


def test_the_slower_clerk_is_told_by_whom_and_when(waiting, clerk, world, now):
    accept(person=clerk, submission_id=waiting, now=now)
    with pytest.raises(AlreadyDecided) as refusal:
        reject(
            person=world.person("colleague"),
            submission_id=waiting,
            reason_code="impossible",
            now=now,
        )
    assert "Kovács Éva" in str(refusal.value)
    assert ":" in refusal.value.numbers["at"]
    assert len(official(waiting)) == 1


@pytest.mark.parametrize("name", ["anna", "foreign_clerk", "reader"])
def test_who_may_not_decide_finds_nothing(waiting, world, now, name):
    with pytest.raises(NotFound):
        accept(person=world.person(name), submission_id=waiting, now=now)


def test_a_reason_is_needed(waiting, clerk, now):
    with pytest.raises(Refusal, match="choose a reason"):
        send_back(person=clerk, submission_id=waiting, reason_code="because", now=now)
    assert Submission.get(Submission.id == waiting).state == "received"


def test_a_correction_that_does_not_fit_changes_nothing(waiting, clerk, now, world):
    with pytest.raises(Refusal) as refusal:
        correct(
            person=clerk,
            submission_id=waiting,
            values={world.registers["hot"]: "9999999"},
            reason_code="photo_differs",
            now=now,
        )
    assert refusal.value.code == "V01"
    assert Submission.get(Submission.id == waiting).state == "received"


def test_every_verdict_leaves_one_event_without_words(waiting, clerk, now):
    send_back(person=clerk, submission_id=waiting, reason_code="dark", words="Dear Anna!", now=now)
    (event,) = Event.select().where(Event.kind == "decision.return")
    assert event.actor_id == clerk.account_id
    assert "Anna" not in event.facts
