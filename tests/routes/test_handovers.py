"""`/meters/<id>/handover`: moving in and out."""

import uuid
from datetime import timedelta

import pytest

from webapp.actions.decisions import accept
from webapp.models.submissions import Submission


@pytest.fixture
def path(world):
    return f"/meters/{world.meters['hot']}/handover"


@pytest.fixture
def anna(sign_in_as):
    return sign_in_as("anna")


@pytest.fixture
def form(world):
    def fill(**changes):
        said = {
            "id": str(uuid.uuid4()),
            "direction": "move_out",
            "handover_on": str(world.today - timedelta(days=3)),
            "read_on": str(world.today),
            f"value-{world.registers['hot']}": "1081",
            "note": "Új utca 1.",
        }
        return {**said, **changes}

    return fill


def sent():
    return Submission.get(Submission.kind.in_(["move_out", "move_in"]))


def test_the_meters_page_leads_there(anna, path, world):
    assert path in anna.get(f"/meters/{world.meters['hot']}").text


def test_the_form_knows_the_last_reading(anna, path):
    page = anna.get(path).text
    assert "I move out" in page
    assert "1073" in page


def test_sent_it_shows_its_receipt(anna, path, form, world, now):
    answer = anna.post(path, data=form())
    assert answer.location == f"/submissions/{sent().id}"
    page = anna.get(answer.location).text
    assert "Moving out: Hot water 37461" in page
    assert "Új utca 1." in page
    accept(person=world.person("clerk"), submission_id=sent().id, now=now)
    decided = anna.get(answer.location).text
    assert "It counts for your last bill." in decided
    assert "1080" in decided
    history = anna.get("/readings?meter=37461").text
    assert "last reading when you moved out" in history
    assert "counts for" in history


def test_a_waiting_move_does_not_make_the_meter_read(anna, path, form):
    before = anna.get("/").text.count("/capture?meter=")
    anna.post(path, data=form())
    assert anna.get("/").text.count("/capture?meter=") == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"direction": ""}, "whether you move in or out"),
        ({"handover_on": ""}, "choose a day"),
        ({"read_on": "2000-01-01"}, "too long ago"),
    ],
)
def test_what_does_not_fit_comes_back_with_its_sentence(anna, path, form, changes, sentence):
    answer = anna.post(path, data=form(**changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Új utca 1." in answer.text
    assert Submission.select().count() == 0


def test_a_value_that_is_none_stands_at_its_register(anna, path, form, world):
    name = f"value-{world.registers['hot']}"
    answer = anna.post(path, data=form(**{name: "much"}))
    assert f'id="{name}-error"' in answer.text


@pytest.mark.parametrize("who", ["szabo", "clara", "clerk"])
def test_foreign_meters_are_not_found(sign_in_as, path, form, who):
    visitor = sign_in_as(who)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data=form()).status_code == 404


def test_the_signed_out_are_sent_to_sign_in(client, path):
    assert client.get(path).location.startswith("/sign-in?next=")
