"""Handing an item to a colleague."""

import json
from datetime import timedelta

import pytest

from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.actions.hand_overs import hand_over
from webapp.actions.leases import claim
from webapp.domain.refusals import NotFound, Refusal
from webapp.models.desk_leases import DeskLease
from webapp.models.events import Event
from webapp.queries.desk import open_item, queue_only
from webapp.queries.desk_queue import View, next_waiting


@pytest.fixture
def waiting(world, now, storage):
    return submitted(world, now=now, storage=storage)


@pytest.fixture
def give(world, waiting, now):
    def one(to="colleague", by="clerk", words=""):
        hand_over(
            person=world.person(by),
            submission_id=waiting,
            to=world.accounts[to],
            words=words,
            now=now,
        )

    return one


def test_it_stands_on_the_colleague_s_list_with_its_word(world, waiting, give, now):
    claim(person=world.person("clerk"), submission_id=waiting, now=now)
    give(words="He wants to be called.")
    lajos = world.person("colleague")
    (row,) = queue_only(person=lajos, view=View(show="mine"), now=now).queue.rows
    assert (row.id, row.for_me, row.handed_to) == (waiting, True, "Nagy Lajos")
    handed = open_item(person=lajos, submission_id=waiting, now=now).facts.handed
    assert (handed.by, handed.words, handed.for_me) == (
        "Kovács Éva",
        "He wants to be called.",
        True,
    )
    assert (
        queue_only(person=world.person("clerk"), view=View(show="mine"), now=now).queue.rows == ()
    )
    assert not DeskLease.select().exists()


def test_next_passes_by_what_is_somebody_else_s(world, storage, waiting, give, now):
    another = submitted(world, now=now + timedelta(seconds=1), storage=storage, value="1078")
    give()
    assert next_waiting(person=world.person("clerk"), submission_id=another, now=now) is None
    lajos = world.person("colleague")
    assert next_waiting(person=lajos, submission_id=another, now=now) == waiting


def test_it_can_be_handed_on(world, waiting, give, now):
    give()
    give(to="clerk", by="colleague", words="No, you.")
    (row,) = queue_only(person=world.person("clerk"), view=View(show="mine"), now=now).queue.rows
    assert row.id == waiting


def test_the_log_names_ids_and_no_words(world, waiting, give):
    give(words="He wants to be called.")
    event = Event.get(Event.kind == "submission.handed_over")
    assert event.subject == f"submission:{waiting}"
    assert json.loads(event.facts)["to"] == world.accounts["colleague"]
    assert "called" not in event.facts


@pytest.mark.parametrize("to", ["reader", "anna", "foreign_clerk"])
def test_only_who_decides_there_can_be_asked(give, to):
    with pytest.raises(Refusal) as refused:
        give(to=to)
    assert refused.value.code == "colleague"


@pytest.mark.parametrize("by", ["reader", "anna", "foreign_clerk"])
def test_what_is_not_theirs_is_not_found(give, by):
    with pytest.raises(NotFound):
        give(by=by)


def test_what_is_decided_is_handed_to_nobody(world, waiting, give, now):
    accept(person=world.person("clerk"), submission_id=waiting, now=now)
    with pytest.raises(Refusal) as refused:
        give()
    assert refused.value.code == "decided"
