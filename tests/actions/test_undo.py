"""Taking a decision back."""

from datetime import timedelta

import pytest

from tests.readings import submitted
from webapp.actions.decisions import accept, correct, reject, send_back
from webapp.actions.undo import undo
from webapp.actions.withdrawals import withdraw
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.undo import UNDO_FOR
from webapp.models.billing_entries import BillingEntry
from webapp.models.decisions import Decision
from webapp.models.events import Event
from webapp.models.readings import Reading
from webapp.models.submissions import Submission
from webapp.queries.on_its_way import followed

SOON = timedelta(seconds=5)


@pytest.fixture
def waiting(world, now, storage):
    """Anna's 1077 m³, waiting."""
    return submitted(world, now=now, storage=storage)


@pytest.fixture
def clerk(world):
    return world.person("clerk")


def state(submission_id):
    return Submission.get(Submission.id == submission_id).state


def refused(code, **call):
    with pytest.raises(Refusal) as refusal:
        undo(**call)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_an_acceptance_is_taken_back_and_its_reading_void(waiting, clerk, now):
    accept(person=clerk, submission_id=waiting, now=now)
    undo(person=clerk, submission_id=waiting, now=now + SOON)
    first, second = (
        Decision.select().where(Decision.submission_id == waiting).order_by(Decision.turn)
    )
    assert (second.verdict, second.undoes) == ("undo", first.id)
    assert Reading.get(Reading.submission_id == waiting).voided_by == second.id
    assert state(waiting) == "received"


@pytest.mark.parametrize(("verdict", "code"), [(send_back, "cut_off"), (reject, "impossible")])
def test_a_no_is_taken_back_too(waiting, clerk, now, world, verdict, code):
    verdict(person=clerk, submission_id=waiting, reason_code=code, now=now)
    undo(person=clerk, submission_id=waiting, now=now + SOON)
    (sent,) = followed(person=world.person("anna"), submission_ids=[waiting])
    assert (sent.state, sent.reason) == ("received", None)


def test_phones_hear_of_it_even_from_a_clock_that_is_behind(waiting, clerk, now):
    accept(person=clerk, submission_id=waiting, now=now)
    before = Submission.get(Submission.id == waiting).changed_at
    undo(person=clerk, submission_id=waiting, now=now - SOON)
    assert Submission.get(Submission.id == waiting).changed_at > before


def test_it_can_be_decided_anew(waiting, clerk, now, world):
    accept(person=clerk, submission_id=waiting, now=now)
    undo(person=clerk, submission_id=waiting, now=now + SOON)
    correct(
        person=clerk,
        submission_id=waiting,
        values={world.registers["hot"]: "1076"},
        reason_code="photo_differs",
        now=now + SOON,
    )
    undo(person=clerk, submission_id=waiting, now=now + 2 * SOON)
    accept(person=clerk, submission_id=waiting, now=now + 3 * SOON)
    (standing,) = Reading.standing().where(Reading.submission_id == waiting)
    assert standing.value == 1_077_000
    assert Decision.select().where(Decision.submission_id == waiting).count() == 5


def test_a_colleague_may_take_it_back(waiting, clerk, now, world):
    accept(person=clerk, submission_id=waiting, now=now)
    undo(person=world.person("colleague"), submission_id=waiting, now=now + SOON)
    assert state(waiting) == "received"


@pytest.mark.parametrize("name", ["anna", "foreign_clerk", "reader"])
def test_others_find_nothing(waiting, clerk, world, now, name):
    accept(person=clerk, submission_id=waiting, now=now)
    with pytest.raises(NotFound):
        undo(person=world.person(name), submission_id=waiting, now=now)
    assert state(waiting) == "accepted"


def test_after_half_a_minute_it_stands(waiting, clerk, now):
    accept(person=clerk, submission_id=waiting, now=now)
    late = now + UNDO_FOR + timedelta(microseconds=1)
    refused("undo_late", person=clerk, submission_id=waiting, now=late)
    undo(person=clerk, submission_id=waiting, now=now + UNDO_FOR)


def test_once_billing_knows_it_stands(waiting, clerk, now, world):
    accept(person=clerk, submission_id=waiting, now=now)
    BillingEntry.insert(
        company_id=world.minta,
        sequence=1,
        reading_id=Reading.get(Reading.submission_id == waiting).id,
        what="reading",
        listed_at=now,
    ).execute()
    refused("undo_billed", person=clerk, submission_id=waiting, now=now + SOON)
    assert state(waiting) == "accepted"


def test_nothing_decided_and_an_undo_are_not_undone(waiting, clerk, now):
    refused("undo_nothing", person=clerk, submission_id=waiting, now=now)
    accept(person=clerk, submission_id=waiting, now=now)
    undo(person=clerk, submission_id=waiting, now=now + SOON)
    refused("undo_nothing", person=clerk, submission_id=waiting, now=now + SOON)


def test_what_was_undone_and_then_withdrawn_was_not_decided_by_anybody(waiting, clerk, now, world):
    accept(person=clerk, submission_id=waiting, now=now)
    undo(person=clerk, submission_id=waiting, now=now + SOON)
    withdraw(person=world.person("anna"), submission_id=waiting, now=now + SOON)
    with pytest.raises(Refusal) as refusal:
        accept(person=clerk, submission_id=waiting, now=now + SOON)
    assert refusal.value.code == "taken_back"


def test_it_leaves_one_event(waiting, clerk, now):
    accept(person=clerk, submission_id=waiting, now=now)
    undo(person=clerk, submission_id=waiting, now=now + SOON)
    (event,) = Event.select().where(Event.kind == "decision.undo")
    assert event.subject == f"submission:{waiting}"
    assert '"undoes"' in event.facts
