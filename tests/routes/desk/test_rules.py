"""GET and POST /desk/rules: what counts as unusual, from a day on."""

import json
import re
from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from webapp.models.events import Event
from webapp.models.rule_parameters import RuleParameter

PATH = "/desk/rules"
GARDEN = "0 0 0 150 170 180 180 160 160 0 0 0"


@pytest.fixture
def supervisor(sign_in_as):
    return sign_in_as("supervisor")


def set_rule(visitor, **form):
    return visitor.post(PATH, data={"name": "low_share", "value": "40", **form})


def rows():
    return list(RuleParameter.select())


def test_every_number_stands_there_in_words_with_its_default(supervisor):
    text = supervisor.get(PATH).text
    assert text.count('data-testid="rule"') == 17
    assert "Less than this share of the expected use is asked about." in text
    assert "Default: 50\u00a0%" in text
    assert "Cold water" in text


@pytest.mark.parametrize(("asked", "chosen"), [("slack", "slack"), ("nothing", "low_share")])
def test_each_leads_to_its_own_form(supervisor, asked, chosen):
    assert 'href="/desk/rules?name=slack#set-a-number"' in supervisor.get(PATH).text
    text = supervisor.get(f"{PATH}?name={asked}").text
    selected = re.findall(r'<option selected value="(\w+)"', text)
    assert (selected[0] if selected else "low_share") == chosen


def test_a_number_is_set_from_today_on_with_its_event(supervisor, world):
    answer = set_rule(supervisor, medium="heat", model="Caloris 3")
    assert (answer.status_code, answer.location) == (303, "/desk/rules#low_share")
    (row,) = rows()
    assert (row.name, row.value, row.medium, row.model) == ("low_share", "40", "heat", "Caloris 3")
    assert row.valid_from == world.today
    assert row.set_by == world.accounts["supervisor"]
    event = Event.get(Event.kind == "rule.set")
    assert event.subject == "rule:low_share"
    assert json.loads(event.facts)["value"] == "40"
    text = supervisor.get(PATH).text
    assert "Heat, Caloris 3" in text
    assert "Varga Mária" in text
    assert "holds now" in text


def test_what_is_to_come_and_what_is_past(supervisor, world):
    set_rule(supervisor, value="45")
    set_rule(supervisor, value="40")
    set_rule(supervisor, value="30", since=(world.today + timedelta(days=9)).isoformat())
    text = supervisor.get(PATH).text
    assert text.count('data-state="coming"') == 1
    assert text.count('data-state="now"') == 1
    assert text.count('data-state="past"') == 1


def test_nothing_written_is_the_default_again(supervisor):
    set_rule(supervisor, value="  ")
    assert [row.value for row in rows()] == ["null"]
    assert "the default again" in supervisor.get(PATH).text


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("slack", "2,5", 2500),
        ("high_share", "250 %", 250),
        ("zero_days", "0", 0),
        ("weights", GARDEN, [int(share) for share in GARDEN.split()]),
    ],
)
def test_every_kind_of_number_can_be_written(supervisor, name, text, stored):
    assert set_rule(supervisor, name=name, value=text).status_code == 303
    assert json.loads(rows()[0].value) == stored


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"value": "many"}, "Please write a whole number."),
        ({"value": "-1"}, "Please write a whole number."),
        ({"value": "101"}, "It must lie between 0 and 100."),
        ({"name": "slack", "value": "2.1234"}, "three digits after the point"),
        ({"name": "weights", "value": "1 2 3"}, "twelve whole numbers"),
        ({"name": "weights", "value": "1 " * 12}, "twelve whole numbers"),
        ({"name": "nothing"}, "Please choose which number"),
        ({"medium": "steam"}, "Please choose a medium."),
        ({"model": "M" * 81}, "80"),
        ({"since": "2020-01-01"}, "not from an earlier day"),
        ({"since": "soon"}, "Not a valid date"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(supervisor, form, words):
    answer = set_rule(supervisor, **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert rows() == []


@pytest.mark.parametrize("name", ["clerk", "reader", "foreign_clerk", "anna", "bela"])
def test_who_sets_no_rules_finds_nothing(sign_in_as, name):
    visitor = sign_in_as(name)
    assert visitor.get(PATH).status_code == 404
    assert set_rule(visitor).status_code == 404
    assert "/desk/rules" not in visitor.get("/account").text


def test_who_sets_rules_finds_the_way(supervisor):
    assert 'href="/desk/rules"' in supervisor.get("/account").text


def test_signed_out(client):
    assert client.get(PATH).status_code == 303


def test_queries_stay_few_and_do_not_grow(supervisor):
    with count_queries() as few:
        supervisor.get(PATH)
    for value in range(30, 60):
        set_rule(supervisor, value=str(value))
    with count_queries() as many:
        supervisor.get(PATH)
    assert few.count == many.count <= 8
