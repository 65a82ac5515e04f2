"""Setting how a company takes money: all or nothing, with an event for each."""

import json

import pytest

from webapp.actions.money_settings import set_money_settings
from webapp.domain.money_setting_texts import SettingsRefused
from webapp.domain.money_settings import RULES
from webapp.domain.refusals import NotFound
from webapp.models.events import Event
from webapp.models.money_settings import MoneySetting
from webapp.queries.money_settings import company_money, latest_changes


@pytest.fixture
def put(world, now):
    def call(company="minta", by=None, **given):
        return set_money_settings(
            company_id=getattr(world, company), given=given, actor_id=by, now=now
        )

    return call


def events():
    return list(Event.select().where(Event.kind == "money_setting.set").order_by(Event.id))


def test_the_first_one_begins_with_the_defaults_for_the_rest(put, world):
    (change,) = put(payee="Minta Távhő Kft.").changed
    assert (change.name, change.was, change.text) == ("payee", "", "Minta Távhő Kft.")
    row = MoneySetting.get_by_id(world.minta)
    assert row.payee == "Minta Távhő Kft."
    for name in set(RULES) - {"payee"}:
        assert getattr(row, name) == RULES[name].default
    assert MoneySetting.select().count() == 1


def test_an_event_each_with_both_values(put, world):
    put(by=world.accounts["admin"], least_payment="250", uses_credit="no")
    told = {one.subject: (one.actor_id, json.loads(one.facts)) for one in events()}
    admin = world.accounts["admin"]
    assert told == {
        "money_setting:least_payment": (admin, {"old": "0", "new": "250"}),
        "money_setting:uses_credit": (admin, {"old": "yes", "new": "no"}),
    }


def test_one_bad_value_and_nothing_is_written(put):
    with pytest.raises(SettingsRefused):
        put(payee="Minta", iban="HU1")
    assert (MoneySetting.select().count(), events()) == (0, [])


def test_what_is_so_already_changes_nothing(put):
    done = put(day_count="act_365", payee="")
    assert (done.changed, done.proposed) == ([], [])
    assert MoneySetting.select().count() == 0
    put(payee="Minta")
    done = put(payee=" Minta ")
    assert (done.changed, done.proposed, len(events())) == ([], [], 1)


def test_no_company_no_settings(now, world):
    with pytest.raises(NotFound):
        set_money_settings(company_id=1, given={"payee": "P"}, actor_id=None, now=now)


def test_the_others_company_stays_as_it_is(put, world):
    put(payee="Minta")
    money = company_money(company_id=world.muster)
    assert (money.begun, money.currency, money.settings["payee"].value) == (False, "EUR", "")


def test_it_is_told_since_when_and_by_whom(put, world, now):
    put(bank="Minta Bank")
    put(by=world.accounts["admin"], bank="K&H", address="Hő utca 1.")
    held = company_money(company_id=world.minta).settings
    assert (held["bank"].value, held["bank"].since, held["bank"].by) == ("K&H", now, "Admin")
    assert (held["iban"].since, held["iban"].by) == (None, None)
    lately = latest_changes(company_id=world.minta)
    assert [(one.name, one.was, one.text, one.by) for one in lately] == [
        ("address", "", "Hő utca 1.", "Admin"),
        ("bank", "Minta Bank", "K&H", "Admin"),
        ("bank", "", "Minta Bank", None),
    ]
