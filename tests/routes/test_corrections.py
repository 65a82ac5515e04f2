"""`/readings/<id>/correction`: something is wrong with an official reading."""

import io
import re
import uuid

import pytest

from tests.asking import ask, newest_reading
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission


@pytest.fixture
def reading(world):
    return newest_reading(world)


@pytest.fixture
def path(reading):
    return f"/readings/{reading.id}/correction"


@pytest.fixture
def anna(sign_in_as):
    return sign_in_as("anna")


def form(**changes):
    said = {"id": str(uuid.uuid4()), "value": "1072", "why": "I had read the other meter."}
    return {**said, **changes}


def sent():
    return Submission.get(Submission.kind == "correction")


def test_the_history_leads_there_row_by_row(anna, path):
    page = anna.get("/readings?meter=37461").text
    assert page.count("/correction") == page.count('data-testid="reading-row"')
    assert path in page


def test_the_form_shows_what_counts_now(anna, path):
    page = anna.get(path).text
    assert "1073" in page
    assert "read by the company" in page


def test_sent_it_shows_its_receipt(anna, path, reading):
    answer = anna.post(path, data=form())
    assert answer.status_code == 303
    assert answer.location == f"/submissions/{sent().id}"
    page = anna.get(answer.location).text
    assert "Correction: Hot water 37461" in page
    assert "Until then the reading stays as it is." in page
    assert sent().about_reading_id == reading.id


def test_sent_twice_it_is_one(anna, path):
    same = form()
    assert anna.post(path, data=same).location == anna.post(path, data=same).location
    assert Submission.select().count() == 1


def test_a_photo_comes_along(anna, path, jpeg):
    data = form(photo=(io.BytesIO(jpeg), "meter.jpg"))
    assert anna.post(path, data=data, content_type="multipart/form-data").status_code == 303
    assert SubmissionPhoto.select().where(SubmissionPhoto.submission_id == sent().id).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "abc"}, "as a number"),
        ({"value": "1073"}, "counts already"),
        ({"why": ""}, "what was wrong"),
        ({"photo": (io.BytesIO(b"x"), "x.jpg")}, "not a photo"),
    ],
)
def test_what_does_not_fit_comes_back_with_its_sentence(anna, path, changes, sentence):
    answer = anna.post(path, data=form(**changes), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert re.search(r'role="alert"[^>]*>.*' + sentence, answer.text, re.DOTALL)
    assert 'value="1072"' in answer.text or "value" in changes
    assert Submission.select().count() == 0


def test_a_second_wish_leads_to_the_first(anna, path, world, reading, now, storage):
    first = ask(world, reading=reading, now=now, storage=storage)
    assert anna.get(path).location == f"/submissions/{first}"


@pytest.mark.parametrize("who", ["szabo", "clara", "clerk"])
def test_foreign_readings_are_not_found(sign_in_as, path, who):
    visitor = sign_in_as(who)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data=form()).status_code == 404


def test_bela_may_ask_for_his_household(sign_in_as, path):
    assert sign_in_as("bela").post(path, data=form()).status_code == 303


def test_the_signed_out_are_sent_to_sign_in(client, path):
    assert client.get(path).location.startswith("/sign-in?next=")
