"""Who has a submission open: the first says so, and it runs out by itself."""

from datetime import timedelta

import pytest

from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.actions.leases import LASTS, claim, release
from webapp.domain.refusals import NotFound
from webapp.models.desk_leases import DeskLease
from webapp.queries.desk import queue_only
from webapp.queries.desk_queue import View, next_waiting


@pytest.fixture
def waiting(world, now, storage):
    return submitted(world, now=now, storage=storage)


@pytest.fixture
def eva(world):
    return world.person("clerk")


@pytest.fixture
def lajos(world):
    return world.person("colleague")


def test_the_first_has_it_and_the_second_is_told_who(waiting, eva, lajos, now):
    assert claim(person=eva, submission_id=waiting, now=now).mine
    told = claim(person=lajos, submission_id=waiting, now=now + timedelta(minutes=4))
    assert (told.name, told.mine) == ("Kovács Éva", False)


def test_it_runs_out_unless_it_is_renewed(waiting, eva, lajos, now):
    claim(person=eva, submission_id=waiting, now=now)
    renewed = claim(person=eva, submission_id=waiting, now=now + timedelta(minutes=4))
    assert renewed.since == now
    assert not claim(person=lajos, submission_id=waiting, now=now + timedelta(minutes=8)).mine
    later = now + timedelta(minutes=4) + LASTS
    assert claim(person=lajos, submission_id=waiting, now=later).mine


def test_whoever_leaves_lets_go_and_nobody_else_can(waiting, eva, lajos, now):
    claim(person=eva, submission_id=waiting, now=now)
    release(person=lajos, submission_id=waiting)
    assert not claim(person=lajos, submission_id=waiting, now=now).mine
    release(person=eva, submission_id=waiting)
    assert claim(person=lajos, submission_id=waiting, now=now).mine


def test_it_is_advice_and_no_lock(waiting, eva, lajos, now):
    claim(person=eva, submission_id=waiting, now=now)
    accept(person=lajos, submission_id=waiting, now=now)
    assert claim(person=eva, submission_id=waiting, now=now) is None


def test_the_queue_says_so_and_next_passes_by(world, storage, eva, lajos, now):
    ids = [
        submitted(world, now=now - timedelta(minutes=ago), storage=storage, value=value)
        for ago, value in ((3, "1075"), (2, "1076"), (1, "1077"))
    ]
    claim(person=eva, submission_id=ids[1], now=now)
    rows = {row.id: row for row in queue_only(person=lajos, view=View(), now=now).queue.rows}
    assert [rows[one].held_by for one in ids] == [None, "Kovács Éva", None]
    assert next_waiting(person=lajos, submission_id=ids[0], now=now) == ids[2]
    assert next_waiting(person=eva, submission_id=ids[0], now=now) == ids[1]
    own = {row.id: row for row in queue_only(person=eva, view=View(), now=now).queue.rows}
    assert own[ids[1]].held_by is None


def test_what_ran_out_is_swept_away(world, storage, waiting, eva, now):
    claim(person=eva, submission_id=waiting, now=now)
    another = submitted(world, now=now, storage=storage, value="1078")
    claim(person=eva, submission_id=another, now=now + 2 * LASTS)
    assert [row.submission_id for row in DeskLease.select()] == [another]


@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(world, waiting, now, name):
    with pytest.raises(NotFound):
        claim(person=world.person(name), submission_id=waiting, now=now)
    with pytest.raises(NotFound):
        release(person=world.person(name), submission_id=waiting)
