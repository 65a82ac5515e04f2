"""Setting and taking back what late payment costs: rows, events, and whose they are."""

import json
from datetime import timedelta

import pytest

from webapp.actions.tariffs import set_tariff, withdraw_tariff
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.tariffs import FEE, INTEREST, Tariff
from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.events import Event
from webapp.models.interest_rates import InterestRate
from webapp.queries.tariffs import company_tariffs


@pytest.fixture
def put(world, now):
    def sets(what=INTEREST, value=875, ago=0, step=0, company=None):
        tariff = Tariff(
            what=what, step=step, valid_from=world.today - timedelta(days=ago), value=value
        )
        return set_tariff(company_id=company or world.minta, tariff=tariff, actor_id=None, now=now)

    return sets


def told(world):
    rows = Event.select().where(Event.company_id == world.minta, Event.kind.startswith("tariff."))
    return [(one.kind, one.subject, json.loads(one.facts)) for one in rows.order_by(Event.id)]


def test_each_is_a_row_and_an_event_once(world, put):
    assert put()
    assert not put(), "the same again is no change"
    assert put(what=FEE, value=570, step=2)
    day = world.today.isoformat()
    assert told(world) == [
        (
            "tariff.set",
            "tariff:interest",
            {"step": 0, "valid_from": day, "was": None, "value": 875},
        ),
        ("tariff.set", "tariff:fee", {"step": 2, "valid_from": day, "was": None, "value": 570}),
    ]
    assert InterestRate.select().count() == DunningTariff.select().count() == 1


def test_a_slip_is_mended_from_the_same_day_and_both_are_kept(world, put, now):
    put(ago=100, value=875)
    assert put(ago=100, value=785)
    assert [row.rate for row in InterestRate.select()] == [785]
    found = company_tariffs(company_id=world.minta, now=now)
    assert [(one.was, one.value) for one in found.changes] == [(875, 785), (None, 875)]


def test_lists_say_what_holds(world, put, now):
    put(ago=400, value=300)
    put(ago=10, value=400)
    put(ago=-10, value=500)
    put(what=FEE, step=1, ago=5, value=550)
    put(what=FEE, step=2, ago=5, value=900)
    found = company_tariffs(company_id=world.minta, now=now)
    assert [(one.tariff.value, one.stands) for one in found.interest] == [
        (500, "coming"), (400, "now"), (300, "past"),
    ]  # fmt: skip
    assert [(one.tariff.step, one.stands) for one in found.fees] == [(1, "now"), (2, "now")]


def test_what_has_not_begun_can_be_taken_back(world, put, now):
    put(ago=-1)
    put(ago=0, value=300)
    key = {"company_id": world.minta, "what": INTEREST, "step": 0, "actor_id": None, "now": now}
    withdraw_tariff(**key, valid_from=world.today + timedelta(days=1))
    assert [row.rate for row in InterestRate.select()] == [300]
    assert told(world)[-1][0] == "tariff.withdrawn"
    with pytest.raises(Refusal, match="holds already"):
        withdraw_tariff(**key, valid_from=world.today)
    with pytest.raises(NotFound):
        withdraw_tariff(**key, valid_from=world.today + timedelta(days=1))
    assert InterestRate.select().count() == 1


def test_companies_have_their_own(world, put, now):
    put(company=world.muster)
    assert company_tariffs(company_id=world.minta, now=now).interest == ()
    with pytest.raises(NotFound):
        put(company=987)
