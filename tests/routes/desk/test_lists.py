"""GET /desk/lists, and the lists of the queue."""

import re

import pytest
from playhouse.test_utils import count_queries


def rows(answer):
    return re.findall(r'data-testid="queue-item" data-submission-id="([^"]+)"', answer.text)


def test_the_page_counts_what_is_on_each_list(clerk, sent, jpeg):
    sent("anna", jpeg, hot="1077")
    sent("anna", hot="1012")
    text = clerk.get("/desk/lists").text
    counts = re.findall(r'<span class="chip[^"]*">(\d+)</span>', text)
    assert counts[:4] == ["0", "1", "1", "0"]
    assert "Hot water 37461" in text, "its calibration has run out"


def test_each_list_holds_what_its_name_says(clerk, sent, jpeg, decide):
    clean = sent("anna", jpeg, hot="1077")
    odd = sent("szabo", strange="20511")
    assert rows(clerk.get("/desk?show=flagged")) == [odd]
    assert rows(clerk.get("/desk?show=clean")) == [clean]
    assert rows(clerk.get("/desk?show=no-photo")) == [odd]
    assert rows(clerk.get("/desk?show=mine")) == []
    assert rows(clerk.get("/desk?show=nonsense")) == [clean, odd]


def test_who_was_asked_twice_stands_on_a_list(clerk, sent, decide):
    for value in ("1074", "1075"):
        decide(clerk, sent("anna", hot=value), "return", reason_code="blurred")
    third = sent("anna", hot="1076")
    sent("szabo", strange="1075")
    assert rows(clerk.get("/desk?show=again")) == [third]


def test_after_a_decision_one_stays_on_the_list(clerk, sent, decide):
    first = sent("anna", hot="1012")
    sent("szabo", strange="1075")
    third = sent("anna", heat="20511")
    answer = clerk.post(
        f"/desk/submissions/{first}/decisions?show=flagged",
        data={"verdict": "reject", "reason_code": "impossible"},
    )
    assert answer.location == f"/desk/submissions/{third}?show=flagged"


def test_the_row_says_from_what_to_what(clerk, waiting):
    text = clerk.get("/desk").text
    assert "1073 → <b>1077\u00a0m³</b>" in text
    assert f"/desk/submissions/{waiting}/photos/photo/thumb" in text


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_who_decides_nothing_finds_no_lists(sign_in_as, name):
    assert sign_in_as(name).get("/desk/lists").status_code == 404


@pytest.mark.parametrize("show", ["all", "flagged", "clean", "mine", "no-photo", "again"])
def test_queries_stay_few_on_every_list(clerk, sent, show):
    with count_queries() as few:
        clerk.get(f"/desk?show={show}")
    for value in ("1077", "1012"):
        sent("anna", hot=value)
    with count_queries() as more:
        clerk.get(f"/desk?show={show}")
    assert more.count <= max(few.count + 1, 8)
    with count_queries() as page:
        clerk.get("/desk/lists")
    assert page.count <= 8
