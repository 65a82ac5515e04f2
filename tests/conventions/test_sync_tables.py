"""The tables of docs/sync.md against the code, and against what the phone does in fact."""

import json
import re
import shutil
import subprocess

import pytest

from tests.conventions.documents import ROOT, table
from tests.conventions.refusal_codes import refusal_codes
from webapp.domain.plausibility import LATE_AFTER, SKEW_LIMIT
from webapp.domain.reasons import REASONS
from webapp.domain.refusals import Refusal
from webapp.domain.submissions import STATE_WORDS
from webapp.forms.captures import LONGEST_NOTE, MOST_REGISTERS
from webapp.forms.outbox_file import MOST_RECORDS
from webapp.gateways.pictures.refused import LEAST_SIDE, MOST_PIXELS
from webapp.routes.sync import MOST_LISTED, OVERLAP
from webapp.settings import Settings
from webapp.web.errors import refusal_status
from webapp.web.sentences import FINDINGS

PAGE = ROOT / "docs" / "sync.md"
FRAMEWORK = {
    "bad_request": 400,
    "unauthorized": 401,
    "csrf": 403,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "request_entity_too_large": 413,
    "internal_server_error": 500,
}
WHAT_THE_PHONE_DOES = {
    "needs-you": "needs you",
    "sign-in": "waits for sign-in",
    "csrf": "fresh token",
    "received": "received",
    "later": "tries again",
}


@pytest.fixture
def anna(sign_in_as):
    return sign_in_as("anna")


def test_the_framework_says_what_the_page_says(anna, client, app, world) -> None:
    large = b"0" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    said = {
        "unauthorized": client.get("/sync/session"),
        "csrf": anna.client.post("/sync/submissions"),
        "forbidden": anna.post("/sync/submissions", headers={"Origin": "https://evil.example"}),
        "not_found": anna.get("/sync/nothing"),
        "method_not_allowed": anna.post("/sync/meters"),
        "request_entity_too_large": anna.post("/sync/submissions", data={"meta": large}),
    }
    for code, answer in said.items():
        assert (answer.get_json()["code"], answer.status_code) == (code, FRAMEWORK[code])
        assert answer.get_json()["message"].endswith("."), code


def test_every_code_is_explained_and_every_explained_code_is_used() -> None:
    told = {row[1] for row in table(PAGE, header="status | code")}
    used = {**refusal_codes(), **dict.fromkeys(FRAMEWORK, "webapp/web/errors.py")}
    silent = [f"{code} ({used[code]})" for code in used.keys() - told]
    assert not silent, f"Please explain in the tables of docs/sync.md: {', '.join(sorted(silent))}"
    gone = told - used.keys()
    assert not gone, f"docs/sync.md explains what nobody says any more: {', '.join(sorted(gone))}"


def test_every_code_has_the_status_the_page_says() -> None:
    wrong = []
    for status, code, *_ in table(PAGE, header="status | code"):
        real = FRAMEWORK.get(code) or refusal_status(Refusal(code, ""))
        if real != int(status):
            wrong.append(f"{code}: {status}, really {real}")
    assert not wrong, f"docs/sync.md is wrong about: {', '.join(wrong)}"


@pytest.mark.skipif(shutil.which("node") is None, reason="the phone's own code runs in node")
def test_the_phone_does_what_the_page_says() -> None:
    rows = [row for row in table(PAGE, header="status | code") if len(row) == 4]
    assert len(rows) > 15
    asked = [(int(status), code) for status, code, *_ in rows]
    does = [WHAT_THE_PHONE_DOES[kind] for kind in _meanings(asked)]
    wrong = [
        f"{code}: {row[3]}, really {real}"
        for (_, code), row, real in zip(asked, rows, does, strict=True)
        if row[3] != real
    ]
    assert not wrong, f"docs/sync.md is wrong about the phone: {', '.join(wrong)}"


def test_findings_states_and_reasons_are_the_codes_own() -> None:
    assert {row[0] for row in table(PAGE, header="finding | severity")} == set(FINDINGS)
    assert [row[0] for row in table(PAGE, header="state | what")] == list(STATE_WORDS)
    told = {(row[1], row[0]): row[2] for row in table(PAGE, header="reason | after")}
    assert told == {
        (verdict, code): sentence
        for verdict, reasons in REASONS.items()
        for code, sentence in reasons.items()
    }


def test_the_limits_are_the_codes_own() -> None:
    text = PAGE.read_text()
    for sentence in (
        f"| {LONGEST_NOTE} characters |",
        f"| required, {MOST_REGISTERS} |",
        f"up to {Settings.max_photo_bytes // 1_000_000} MB and",
        f"{MOST_PIXELS // 1_000_000} million pixels each",
        f"{Settings.max_body_bytes // 1_000_000} MB for all of a request",
        f"at least {LEAST_SIDE} pixels a side",
        f"At most {MOST_LISTED} entries",
        f"At most {MOST_RECORDS} records",
        f"more than {SKEW_LIMIT.seconds // 60} minutes",
        f"more than {LATE_AFTER.days} days",
    ):
        assert sentence in text, f"docs/sync.md should say: {sentence}"
    assert OVERLAP.seconds == 60, 'docs/sync.md says "the last minute".'


def test_every_call_is_listed(app) -> None:
    real = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/sync")
    }
    told = {re.sub(r"^\[?`?|`?\]\(.*$|`$", "", row[0]) for row in table(PAGE, header="call")}
    assert told == real


def _meanings(asked: list[tuple[int, str]]) -> list[str]:
    script = """
      const { meaning } = await import(process.argv[1]);
      const record = { id: "x", photo: null, registers: [] };
      const receipt = { id: "x", receipt: "R-1", state: "received" };
      const kinds = JSON.parse(process.argv[2]).map(([status, code]) =>
        meaning({ status, body: { code, message: "", receipt }, retryAfter: null }, record).kind);
      console.log(JSON.stringify(kinds));
    """
    answers = ROOT / "webapp/static/js/outbox/answers.js"
    run = subprocess.run(
        ["node", "--input-type=module", "-e", script, str(answers), json.dumps(asked)],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    found: list[str] = json.loads(run.stdout)
    return found
