"""Where the bank is told to misbehave, and hurried along: for tests, and for whoever shows it."""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.sandbox_bank.behaviour import WORDS, Behaviour, Unknown, changed
from webapp.sandbox_bank.counter import Counter, No
from webapp.sandbox_bank.pages import amount_text

bp = Blueprint("control", __name__)

SIGNINGS = ("right", "forged", "stale", "future", "other", "unsigned")


@bp.get("/")
def home() -> str:
    """The bank's small page: how it behaves, and the latest payments."""
    counter = _counter()
    return render_template(
        "home.html",
        lang="en",
        how=vars(counter.book.behaviour()),
        switches=WORDS,
        payments=_payments(counter, most=50),
        amount_text=amount_text,
        doings=DOINGS,
    )


@bp.get("/control/health")
def health() -> Response:
    """Answers when the bank is open."""
    return jsonify(open=True)


@bp.get("/control/payments")
def payments() -> Response:
    """Everything the bank knows of its payments, newest first."""
    return jsonify(payments=_payments(_counter(), most=1000))


@bp.get("/control/letters")
def letters() -> Response:
    """The notifications: what became of each."""
    return jsonify(letters=_counter().book.rows("SELECT * FROM letter ORDER BY id"))


@bp.post("/control/merchants")
def merchants() -> AnyResponse:
    """Let a merchant in, or change its secrets."""
    given = _given()
    name, secrets = given.get("merchant"), given.get("secrets")
    if not isinstance(name, str) or not isinstance(secrets, list) or not all(secrets):
        raise No("incomplete")
    _counter().book.know(name, [str(secret) for secret in secrets])
    return _done()


@bp.post("/control/behaviour")
def behave() -> AnyResponse:
    """Switch misbehaviour on or off; what is not named goes back to normal."""
    given = {name: value for name, value in _given().items() if value != ""}
    try:
        _counter().book.behave(changed(Behaviour(), given))
    except (Unknown, ValueError) as unknown:
        raise No(str(unknown)) from unknown
    return _done()


@bp.post("/control/payments/<ref>/<do>")
def hurry(ref: str, do: str) -> AnyResponse:
    """Do what a person, a bank or time would do with this payment."""
    doing = DOINGS.get(do)
    if doing is None:
        raise No("unknown_doing", status=404)
    _counter().payment(ref)
    doing(_counter(), ref)
    return _done()


@bp.post("/control/letters")
def write_letter() -> AnyResponse:
    """Send a notification by hand: about any payment, signed well or badly."""
    given = _given()
    ref, signing = str(given.get("payment")), str(given.get("signing", "right"))
    if signing not in SIGNINGS:
        raise No(f"signing can be {', '.join(SIGNINGS)}")
    like = _counter().payment(str(given.get("like") or ref))
    _counter().write_by_hand(
        like,
        ref=ref,
        what=str(given.get("what", "paid")),
        # What is sent by hand is sent once, also where the merchant says no.
        signing="hand" if signing == "right" else signing,
    )
    return _done()


DOINGS: dict[str, Callable[[Counter, str], Any]] = {
    "approve": lambda counter, ref: counter.take(ref),
    "decline": lambda counter, ref: counter.end(ref, "declined"),
    "cancel": lambda counter, ref: counter.end(ref, "cancelled"),
    "expire": lambda counter, ref: counter.end(ref, "expired"),
    "chargeback": lambda counter, ref: counter.charge_back(ref),
    "dispute-won": lambda counter, ref: counter.end_dispute(ref),
    "dispute-half-won": lambda counter, ref: counter.end_dispute(ref, parts=2),
    "refund-settles": lambda counter, ref: counter.settle_refund(ref, succeeded=True),
    "refund-comes-back": lambda counter, ref: counter.return_refunds(ref),
    "refund-fails": lambda counter, ref: counter.settle_refund(ref, succeeded=False),
}


def _payments(counter: Counter, *, most: int) -> list[dict[str, Any]]:
    rows = counter.book.rows("SELECT * FROM payment ORDER BY created_at DESC LIMIT ?", most)
    refunds = counter.book.rows("SELECT * FROM refund ORDER BY asked_at")
    return [
        {**row, "refunds": [refund for refund in refunds if refund["ref"] == row["ref"]]}
        for row in rows
    ]


def _given() -> dict[str, Any]:
    if not request.is_json:
        return dict(request.form)
    try:
        given = json.loads(request.get_data())
    except (ValueError, RecursionError) as unreadable:
        raise No("not_json", status=400) from unreadable
    if not isinstance(given, dict):
        raise No("not_json", status=400)
    return given


def _done() -> AnyResponse:
    return jsonify(done=True) if request.is_json else redirect("/", 303)


def _counter() -> Counter:
    counter: Counter = current_app.extensions["counter"]
    return counter
