"""The bank's door for programs: signed requests, answers as JSON."""

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from webapp.sandbox_bank.book import Row
from webapp.sandbox_bank.counter import Counter, No
from webapp.sandbox_bank.signatures import believes

bp = Blueprint("api", __name__, url_prefix="/api")

Doing = Callable[[Counter, str, Mapping[str, Any]], tuple[dict[str, Any], int]]


@bp.post("/<do>")
def ask(do: str) -> Response:
    """One question of a merchant; what is asked stands in the signed body too."""
    doing = DOINGS.get(do)
    if doing is None:
        raise No("unknown_question", status=404)
    merchant, asked = _believed(do)
    counter: Counter = current_app.extensions["counter"]
    how = getattr(counter.book.behaviour(), SWITCH[do], "normal")
    if how in ("500", "429"):
        raise No("out_of_order", status=int(how))
    said, status = doing(counter, merchant, asked)
    return _spoilt(how) or _answer(said, status)


def _believed(do: str) -> tuple[str, Mapping[str, Any]]:
    raw = request.get_data(cache=False)
    try:
        asked = json.loads(raw)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise No("not_json", status=400)
    merchant = str(asked.get("merchant"))
    counter: Counter = current_app.extensions["counter"]
    known = counter.book.secrets_of(merchant)
    header = request.headers.get("Bank-Signature", "")
    moment = int(counter.clock())
    # The question is signed with the rest, so that one signature serves for one question.
    if asked.get("ask") != do or not believes(header, raw, secrets=known, moment=moment):
        raise No("signature", status=401)
    return merchant, asked


def _spoilt(how: str) -> Response | None:
    """What comes instead of the answer, although the thing was done."""
    if how == "timeout":
        stopping: threading.Event = current_app.extensions["stopping"]
        stopping.wait(current_app.extensions["counter"].book.behaviour().timeout_s)
    if how in ("timeout", "garbage"):
        return Response("<html>Bank of Gateways: please hold the line", mimetype="text/html")
    return None


def _answer(said: dict[str, Any], status: int) -> Response:
    answer = jsonify(said)
    answer.status_code = status
    return answer


def _create(counter: Counter, merchant: str, asked: Mapping[str, Any]) -> tuple[Row, int]:
    row, fresh = counter.begin(merchant, asked)
    page = f"{current_app.config['PAGE'] or request.host_url.rstrip('/')}/pay/{row['token']}"
    said = {"payment": row["ref"], "page": page, "expires_at": row["expires_at"]}
    return said, 201 if fresh else 200


def _status(counter: Counter, merchant: str, asked: Mapping[str, Any]) -> tuple[Row, int]:
    ref = counter.payment(str(asked.get("payment")), merchant=merchant)["ref"]
    row = counter.look(ref)
    return {
        "payment": ref,
        "state": row["state"],
        "reference": row["reference"],
        "taken": row["taken"],
        "currency": row["taken_currency"] or row["currency"],
        "refunded": counter.given_back(ref),
        **counter.disputes_of(ref),
    }, 200


def _refund(counter: Counter, merchant: str, asked: Mapping[str, Any]) -> tuple[Row, int]:
    row = counter.payment(str(asked.get("payment")), merchant=merchant)
    amount, key = asked.get("amount"), asked.get("key")
    if type(amount) is not int or not isinstance(key, str) or not key:
        raise No("incomplete")
    if asked.get("currency") != row["taken_currency"]:
        raise No("currency")
    made = counter.give_back(row["ref"], amount=amount, key=key)
    return {"refund": made["id"], "state": made["state"], "why": made["why"]}, 200


def _refund_state(counter: Counter, merchant: str, asked: Mapping[str, Any]) -> tuple[Row, int]:
    row = counter.payment(str(asked.get("payment")), merchant=merchant)
    made = counter.refund_of(row["ref"], str(asked.get("key")))
    if made is None:
        raise No("unknown_refund", status=404)
    return {"refund": made["id"], "state": made["state"], "why": made["why"]}, 200


def _expire(counter: Counter, merchant: str, asked: Mapping[str, Any]) -> tuple[Row, int]:
    row = counter.payment(str(asked.get("payment")), merchant=merchant)
    counter.end(row["ref"], "expired")
    return {"payment": row["ref"], "state": counter.payment(row["ref"])["state"]}, 200


def _settlement(counter: Counter, merchant: str, asked: Mapping[str, Any]) -> tuple[Row, int]:
    try:
        lines = counter.lines_of(merchant, str(asked.get("day")))
    except ValueError as unreadable:
        raise No("day") from unreadable
    how = counter.book.behaviour().settlement
    if how == "missing":
        lines = lines[1:]
    if how == "wrong":
        lines = [{**line, "amount": line["amount"] + 1} for line in lines]
    return {"day": asked.get("day"), "lines": lines}, 200


DOINGS: dict[str, Doing] = {
    "create": _create,
    "status": _status,
    "refund": _refund,
    "refund_state": _refund_state,
    "expire": _expire,
    "settlement": _settlement,
}
# Closing a page and what became of a refund are spoilt as asking is: the same line fails.
SWITCH = {
    "create": "create",
    "status": "fetch",
    "refund": "refund",
    "refund_state": "fetch",
    "expire": "fetch",
    "settlement": "settlement",
}
