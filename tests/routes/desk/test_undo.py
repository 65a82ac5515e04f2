"""POST /desk/submissions/<id>/undo: the way back for half a minute."""

import pytest

from webapp.models.submissions import Submission


def path(submission_id):
    return f"/desk/submissions/{submission_id}/undo"


def state_of(submission_id):
    return Submission.get(Submission.id == submission_id).state


def test_a_decision_offers_its_own_way_back(clerk, sent, decide):
    first, _ = sent("anna", hot="1077"), sent("szabo", strange="1075")
    for htmx in (True, False):
        answer = decide(clerk, first, "accept", htmx=htmx)
        page = answer.text if htmx else clerk.get(answer.location).text
        assert f'action="{path(first)}"' in page
        assert 'data-testid="undo"' in page
        clerk.post(path(first))


def test_it_comes_back_opened(clerk, waiting, decide):
    decide(clerk, waiting, "accept")
    answer = clerk.post(path(waiting))
    assert (answer.status_code, answer.location) == (303, f"/desk/submissions/{waiting}")
    assert state_of(waiting) == "received"
    page = clerk.get(answer.location).text
    assert "Taken back. The reading of Minta Ügyfél waits again." in page
    assert page.count('data-testid="decide-accept"') == 1
    assert 'data-testid="undo"' not in page


def test_htmx_gets_the_desk_with_it_opened(clerk, waiting, decide):
    decide(clerk, waiting, "accept")
    answer = clerk.post(path(waiting), headers={"HX-Request": "true"})
    assert f'id="item" data-submission-id="{waiting}"' in answer.text
    assert answer.headers["HX-Push-Url"] == f"/desk/submissions/{waiting}"


def test_nothing_decided_is_nothing_to_take_back(clerk, waiting):
    answer = clerk.post(path(waiting))
    assert answer.status_code == 422
    assert "There is no decision here" in answer.text


def test_it_can_be_decided_anew(clerk, waiting, decide):
    decide(clerk, waiting, "reject", reason_code="impossible")
    clerk.post(path(waiting))
    assert decide(clerk, waiting, "accept").status_code == 303
    assert state_of(waiting) == "accepted"


@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, clerk, waiting, decide, name):
    decide(clerk, waiting, "accept")
    assert sign_in_as(name).post(path(waiting)).status_code == 404
    assert state_of(waiting) == "accepted"


def test_looking_takes_nothing_back(clerk, waiting, decide):
    decide(clerk, waiting, "accept")
    assert clerk.get(path(waiting)).status_code == 405
