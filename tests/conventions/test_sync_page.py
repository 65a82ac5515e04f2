"""docs/sync.md is a promise to phones: its examples are read, and real answers look like them."""

import copy
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conventions.documents import ROOT, blocks
from tests.phone import meta, send
from webapp.actions.decisions import send_back
from webapp.forms.captures import parse_capture
from webapp.forms.outbox_file import parse_outbox_file
from webapp.settings import Settings

PAGE = ROOT / "docs" / "sync.md"
METAS = [block.text for block in blocks(PAGE) if (block.kind, block.about) == ("json", "meta")]


def example(about: str) -> Any:
    """The page's block of JSON with this mark."""
    (found,) = (block for block in blocks(PAGE) if block.about == about)
    return json.loads(found.text)


def shape(value: Any) -> Any:
    """What kind of thing this is, all the way down; a list is as its first entry."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def fits(said: Any, real: Any) -> bool:
    """Whether two shapes agree; null and the empty list agree with everything of their place."""
    if "NoneType" in (said, real):
        return True
    if isinstance(said, dict) and isinstance(real, dict):
        return said.keys() == real.keys() and all(fits(said[k], real[k]) for k in said)
    if isinstance(said, list) and isinstance(real, list):
        return not said or not real or fits(said[0], real[0])
    return bool(said == real)


@pytest.fixture
def anna(sign_in_as):
    return sign_in_as("anna")


@pytest.mark.parametrize("text", METAS)
def test_the_examples_of_meta_are_readings(text: str) -> None:
    assert parse_capture(text).id


@pytest.mark.parametrize("text", METAS)
def test_unknown_fields_are_ignored(text: str) -> None:
    assert parse_capture(json.dumps({**json.loads(text), "colour": "blue"})) == parse_capture(text)


def test_the_example_of_a_file_can_be_imported() -> None:
    (text,) = (block.text for block in blocks(PAGE) if block.about == "file")
    file = parse_outbox_file(text.encode(), most_photo_bytes=Settings.max_photo_bytes)
    (record,) = file.records
    assert record.fault is None
    assert record.capture is not None
    note = record.capture.photo
    assert note is not None
    assert len(record.photos["photo"]) == note.bytes


def test_session_and_meters_answer_as_said(anna) -> None:
    for about, path in (("answer session", "/sync/session"), ("answer meters", "/sync/meters")):
        assert fits(shape(example(about)), shape(anna.get(path).get_json())), about


def test_a_receipt_a_conflict_and_the_list_answer_as_said(anna, world, jpeg) -> None:
    record = meta(meter="37461", registers={world.registers["hot"]: "1070"}, photo=jpeg)
    received = send(anna, record, jpeg)
    assert fits(shape(example("answer submit")), shape(received.get_json()))
    other = copy.deepcopy(record)
    other["registers"][0]["value"] = "1071"
    conflict = send(anna, other, jpeg)
    assert conflict.status_code == 409
    assert fits(shape(example("answer conflict")), shape(conflict.get_json()))
    send_back(
        person=world.person("clerk"),
        submission_id=record["id"],
        reason_code="cut_off",
        now=datetime.now(UTC),
    )
    listed = anna.get("/sync/submissions").get_json()
    assert fits(shape(example("answer list")), shape(listed))
    assert listed["submissions"][0]["reason"] == example("answer list")["submissions"][0]["reason"]


def test_a_refusal_answers_as_said(anna, world) -> None:
    record = meta(meter="37461", registers={world.registers["hot"]: "1234567"})
    answer = send(anna, record).get_json()
    said = example("answer error")
    assert answer.keys() == said.keys()
    assert (answer["code"], answer["message"]) == (said["code"], said["message"])


def test_the_key_must_be_the_id(anna, world) -> None:
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"})
    answer = send(anna, record, **{"Idempotency-Key": str(uuid.uuid4())})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "shape")
