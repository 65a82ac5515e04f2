"""The receipt page: what was sent, how it stands, why, and what next."""

import hashlib
from dataclasses import replace

import pytest
from playhouse.test_utils import count_queries

from tests.conftest import picture
from tests.readings import capture_of, submitted
from webapp.actions.decisions import accept, correct, reject
from webapp.actions.photos import derive_photo
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import PhotoNote
from webapp.gateways.storage import photo_key
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission


@pytest.fixture
def waiting(world, storage, now):
    return submitted(world, now=now, storage=storage)


@pytest.fixture
def photographed(world, storage, now, jpeg):
    note = PhotoNote(bytes=len(jpeg), sha256=hashlib.sha256(jpeg).hexdigest())
    capture = replace(capture_of(world, now=now), photo=note, note="It was <dark>.")
    submit_reading(
        person=world.person("anna"),
        capture=capture,
        photos={"photo": jpeg},
        channel="app",
        now=now,
        storage=storage,
    )
    return capture.id


def state_of(submission_id):
    return Submission.get(Submission.id == submission_id).state


def test_it_says_what_was_sent_and_what_happens_next(sign_in_as, waiting):
    page = sign_in_as("anna").get(f"/submissions/{waiting}").text
    receipt = Submission.get(Submission.id == waiting).receipt
    assert receipt in page
    assert ">1077 <small>m³</small>" in page
    assert "A clerk looks at it, usually within a day." in page
    assert "Yes, take it back" in page
    assert "<dd>none</dd>" in page


def test_photo_and_note_are_shown(sign_in_as, photographed):
    page = sign_in_as("anna").get(f"/submissions/{photographed}").text
    assert f'src="/submissions/{photographed}/photos/photo/thumb"' in page
    assert f'href="/submissions/{photographed}/photos/photo/view"' in page
    assert "It was &lt;dark&gt;." in page


def test_a_rejected_one_says_why_and_leads_back(sign_in_as, waiting, world, now):
    reject(person=world.person("clerk"), submission_id=waiting, reason_code="impossible", now=now)
    page = sign_in_as("anna").get(f"/submissions/{waiting}").text
    assert "The reading does not fit this meter. Please read it again." in page
    assert 'href="/capture?meter=37461"' in page
    assert "take it back" not in page


def test_a_corrected_one_shows_both_values(sign_in_as, waiting, world, now):
    correct(
        person=world.person("clerk"),
        submission_id=waiting,
        values={world.registers["hot"]: "1076.5"},
        reason_code="photo_differs",
        now=now,
    )
    page = sign_in_as("anna").get(f"/submissions/{waiting}").text
    assert ">1077 <small>m³</small>" in page
    assert '<b class="nowrap">1076.5\N{NO-BREAK SPACE}m³</b>' in page


def test_taking_it_back(sign_in_as, waiting):
    answer = sign_in_as("anna").post(f"/submissions/{waiting}/withdrawal")
    assert (answer.status_code, answer.location) == (303, f"/submissions/{waiting}")
    assert state_of(waiting) == "withdrawn"
    page = sign_in_as("anna").get(f"/submissions/{waiting}").text
    assert "You took it back. It does not count." in page


def test_bela_may_take_back_what_the_household_sent(sign_in_as, waiting):
    assert sign_in_as("bela").post(f"/submissions/{waiting}/withdrawal").status_code == 303


def test_too_late_to_take_it_back_shows_the_verdict(sign_in_as, waiting, world, now):
    accept(person=world.person("clerk"), submission_id=waiting, now=now)
    answer = sign_in_as("anna").post(f"/submissions/{waiting}/withdrawal")
    assert answer.status_code == 409
    assert "It has already been decided" in answer.text
    assert "It counts for your next bill." in answer.text
    assert state_of(waiting) == "accepted"


def test_without_a_token_nothing_happens(sign_in_as, waiting):
    answer = sign_in_as("anna").client.post(f"/submissions/{waiting}/withdrawal")
    assert answer.status_code == 403
    assert state_of(waiting) == "received"


@pytest.mark.parametrize("name", ["szabo", "clara", "clerk"])
def test_what_is_not_theirs_is_not_found(name, sign_in_as, photographed):
    visitor = sign_in_as(name)
    assert visitor.get(f"/submissions/{photographed}").status_code == 404
    assert visitor.get(f"/submissions/{photographed}/photos/photo/view").status_code == 404
    assert visitor.post(f"/submissions/{photographed}/withdrawal").status_code == 404
    assert state_of(photographed) == "received"


def test_unknown_ones_are_not_found(sign_in_as, waiting):
    visitor = sign_in_as("anna")
    assert visitor.get("/submissions/nothing").status_code == 404
    assert visitor.post("/submissions/nothing/withdrawal").status_code == 404
    assert visitor.get(f"/submissions/{waiting}/photos/photo/view").status_code == 404
    assert visitor.get(f"/submissions/{waiting}/photos/photo/huge").status_code == 404


def test_signed_out_goes_to_sign_in(client, photographed):
    for path in ("", "/photos/photo/thumb"):
        assert client.get(f"/submissions/{photographed}{path}").location.startswith("/sign-in")


def test_the_whole_photo_stands_in_until_the_small_one_is_made(
    sign_in_as, photographed, world, storage, now
):
    visitor, address = sign_in_as("anna"), f"/submissions/{photographed}/photos/photo/thumb"
    sha256 = SubmissionPhoto.get(SubmissionPhoto.submission_id == photographed).sha256
    # The storage outlives a test, and another one may have had the same picture made small.
    storage.delete(key=photo_key(company_id=world.minta, sha256=sha256, size="thumb"))
    whole = visitor.get(address)
    assert whole.data == picture()
    derive_photo(company_id=world.minta, sha256=sha256, now=now, storage=storage)
    small = visitor.get(address)
    assert small.mimetype == "image/jpeg"
    assert small.data[:2] == b"\xff\xd8"
    assert small.data != whole.data


def test_a_kept_copy_of_a_photo_is_asked_for_each_time(sign_in_as, photographed):
    visitor, address = sign_in_as("anna"), f"/submissions/{photographed}/photos/photo/view"
    first = visitor.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_queries_stay_few(sign_in_as, photographed):
    visitor = sign_in_as("anna")
    with count_queries() as counted:
        visitor.get(f"/submissions/{photographed}")
    assert counted.count <= 8
