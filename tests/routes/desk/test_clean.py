"""GET and POST /desk/clean: what is clean is accepted together."""

import re

import pytest
from playhouse.test_utils import count_queries

from webapp.models.submissions import Submission

PATH = "/desk/clean"


def offered(answer):
    return re.findall(r'name="submission_id" value="([^"]+)"', answer.text)


@pytest.fixture
def clean(sent):
    return [sent("anna", hot="1077"), sent("szabo", strange="1075")]


def test_only_what_is_clean_is_offered_and_ticked(clerk, clean, sent):
    odd = sent("anna", hot="1012")
    answer = clerk.get(PATH)
    assert offered(answer) == clean
    assert odd not in answer.text
    assert answer.text.count(" checked ") >= 2
    assert "<b data-count>2</b>" in answer.text
    assert '<b data-sum="m³">6</b>' in answer.text


def test_one_post_accepts_them_and_tells_of_each(clerk, clean):
    answer = clerk.post(PATH, data={"submission_id": clean})
    assert answer.status_code == 200
    assert answer.text.count('data-outcome="accepted"') == 2
    assert "2 readings accepted" in answer.text
    assert answer.text.count("/undo") == 2
    assert offered(answer) == []


def test_only_the_ticked_ones_are_accepted(clerk, clean):
    clerk.post(PATH, data={"submission_id": clean[:1]})
    states = [Submission.get(Submission.id == one).state for one in clean]
    assert states == ["accepted", "received"]


def test_what_is_odd_or_decided_is_told_and_left_alone(clerk, sign_in_as, clean, sent, decide):
    odd = sent("anna", hot="1012")
    decide(sign_in_as("colleague"), clean[0], "accept")
    answer = clerk.post(PATH, data={"submission_id": [*clean, odd]})
    assert re.findall(r'data-outcome="(\w+)"', answer.text) == [
        "already_decided", "accepted", "not_clean",
    ]  # fmt: skip
    assert "Already decided by Nagy Lajos" in answer.text
    assert Submission.get(Submission.id == odd).state == "received"


def test_nothing_ticked_asks_for_a_choice(clerk, clean):
    answer = clerk.post(PATH, data={})
    assert answer.status_code == 422
    assert "Please choose between 1 and 100 readings." in answer.text


def test_an_empty_list_says_what_will_be_there(clerk):
    assert "Nothing clean is waiting" in clerk.get(PATH).text


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_who_decides_nothing_finds_nothing(sign_in_as, name):
    assert sign_in_as(name).get(PATH).status_code == 404
    assert sign_in_as(name).post(PATH).status_code == 404


def test_another_company_sees_and_accepts_nothing_of_it(sign_in_as, clean):
    stranger = sign_in_as("foreign_clerk")
    assert offered(stranger.get(PATH)) == []
    answer = stranger.post(PATH, data={"submission_id": clean})
    assert answer.text.count('data-outcome="not_found"') == 2
    assert "Minta Ügyfél" not in answer.text


def test_queries_stay_few_and_do_not_grow(clerk, sent, clean):
    with count_queries() as few:
        clerk.get(PATH)
    assert few.count <= 8
    sent("anna", heat="1075")
    with count_queries() as more:
        clerk.get(PATH)
    assert more.count == few.count
