"""GET /desk/submissions/<id>/photos/<part>/<size>: for the company's staff only."""

import io
from datetime import timedelta
from functools import partial

import pytest
from PIL import Image

from tests.conftest import picture
from webapp.actions.jobs import run_due
from webapp.actions.photos import derive_photo


def path(submission_id, part="photo", size="view"):
    return f"/desk/submissions/{submission_id}/photos/{part}/{size}"


def test_a_photo_is_sent_as_a_picture_and_nothing_else(clerk, waiting):
    answer = clerk.get(path(waiting, size="full"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(answer.data)).size == (320, 240)


def test_until_the_small_ones_are_made_the_whole_one_stands_in(clerk, sent):
    opened = sent("anna", picture(width=321), hot="1077")
    answer = clerk.get(path(opened, size="thumb"))
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.data)).size == (321, 240)
    assert "immutable" not in answer.headers["Cache-Control"]


def test_the_small_ones_are_kept_for_ever(clerk, sent, storage, now):
    opened = sent("anna", picture(width=322), hot="1077")
    later = now + timedelta(minutes=1)
    run_due(handlers={"derive_photo": partial(derive_photo, storage=storage)}, clock=lambda: later)
    answer = clerk.get(path(opened, size="thumb"))
    assert max(Image.open(io.BytesIO(answer.data)).size) <= 240
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, waiting, name):
    assert sign_in_as(name).get(path(waiting)).status_code == 404


def test_what_is_not_there_is_not_found(clerk, waiting):
    for missing in (
        path("nothing"),
        path(waiting, part="photo_1"),
        path(waiting, part="other-" + "0" * 64),
        path(waiting, size="huge"),
    ):
        assert clerk.get(missing).status_code == 404


def test_signed_out_sees_no_photo(client, waiting):
    assert client.get(path(waiting)).status_code == 303
