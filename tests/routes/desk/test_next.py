"""GET /desk/submissions/<id>/next: passing by, without writing anything."""

import pytest

from webapp.models.submissions import Submission


def path(submission_id):
    return f"/desk/submissions/{submission_id}/next"


def test_it_leads_on_and_comes_round_again(clerk, sent):
    first, second = sent("anna", hot="1077"), sent("szabo", strange="1075")
    assert clerk.get(path(first)).location == f"/desk/submissions/{second}"
    assert clerk.get(path(second)).location == f"/desk/submissions/{first}"


def test_htmx_gets_the_next_item(clerk, sent):
    first, second = sent("anna", hot="1077"), sent("szabo", strange="1075")
    answer = clerk.htmx(path(first))
    assert answer.text.lstrip().startswith('<section class="opened" id="item"')
    assert answer.headers["HX-Push-Url"] == f"/desk/submissions/{second}"


def test_it_stays_on_its_list(clerk, sent):
    first = sent("anna", hot="1077")
    sent("szabo", strange="1075")
    odd = sent("anna", hot="1012")
    answer = clerk.get(f"{path(first)}?show=flagged")
    assert answer.location == f"/desk/submissions/{odd}?show=flagged"


def test_where_nothing_else_waits_it_leads_to_the_queue(clerk, waiting):
    assert clerk.get(path(waiting)).location == "/desk"
    assert clerk.htmx(path(waiting)).headers["HX-Redirect"] == "/desk"


def test_it_changes_nothing(clerk, waiting):
    clerk.get(path(waiting))
    assert Submission.get(Submission.id == waiting).state == "received"


@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, waiting, name):
    assert sign_in_as(name).get(path(waiting)).status_code == 404
