"""The audit chain."""

import pytest

from tests.readings import submitted
from webapp.actions.seals import lost_events, oldest_unsealed, seal_events, verify_chain
from webapp.models import guards
from webapp.models.base import database
from webapp.models.events import Event
from webapp.models.seals import Seal
from webapp.models.unsealed import Unsealed


@pytest.fixture
def sealed(world, now, storage):
    """Three sealed events at Minta."""
    for value in ("1075", "1076", "1077"):
        submitted(world, now=now, storage=storage, value=value)
    assert seal_events(now=now) == 3
    return world.minta


def test_sealing_again_adds_nothing(sealed, now):
    assert seal_events(now=now) == 0
    assert oldest_unsealed(company_id=sealed) is None


def test_the_chain_holds_and_goes_on(sealed, world, now, storage):
    submitted(world, now=now, storage=storage, value="1078")
    assert oldest_unsealed(company_id=sealed) == now
    seal_events(now=now)
    assert verify_chain(company_id=sealed) is None
    assert [s.sequence for s in Seal.select().order_by(Seal.sequence)] == [1, 2, 3, 4]


@pytest.mark.parametrize("change", ["kind = 'x'", "actor_id = 7", "facts = '{}'", "subject = 'x'"])
def test_an_event_changed_behind_the_guards_is_found(sealed, change):
    second = Seal.get(Seal.sequence == 2).event_id
    guards.take_down(db=database.obj)
    database.execute_sql(f"UPDATE event SET {change} WHERE id = {second}")
    assert verify_chain(company_id=sealed) == 2
    guards.put_up(db=database.obj)


def test_a_link_cut_out_is_found(sealed):
    guards.take_down(db=database.obj)
    Seal.delete().where(Seal.sequence == 2).execute()
    assert verify_chain(company_id=sealed) == 2
    guards.put_up(db=database.obj)


def test_companies_have_chains_of_their_own(sealed, world):
    assert Event.select().where(Event.company_id == world.muster).count() == 0
    assert verify_chain(company_id=world.muster) is None


def test_an_event_kept_out_of_the_chain_is_found(sealed, world, now, storage):
    assert lost_events(company_id=sealed) == 0
    submitted(world, now=now, storage=storage, value="1079")
    assert lost_events(company_id=sealed) == 0
    Unsealed.delete().execute()
    assert lost_events(company_id=sealed) == 1
