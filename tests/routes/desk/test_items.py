"""GET /desk/submissions/<id>: the evidence beside the queue."""

import re

import pytest
from playhouse.test_utils import count_queries

from webapp.models.submissions import Submission


def path(submission_id):
    return f"/desk/submissions/{submission_id}"


def test_it_stands_beside_the_queue_with_one_of_each_verdict(clerk, waiting):
    answer = clerk.get(path(waiting))
    assert answer.status_code == 200
    assert 'id="queue"' in answer.text
    for verdict in ("accept", "correct", "return", "reject"):
        assert answer.text.count(f'data-testid="decide-{verdict}"') == 1


def test_htmx_gets_the_item_alone(clerk, waiting):
    answer = clerk.htmx(path(waiting))
    assert answer.text.lstrip().startswith('<section class="opened" id="item"')
    assert 'id="queue"' not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_it_shows_what_it_is_judged_by(clerk, sent, jpeg):
    opened = sent("anna", jpeg, hot="1077", note="The light is bad.")
    text = " ".join(clerk.get(path(opened)).text.split())
    receipt = Submission.get(Submission.id == opened).receipt
    for words in (
        f"receipt {receipt}", "+4 m³", "in 24 days", "expected", "Nothing looks odd.",
        "The light is bad.", "SU0044", "6600 Minta település", "calibration expired",
        "1 reading sent", "0 corrected", "months", "read by the company",
        f"/desk/submissions/{opened}/photos/photo/view",
    ):  # fmt: skip
        assert words in text, words


def test_findings_stand_in_words(clerk, sent):
    odd = sent("anna", hot="1012")
    assert "This is lower than the last reading, 1073 m³." in clerk.get(path(odd)).text


def test_the_photo_before_stands_beside(clerk, sent, jpeg, decide):
    earlier = sent("anna", jpeg, hot="1076")
    decide(clerk, earlier, "accept")
    later = sent("anna", hot="1077")
    text = clerk.get(path(later)).text
    assert f"/desk/submissions/{earlier}/photos/photo/view" in text
    assert "No photo came with this reading." in text


def test_what_else_came_under_its_number_is_shown(clerk, sent, waiting, jpeg):
    sent("anna", jpeg, hot="1078", id=waiting)
    text = clerk.get(path(waiting)).text
    assert "Also came under this number" in text
    assert ">1078 m³</b>" in text
    photo = re.search(r'href="([^"]+/photos/other-[^"]+)"', text)[1]
    assert clerk.get(photo).status_code == 200


def test_each_register_has_its_own_face(sign_in_as, sent):
    opened = sent("clara", power="1076", power1="1075")
    text = sign_in_as("foreign_clerk").get(path(opened)).text
    assert "<h3>Day</h3>" in text
    assert "<h3>Night</h3>" in text
    assert text.count('data-testid="correct-value"') == 2


def test_a_decided_one_says_who_and_when(clerk, sign_in_as, waiting, decide):
    decide(clerk, waiting, "accept")
    text = sign_in_as("colleague").get(path(waiting)).text
    assert "Already decided by Kovács Éva" in text
    assert "decide-accept" not in text


def test_one_taken_back_says_so(clerk, sign_in_as, waiting):
    Submission.update(state="withdrawn").where(Submission.id == waiting).execute()
    assert "The customer took this back" in clerk.get(path(waiting)).text


@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, waiting, name):
    visitor = sign_in_as(name)
    assert visitor.get(path(waiting)).status_code == 404
    assert visitor.htmx(path(waiting)).status_code == 404


def test_what_is_not_there_is_not_found(clerk):
    assert clerk.get(path("nothing")).status_code == 404


def test_queries_stay_few_and_do_not_grow(clerk, sent, jpeg):
    opened = sent("anna", jpeg, hot="1077")
    with count_queries() as few:
        clerk.get(path(opened))
    assert few.count <= 8
    with count_queries() as alone:
        clerk.htmx(path(opened))
    assert alone.count <= 8
    for value in ("1074", "1075", "1076"):
        sent("anna", jpeg, hot=value, note="again")
        sent("anna", jpeg, hot="1078", id=opened)
    with count_queries() as more:
        clerk.get(path(opened))
    assert more.count == few.count


def test_single_keys_can_be_switched_off(clerk, waiting, world):
    from webapp.models.accounts import Account

    assert "<mp-desk-keys data-on>" in clerk.get(path(waiting)).text
    mine = Account.id == world.accounts["clerk"]
    Account.update(single_keys=False).where(mine).execute()
    text = clerk.get(path(waiting)).text
    assert "<mp-desk-keys>" in text
    assert "<kbd" not in text
