"""POST /desk/submissions/<id>/lease and …/lease/release."""

import pytest

from webapp.models.desk_leases import DeskLease


def path(submission_id, what=""):
    return f"/desk/submissions/{submission_id}/lease{what}"


def test_the_second_is_told_who_has_it(clerk, sign_in_as, waiting):
    mine = clerk.post(path(waiting), headers={"HX-Request": "true"})
    assert mine.status_code == 200
    assert "has it open" not in mine.text
    other = sign_in_as("colleague").post(path(waiting), headers={"HX-Request": "true"})
    assert other.text.lstrip().startswith('<div class="held" id="held">')
    assert "Kovács Éva has it open" in other.text
    assert "Kovács Éva has it open" in sign_in_as("colleague").get("/desk").text


def test_without_scripts_it_leads_back_to_the_item(clerk, waiting):
    answer = clerk.post(path(waiting))
    assert (answer.status_code, answer.location) == (303, f"/desk/submissions/{waiting}")


def test_leaving_lets_go(clerk, waiting):
    clerk.post(path(waiting))
    assert clerk.post(path(waiting, "/release")).status_code == 303
    assert not DeskLease.select().exists()


def test_looking_claims_nothing(clerk, waiting):
    clerk.get(f"/desk/submissions/{waiting}")
    clerk.htmx(f"/desk/submissions/{waiting}")
    assert clerk.get(path(waiting)).status_code == 405
    assert not DeskLease.select().exists()


def test_the_first_decision_counts_whoever_has_it_open(clerk, sign_in_as, waiting, decide):
    clerk.post(path(waiting))
    assert decide(sign_in_as("colleague"), waiting, "accept").status_code == 303
    answer = decide(clerk, waiting, "accept")
    assert answer.status_code == 409
    assert "Already decided by Nagy Lajos at" in answer.text


@pytest.mark.parametrize("what", ["", "/release"])
@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, waiting, name, what):
    assert sign_in_as(name).post(path(waiting, what)).status_code == 404


@pytest.mark.parametrize("what", ["", "/release"])
def test_what_is_not_there_is_not_found(clerk, what):
    assert clerk.post(path("nothing", what)).status_code == 404
