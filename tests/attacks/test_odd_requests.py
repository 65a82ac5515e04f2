"""Whatever is sent, the answer is never a fault of ours, and never another site."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import PASSWORD
from tests.phone import meta, send
from webapp.models.remarks import Remark
from webapp.models.submissions import Submission

NOW = datetime.now(UTC)


@pytest.fixture
def anna(sign_in_as):
    return sign_in_as("anna")


@pytest.fixture
def record(world):
    return meta(meter="37461", registers={world.registers["hot"]: "1077"})


def test_half_an_emoji_in_a_note_holds_no_reading_back(anna, record):
    # A phone that cuts a text in the middle of a character would otherwise try for ever.
    answer = send(anna, {**record, "note": "by the door \ud83d"})
    assert answer.status_code == 201
    note = Remark.get(Remark.id == Submission.get(Submission.id == record["id"]).remark_id)
    assert note.body == "by the door ?"


def test_half_an_emoji_in_what_a_camera_wrote_is_no_fault(anna, record, jpeg, world):
    whole = meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=jpeg)
    whole["photo"]["taken_at"] = "\ud83d"
    assert send(anna, whole, jpeg).status_code == 201


@pytest.mark.parametrize(
    "captured", ["2000-01-01T00:00:00+00:00", NOW.isoformat()], ids=["long ago", "now"]
)
@pytest.mark.parametrize("sent", ["9000-12-31T23:59:59-23:59", "4000-01-01T00:00:00+00:00"])
def test_a_clock_beyond_all_measure_is_no_fault(anna, record, captured, sent):
    answer = send(anna, {**record, "captured_at": captured, "sent_at": sent})
    assert answer.status_code in (201, 422)


def test_a_skew_that_cannot_be_leaves_the_phones_word(anna, record):
    answer = send(anna, {**record, "sent_at": "9000-01-01T00:00:00+00:00"})
    assert answer.status_code == 201
    assert [finding["code"] for finding in answer.get_json()["findings"]] == ["SKEW"]
    captured = Submission.get(Submission.id == record["id"]).captured_at
    assert abs(captured - datetime.fromisoformat(record["captured_at"])) < timedelta(seconds=1)


def test_a_meta_of_many_megabytes_is_refused_before_it_is_read(anna):
    much = io.BytesIO(b"[" + b"{}," * 1_000_000 + b"{}]")
    answer = anna.post(
        "/sync/submissions",
        data={"meta": (much, "meta.json")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert answer.get_json()["field"] == "meta"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("anna", "/submissions/%00"),
        ("anna", "/submissions/a%00b/photos/photo/thumb"),
        ("anna", "/capture/saved?id=%00"),
        ("anna", "/capture/saved?id=1&id=%00"),
        ("anna", "/sync/submissions?since=2026-01-01T00:00:00Z~%00"),
        ("anna", "/theme/%00.css"),
        ("anna", "/static/x/%00"),
        ("anna", f"/static/x/{'x' * 3000}"),
        ("clerk", "/desk/submissions/%00"),
        ("clerk", "/desk/submissions/%00/photos/other-%00/view"),
    ],
)
def test_odd_addresses_are_not_found(sign_in_as, name, path):
    assert sign_in_as(name).get(path).status_code == 404


@pytest.mark.parametrize("field", ["email", "company", "customer_number"])
def test_a_nul_in_a_name_is_a_wrong_name(client, field):
    token = client.get("/sign-in").text.split('name="csrf_token"')[1].split('value="')[1]
    form = {"csrf_token": token.split('"')[0], "company": "minta", "customer_number": "SU1"}
    answer = client.post("/sign-in", data={**form, field: "a\0b", "password": PASSWORD})
    assert answer.status_code == 422


@pytest.mark.parametrize("origin", ["http://[", "null", "http://localhost.evil.test"])
def test_an_odd_origin_is_a_foreign_one(anna, origin):
    answer = anna.post("/account/sessions/1/end", headers={"Origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("//[", "http://[", "//evil.test", "/\\evil.test", "/\t/evil.test", "/\t\\evil.test"),
        *("/x\r\nSet-Cookie: a=b", "/\0", "https://evil.test", "javascript:alert(1)", "\n//x"),
    ],
)
def test_signing_in_leads_nowhere_else(anna, elsewhere):
    answer = anna.get("/sign-in", query_string={"next": elsewhere})
    assert answer.status_code == 404 if "\0" in elsewhere else answer.location == "/"


@pytest.mark.parametrize("number", [str(2**63), "9" * 5_000], ids=["beyond", "far beyond"])
def test_a_number_that_no_row_can_have_is_no_page(app, sign_in_as, number):
    anna, clerk = sign_in_as("anna"), sign_in_as("clerk")
    numbered = [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(numbered) > 20
    for rule in numbered:
        address = re.sub(r"<[a-z]+:[a-z_]+>", number, rule.rule)
        visitor = clerk if address.startswith("/desk") else anna
        ask = visitor.get if "GET" in rule.methods else visitor.post
        assert ask(address).status_code in (404, 405), rule.rule
