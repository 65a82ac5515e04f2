"""Accepting clean readings together: each decided by itself, and nothing odd among them."""

import uuid

import pytest

from tests.readings import submitted
from webapp.actions.bulk import accept_clean
from webapp.actions.decisions import accept
from webapp.actions.undo import undo
from webapp.domain.refusals import Refusal
from webapp.models.decisions import Decision
from webapp.models.events import Event
from webapp.models.readings import Reading
from webapp.models.submissions import Submission
from webapp.queries.desk_clean import clean_rows


@pytest.fixture
def clerk(world):
    return world.person("clerk")


@pytest.fixture
def clean(world, now, storage):
    return [
        submitted(world, now=now, storage=storage),
        submitted(world, now=now, storage=storage, who="szabo", register="strange", value="1075"),
    ]


def codes(outcomes):
    return [one.refusal.code if one.refusal else "accepted" for one in outcomes]


def test_each_gets_its_own_decision_event_and_reading(clerk, clean, now):
    assert codes(accept_clean(person=clerk, submission_ids=clean, now=now)) == ["accepted"] * 2
    decisions = list(Decision.select().where(Decision.submission_id.in_(clean)))
    assert len(decisions) == 2
    assert len({one.batch_id for one in decisions}) == 1
    assert decisions[0].batch_id is not None
    assert Event.select().where(Event.kind == "decision.accept").count() == 2
    assert Reading.select().where(Reading.submission_id.in_(clean)).count() == 2


def test_what_looks_odd_is_never_offered_and_never_taken(world, clerk, clean, now, storage):
    odd = submitted(world, now=now, storage=storage, value="1012")
    offered = [row.id for row in clean_rows(person=clerk, now=now).rows]
    assert odd not in offered
    outcomes = accept_clean(person=clerk, submission_ids=[odd, *clean], now=now)
    assert codes(outcomes) == ["not_clean", "accepted", "accepted"]
    assert Submission.get(Submission.id == odd).state == "received"


def test_one_that_is_gone_holds_up_none_of_the_others(world, clerk, clean, now):
    accept(person=world.person("colleague"), submission_id=clean[0], now=now)
    stray = str(uuid.uuid4())
    outcomes = accept_clean(person=clerk, submission_ids=[clean[0], stray, clean[1]], now=now)
    assert codes(outcomes) == ["already_decided", "not_found", "accepted"]
    assert "Nagy Lajos" in str(outcomes[0].refusal)


def test_each_can_be_taken_back_by_itself(clerk, clean, now):
    accept_clean(person=clerk, submission_ids=clean, now=now)
    undo(person=clerk, submission_id=clean[0], now=now)
    states = [Submission.get(Submission.id == one).state for one in clean]
    assert states == ["received", "accepted"]


def test_named_twice_is_accepted_once(clerk, clean, now):
    outcomes = accept_clean(person=clerk, submission_ids=[clean[0]] * 2, now=now)
    assert codes(outcomes) == ["accepted"]


@pytest.mark.parametrize("ids", [[], [str(n) for n in range(101)]])
def test_none_and_too_many_are_refused(clerk, ids, now):
    with pytest.raises(Refusal) as refused:
        accept_clean(person=clerk, submission_ids=ids, now=now)
    assert refused.value.code == "batch"


@pytest.mark.parametrize("name", ["foreign_clerk", "reader", "anna"])
def test_what_is_not_theirs_is_not_found(world, clean, name, now):
    outcomes = accept_clean(person=world.person(name), submission_ids=clean, now=now)
    assert codes(outcomes) == ["not_found"] * 2


def test_what_it_comes_to_is_summed_by_unit(clerk, clean, now):
    found = clean_rows(person=clerk, now=now)
    assert {row.id for row in found.rows} == set(clean)
    assert found.sums == {"m³": 6_000}
