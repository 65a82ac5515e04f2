"""The bank's door for programs: who may ask, for what, and when."""

import json

import pytest

from webapp.sandbox_bank.app import bank_app
from webapp.sandbox_bank.book import Book
from webapp.sandbox_bank.signatures import WINDOW_S, sign

NOW = 1_800_000_000
STATUS = {"ask": "status", "merchant": "minta", "payment": "sb_nobody"}


@pytest.fixture
def door():
    book = Book(None)
    book.know("minta", ["new", "old"])
    yield bank_app(book, clock=lambda: float(NOW), page=None).test_client()
    book.close()


def asked(door, said, *, at="status", secret="new", moment=NOW):  # noqa: S107 - no secret of ours
    raw = json.dumps(said).encode()
    headers = {"Bank-Signature": sign(raw, secret=secret, moment=moment)}
    return door.post(f"/api/{at}", data=raw, headers=headers).status_code


@pytest.mark.parametrize("secret", ["new", "old"])
def test_both_secrets_of_a_change_open_the_door(door, secret):
    assert asked(door, STATUS, secret=secret) == 404  # believed, and there is no such payment


def test_a_wrong_secret_and_a_stranger_stay_outside(door):
    assert asked(door, STATUS, secret="guess") == 401
    assert asked(door, {**STATUS, "merchant": "stranger"}) == 401
    assert asked(door, {**STATUS, "merchant": "stranger"}, secret="") == 401


@pytest.mark.parametrize("shift", [-WINDOW_S - 1, WINDOW_S + 1])
def test_a_question_of_another_time_is_not_answered(door, shift):
    assert asked(door, STATUS, moment=NOW + shift) == 401
    assert asked(door, STATUS, moment=NOW + (shift * 99 // 100)) == 404


def test_a_signature_serves_for_the_question_it_was_made_for(door):
    for other in ("refund", "expire", "create", "settlement"):
        assert asked(door, STATUS, at=other) == 401


def test_a_day_that_is_none_is_refused(door):
    said = {"ask": "settlement", "merchant": "minta", "day": "yesterday"}
    assert asked(door, said, at="settlement") == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -5},
        {"amount": 1.5},
        {"amount": True},
        {"amount": None},
        {"expires_in": "soon"},
        {"return_url": "javascript:alert(1)"},
        {"notify_url": "file:///etc/passwd"},
        {"description": None},
        {"reference": "x" * 2001},
    ],
)
def test_what_makes_no_sense_is_not_begun(door, wrong):
    whole = {
        "ask": "create",
        "merchant": "minta",
        "key": "k",
        "amount": 5,
        "currency": "HUF",
        "reference": "r",
        "description": "d",
        "locale": "hu",
        "expires_in": 60,
        "return_url": "http://portal.test/",
        "notify_url": "http://portal.test/",
    }
    assert asked(door, {**whole, **wrong}, at="create") == 422
    assert asked(door, whole, at="create") == 201
