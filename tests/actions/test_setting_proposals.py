"""Where the money goes takes two people: proposed by one, agreed to by another, once."""

import json
from datetime import UTC, datetime

import pytest

from tests.money_settings import begun, proposed_setting
from tests.processes import COMMON, race
from webapp.actions.money_setting_answers import agree_to_settings, turn_settings_down
from webapp.actions.money_settings import set_money_settings
from webapp.domain.money_settings import TWO_PEOPLE
from webapp.domain.refusals import NotFound, Refusal
from webapp.models.events import Event
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_proposals import SettingProposal
from webapp.queries.money_settings import waiting_settings

OLD, NEW = "HU42117730161111101800000000", "HU93116000060000000012345676"
OTHERS = {
    "payee": "Another Kft.", "iban": NEW, "bic": "GIBAHUHB", "provider": "stripe",
    "payment_origins": "https://checkout.stripe.com",
}  # fmt: skip

ANSWER = (
    COMMON
    + """
from webapp.actions.money_setting_answers import agree_to_settings, turn_settings_down
from webapp.domain.refusals import Refusal
answer = agree_to_settings if given["yes"] else turn_settings_down
try:
    answer(person=person, proposal_id=given["proposal"], now=now)
    print("agreed" if given["yes"] else "declined")
except Refusal as refusal:
    print(refusal.code)
"""
)


@pytest.fixture
def put(world, now):
    def call(by="supervisor", **given):
        return set_money_settings(
            company_id=world.minta, given=given, actor_id=world.accounts[by] if by else None,
            now=now,
        )  # fmt: skip

    return call


@pytest.fixture
def answer(world, now):
    """Agree to what waits, or not; as the administrator unless told otherwise."""

    def call(by="admin", *, yes=True, proposal=None):
        act = agree_to_settings if yes else turn_settings_down
        proposal = proposal or SettingProposal.get().id
        return act(person=world.person(by), proposal_id=proposal, now=now)

    return call


def held(world):
    return MoneySetting.get_by_id(world.minta)


def told(kind):
    rows = Event.select().where(Event.kind == kind).order_by(Event.id)
    return [(one.subject, json.loads(one.facts)) for one in rows]


def test_nothing_moves_by_a_proposal(put, world):
    begun(world.minta, iban=OLD)
    done = put(iban=NEW, bank="Erste")
    assert [one.name for one in done.proposed] == ["iban"]
    assert (held(world).iban, held(world).bank) == (OLD, "Erste")
    waiting = waiting_settings(company_id=world.minta)
    assert (waiting.wanted, waiting.name) == ({"iban": NEW}, "Varga Mária")
    ((subject, facts),) = told("money_setting.proposed")
    assert (subject, facts["old"], facts["new"]) == ("money_setting:iban", OLD, NEW)


@pytest.mark.parametrize("name", TWO_PEOPLE)
def test_each_of_them_takes_two(put, answer, world, name):
    begun(world.minta, payee="Minta", iban=OLD, bic="OTPVHUHB", provider="sandbox",
          payment_origins="https://pay.example")  # fmt: skip
    before = getattr(held(world), name)
    put(**{name: OTHERS[name]})
    assert getattr(held(world), name) == before
    answer()
    assert getattr(held(world), name) == OTHERS[name]
    ((subject, facts),) = told("money_setting.set")
    assert (subject, facts["old"], facts["new"]) == (f"money_setting:{name}", before, OTHERS[name])
    assert facts["proposed_by"] == world.accounts["supervisor"]


def test_what_goes_together_is_agreed_to_together(put, answer, world):
    put(iban=OLD, bic="OTPVHUHB")
    assert MoneySetting.select().count() == 0
    answer()
    assert (held(world).iban, held(world).bic) == (OLD, "OTPVHUHB")
    assert [kind for kind, _ in told("money_setting.set")] == [
        "money_setting:iban", "money_setting:bic",
    ]  # fmt: skip
    assert waiting_settings(company_id=world.minta) is None


def test_one_after_another_and_back_again(put, answer, world):
    begun(world.minta, iban=OLD)
    for iban in (NEW, OLD, ""):
        put(iban=iban)
        answer(proposal=SettingProposal.get(SettingProposal.ended_at.is_null()).id)
        assert held(world).iban == iban


def test_nobody_agrees_to_their_own(put, answer, world):
    put(iban=NEW)
    with pytest.raises(Refusal) as refused:
        answer("supervisor")
    assert refused.value.code == "same_person"
    assert SettingProposal.get().ended_at is None
    assert MoneySetting.select().count() == 0


@pytest.mark.parametrize("name", ["clerk", "reader", "anna", "foreign_clerk"])
@pytest.mark.parametrize("yes", [True, False])
def test_who_does_not_set_them_answers_nothing(put, answer, name, yes):
    put(iban=NEW)
    with pytest.raises(NotFound):
        answer(name, yes=yes)
    assert SettingProposal.get().ended_at is None


@pytest.mark.parametrize(
    ("by", "own", "outcome"), [("admin", False, "declined"), ("supervisor", True, "withdrawn")]
)
def test_turned_down_or_taken_back_all_stays(put, answer, world, by, own, outcome):
    begun(world.minta, iban=OLD)
    put(iban=NEW)
    assert answer(by, yes=False) is own
    assert (SettingProposal.get().outcome, held(world).iban) == (outcome, OLD)
    assert [subject for subject, _ in told(f"setting_proposal.{outcome}")]
    with pytest.raises(Refusal) as refused:
        answer()
    assert refused.value.code == "no_proposal"


def test_one_waits_at_a_time_and_nothing_of_the_second_is_written(put, world):
    put(iban=NEW)
    with pytest.raises(Refusal) as refused:
        put("admin", payee="Thief", bank="Erste")
    assert refused.value.code == "proposal_open"
    assert MoneySetting.select().count() == 0
    assert put("admin", bank="Erste").changed


def test_the_command_begins_alone_and_then_proposes(put, answer, world):
    assert put(None, iban=OLD).changed
    assert put(None, bic="OTPVHUHB").changed
    assert put(None, iban=NEW).proposed
    waiting = waiting_settings(company_id=world.minta)
    assert (waiting.staff_id, waiting.name) == (None, None)
    answer("supervisor")
    assert held(world).iban == NEW


def test_what_the_command_set_meanwhile_is_told_as_it_was(put, answer, world):
    put(iban=NEW, payee="Minta")
    put(None, payee="Minta")
    answer()
    changed = [subject for subject, _ in told("money_setting.set")]
    assert changed == ["money_setting:payee", "money_setting:iban"]
    assert held(world).iban == NEW


def test_many_answers_to_one_proposal(committed):
    (world, url), _ = committed, datetime.now(UTC)
    begun(world.minta, iban=OLD)
    proposal = proposed_setting(world.minta, iban=NEW)
    runs = [
        {"url": url, "account": world.accounts[name], "proposal": proposal, "yes": yes}
        for name in ("supervisor", "admin")
        for yes in (True, True, False)
    ]
    said = race(ANSWER, runs)
    assert said.count("no_proposal") == len(runs) - 1
    (won,) = {*said} - {"no_proposal"}
    assert MoneySetting.get_by_id(world.minta).iban == (NEW if won == "agreed" else OLD)
