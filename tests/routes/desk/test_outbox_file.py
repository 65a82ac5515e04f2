"""GET and POST /desk/outbox-file: the file that a phone's outbox has written."""

import base64
import io
import json

import pytest

from tests.phone import meta
from webapp.models.events import Event
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission

PATH = "/desk/outbox-file"


def upload(visitor, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return visitor.post(
        PATH,
        data={"file": (io.BytesIO(data), "meterpost-outbox.json")},
        content_type="multipart/form-data",
    )


@pytest.fixture
def record(world, jpeg):
    """What the outbox's export holds of one reading: no moment of sending."""
    made = meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=jpeg)
    del made["sent_at"]
    return {"meta": made, "photos": {"photo": base64.b64encode(jpeg).decode()}}


@pytest.fixture
def file(world, record):
    return {
        "format": "meterpost-outbox",
        "version": 1,
        "account": str(world.accounts["anna"]),
        "exported_at": "2026-11-22T18:00:00.000Z",
        "records": [record],
    }


def test_the_form_takes_a_file(clerk):
    answer = clerk.get(PATH)
    assert answer.status_code == 200
    assert 'type="file"' in answer.text


def test_its_readings_are_received_with_their_photos(clerk, file, record, jpeg):
    answer = upload(clerk, file)
    assert answer.status_code == 200
    assert 'data-outcome="received"' in answer.text
    assert Submission.get(Submission.id == record["meta"]["id"]).receipt in answer.text
    photo = SubmissionPhoto.get(SubmissionPhoto.submission_id == record["meta"]["id"])
    assert photo.received_bytes == len(jpeg)
    assert "from a file" in clerk.get("/desk").text


def test_the_same_file_again_is_already_here(clerk, file):
    upload(clerk, file)
    assert 'data-outcome="repeated"' in upload(clerk, file).text


def test_bad_records_are_told_apart_from_good_ones(clerk, file, record):
    broken = {**record["meta"], "id": "not-a-uuid"}
    file["records"] = [{"meta": broken}, None, record, {"photos": {}}, 7]
    text = upload(clerk, file).text
    assert text.count('data-outcome="refused"') == 4
    assert text.count('data-outcome="received"') == 1


@pytest.mark.parametrize(
    "photos",
    [
        {"photo": "%%%"},
        {"photo": 7},
        {"photo": None},
        {"../photo": ""},
        [],
        "photo",
        {},
        {"photo": "A" * 20_000_008},
        {"photo": base64.b64encode(b"GIF89a").decode()},
    ],
)
def test_a_hostile_photo_refuses_its_record_with_a_sentence(clerk, file, record, photos):
    file["records"] = [{**record, "photos": photos}]
    answer = upload(clerk, file)
    assert answer.status_code == 200
    assert 'data-outcome="refused"' in answer.text
    assert not Submission.select().where(Submission.id == record["meta"]["id"]).exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xd8\xff\xe0",
        b"[" * 100_000,
        b"[]",
        b"null",
        b'{"format": "meterpost-outbox", "version": 1, "account": 1e999, "records": []}',
        {"format": "other", "version": 1, "account": "1", "records": []},
        {"format": "meterpost-outbox", "version": 2, "account": "1", "records": []},
        {"format": "meterpost-outbox", "version": 1, "account": "x", "records": []},
        {"format": "meterpost-outbox", "version": 1, "account": "1", "records": {}},
        {"format": "meterpost-outbox", "version": 1, "account": "1", "records": [{}] * 501},
        {"format": "meterpost-outbox", "version": 1, "account": "9" * 19, "records": []},
        {"format": "meterpost-outbox", "version": 1, "account": "1", "records": []},
    ],
)
def test_what_is_no_file_of_an_outbox_gets_a_sentence(clerk, content):
    answer = upload(clerk, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not Event.select().where(Event.kind == "outbox_file.imported").exists()


def test_a_form_without_a_file_asks_for_one(clerk):
    answer = clerk.post(PATH, data={})
    assert answer.status_code == 422
    assert "Please choose the file first." in answer.text


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_only_who_decides_may(sign_in_as, file, name):
    visitor = sign_in_as(name)
    assert visitor.get(PATH).status_code == 404
    assert upload(visitor, file).status_code == 404


def test_another_company_s_clerk_takes_nothing_in(sign_in_as, file, record):
    answer = upload(sign_in_as("foreign_clerk"), file)
    assert answer.status_code == 422
    assert "not a customer of your company" in answer.text
    assert not Submission.select().where(Submission.id == record["meta"]["id"]).exists()
