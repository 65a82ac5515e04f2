"""POST and GET /sync/submissions: exactly once, whatever is repeated."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.phone import meta, send
from webapp.models.claims import Claim
from webapp.models.conflicts import Conflict
from webapp.models.submissions import Submission


@pytest.fixture
def anna(sign_in_as):
    return sign_in_as("anna")


@pytest.fixture
def record(world, jpeg):
    return meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=jpeg)


def test_a_capture_is_received(anna, record, jpeg, world):
    answer = send(anna, record, jpeg)
    body = answer.get_json()
    assert answer.status_code == 201
    assert body["id"] == record["id"]
    assert body["state"] == "received"
    assert body["findings"] == []
    assert body["photo_sha256"] == record["photo"]["sha256"]
    claim = Claim.get(Claim.submission_id == record["id"])
    assert (claim.register_id, claim.value) == (world.registers["hot"], 1_077_000)


def test_a_repeat_gets_the_same_receipt(anna, record, jpeg):
    first = send(anna, record, jpeg)
    again = send(anna, {**record, "sent_at": datetime.now(UTC).isoformat()}, jpeg)
    assert again.status_code == 200
    assert again.get_json() == first.get_json()
    assert Submission.select().where(Submission.id == record["id"]).count() == 1


def test_other_content_under_the_same_id_is_kept_for_the_clerk(anna, record, jpeg, world):
    first = send(anna, record, jpeg).get_json()
    other = {**record, "registers": [{"register": str(world.registers["hot"]), "value": "1078"}]}
    answer = send(anna, other, jpeg)
    assert answer.status_code == 409
    assert answer.get_json()["receipt"]["receipt"] == first["receipt"]
    kept = Conflict.get(Conflict.submission_id == record["id"])
    assert "1078" in kept.content


def test_the_meta_may_come_as_a_file_part(anna, record, jpeg):
    answer = anna.post(
        "/sync/submissions",
        data={
            "meta": (io.BytesIO(json.dumps(record).encode()), "meta.json"),
            "photo": (io.BytesIO(jpeg), "photo.jpg"),
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 201


def test_another_id_with_the_same_value_is_a_submission_of_its_own(anna, record, jpeg, world):
    send(anna, record, jpeg)
    twin = meta(meter="37461", registers={world.registers["hot"]: "1077"})
    answer = send(anna, twin)
    assert answer.status_code == 201
    assert [f["code"] for f in answer.get_json()["findings"]] == ["V05"]


def test_an_edit_replaces_the_waiting_one(anna, record, jpeg, world):
    send(anna, record, jpeg)
    edit = meta(meter="37461", registers={world.registers["hot"]: "1076"}, replaces=record["id"])
    send(anna, edit)
    assert Submission.get(Submission.id == record["id"]).state == "superseded"
    assert Submission.get(Submission.id == edit["id"]).state == "received"


def test_an_edit_that_overtakes_still_replaces(anna, record, jpeg, world):
    edit = meta(meter="37461", registers={world.registers["hot"]: "1076"}, replaces=record["id"])
    send(anna, edit)
    send(anna, record, jpeg)
    assert Submission.get(Submission.id == record["id"]).state == "superseded"


def test_late_and_skewed_are_findings_not_refusals(anna, world):
    phone_now = datetime.now(UTC) - timedelta(hours=5)
    late = meta(
        meter="37461",
        registers={world.registers["hot"]: "1077"},
        captured_at=(phone_now - timedelta(days=4)).isoformat(),
        sent_at=phone_now.isoformat(),
    )
    answer = send(anna, late)
    assert answer.status_code == 201
    assert {f["code"] for f in answer.get_json()["findings"]} == {"SKEW", "LATE"}


@pytest.mark.parametrize(
    ("value", "code"), [("abc", "V01"), ("123456", "V01"), ("1077.4821", "V01"), ("-3", "V01")]
)
def test_hard_faults_refuse_with_a_sentence(anna, world, value, code):
    answer = send(anna, meta(meter="37461", registers={world.registers["hot"]: value}))
    body = answer.get_json()
    assert answer.status_code == 422
    assert body["code"] == code
    assert body["field"] == f"value-{world.registers['hot']}"
    assert body["message"].endswith((".", "?"))


def test_the_future_is_refused(anna, world):
    ahead = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"}, captured_at=ahead)
    assert send(anna, record).get_json()["code"] == "V02"


def test_a_closed_window_says_when_it_opens(anna, world):
    answer = send(anna, meta(meter="22870", registers={world.registers["cold"]: "1077"}))
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "V04"
    opens = world.today + timedelta(days=10)
    assert f"{opens.day} {opens:%B} {opens.year}" in answer.get_json()["message"]


def test_a_stranger_meter_is_not_found(anna, world):
    answer = send(anna, meta(meter="11873", registers={world.registers["strange"]: "1077"}))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "V03")


def test_the_same_serial_at_another_company_is_another_meter(sign_in_as, world):
    clara = sign_in_as("clara")
    both = {world.registers["power"]: "1080", world.registers["power1"]: "1079"}
    assert send(clara, meta(meter="37461", registers=both)).status_code == 201
    annas = meta(meter="37461", registers={world.registers["hot"]: "1077"})
    assert send(clara, annas).status_code == 422


def test_a_damaged_photo_is_refused(anna, record, jpeg):
    record["photo"]["sha256"] = "0" * 64
    answer = send(anna, record, jpeg)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "photo_damaged")


def test_a_missing_photo_is_refused(anna, record):
    assert send(anna, record).get_json()["code"] == "photo_missing"


def test_no_picture_is_415(anna, world):
    html = b"<html>hello</html>"
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=html)
    assert send(anna, record, html).status_code == 415


def test_a_photo_too_large_is_413(anna, world, app):
    large = b"\xff\xd8" + b"0" * app.config["MAX_PHOTO_BYTES"]
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=large)
    assert send(anna, record, large).status_code == 413


@pytest.mark.parametrize(
    "change",
    [
        {"id": "not-a-uuid"},
        {"registers": []},
        {"registers": [{"register": "x", "value": "1"}]},
        {"captured_at": "yesterday"},
        {"captured_at": "2026-01-01T10:00:00"},
        {"meter": None},
        {"photo": {"bytes": "many"}},
        {"note": 7},
        {"kind": "poem"},
    ],
)
def test_bad_shapes_are_422_with_the_field(anna, world, change):
    record = {**meta(meter="37461", registers={world.registers["hot"]: "1077"}), **change}
    answer = anna.post("/sync/submissions", data={"meta": json.dumps(record)})
    assert answer.status_code == 422
    assert answer.get_json()["field"]


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"', "[" * 5000])
def test_what_is_no_reading_at_all_is_422(anna, body):
    assert anna.post("/sync/submissions", data={"meta": body}).status_code == 422


def test_signed_out_is_401_even_without_a_token(client, world):
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"})
    answer = client.post("/sync/submissions", data={"meta": json.dumps(record)})
    assert answer.status_code == 401


def test_a_missing_token_is_403_csrf(anna, world):
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"})
    answer = anna.client.post("/sync/submissions", data={"meta": json.dumps(record)})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf")


def test_a_foreign_origin_is_refused(anna, world):
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"})
    assert send(anna, record, Origin="https://evil.example").status_code == 403
    assert send(anna, record, Origin="http://127.0.0.1:9999").status_code == 201


def test_another_account_cannot_use_the_id(anna, sign_in_as, world):
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"})
    send(anna, record)
    answer = send(sign_in_as("bela"), record)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "other_account")


def test_the_list_repeats_but_never_skips(anna, record, jpeg, world):
    empty = anna.get("/sync/submissions").get_json()
    send(anna, record, jpeg)
    first = anna.get("/sync/submissions", query_string={"since": empty["cursor"]}).get_json()
    assert [s["id"] for s in first["submissions"]] == [record["id"]]
    Submission.update(state="accepted", changed_at=datetime.now(UTC)).where(
        Submission.id == record["id"]
    ).execute()
    again = anna.get("/sync/submissions", query_string={"since": first["cursor"]}).get_json()
    assert [s["state"] for s in again["submissions"]] == ["accepted"]


def test_the_list_is_the_accounts_own(anna, record, jpeg, sign_in_as):
    send(anna, record, jpeg)
    for name in ("bela", "szabo", "clara", "clerk"):
        assert sign_in_as(name).get("/sync/submissions").get_json()["submissions"] == []


@pytest.mark.parametrize("cursor", ["nonsense", "2026-01-01", "~", "2026-01-01T00:00:00Z~x"])
def test_an_odd_cursor_starts_again(anna, record, jpeg, cursor):
    send(anna, record, jpeg)
    answer = anna.get("/sync/submissions", query_string={"since": cursor})
    assert [s["id"] for s in answer.get_json()["submissions"]] == [record["id"]]
