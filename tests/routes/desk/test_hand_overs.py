"""GET and POST /desk/submissions/<id>/hand-over."""

import pytest

from webapp.models.hand_overs import HandOver


def path(submission_id):
    return f"/desk/submissions/{submission_id}/hand-over"


def test_the_form_names_the_colleagues_who_decide(clerk, waiting):
    for answer in (clerk.get(path(waiting)), clerk.htmx(path(waiting))):
        assert answer.status_code == 200
        assert "Nagy Lajos" in answer.text
        assert "Varga Mária" in answer.text
        assert "Jóska" not in answer.text, "a meter reader decides nothing"
        assert "Erika" not in answer.text, "nor does another company's clerk"
    assert clerk.htmx(path(waiting)).text.lstrip().startswith('<form class="act-body"')


def test_it_goes_to_the_colleague_with_a_word(clerk, sign_in_as, waiting, world):
    form = {"to": world.accounts["colleague"], "words": "Please ring him."}
    answer = clerk.post(path(waiting), data=form)
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert "was handed over" in clerk.get("/desk").text
    colleague = sign_in_as("colleague")
    assert "for you" in colleague.get("/desk?show=mine").text
    page = colleague.get(f"/desk/submissions/{waiting}").text
    assert "Kovács Éva handed it to you." in page
    assert "Please ring him." in page


@pytest.mark.parametrize("form", [{}, {"to": "x"}, {"to": "1"}])
def test_somebody_must_be_chosen(clerk, waiting, form):
    answer = clerk.post(path(waiting), data={**form, "words": "Why?"})
    assert answer.status_code == 422
    assert "Please choose a colleague." in answer.text
    assert "Why?" in answer.text, "what was typed stays"
    assert not HandOver.select().exists()


def test_htmx_gets_the_form_again_in_its_place(clerk, waiting):
    answer = clerk.post(path(waiting), headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#act-form"
    assert answer.text.lstrip().startswith('<form class="act-body"')


def test_what_is_decided_meanwhile_says_so(clerk, waiting, decide, world):
    decide(clerk, waiting, "accept")
    answer = clerk.post(path(waiting), data={"to": world.accounts["colleague"]})
    assert answer.status_code == 422
    assert "It is decided already" in answer.text


@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, waiting, world, name):
    visitor = sign_in_as(name)
    assert visitor.get(path(waiting)).status_code == 404
    assert visitor.post(path(waiting), data={"to": world.accounts["clerk"]}).status_code == 404
