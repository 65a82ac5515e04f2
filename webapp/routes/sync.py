"""The outbox's door: four calls, documented in docs/sync.md, stable."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask_wtf.csrf import generate_csrf

from webapp.actions.submissions import OtherContent, submit_reading
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.domain.submissions import Receipt
from webapp.domain.words import N_
from webapp.forms.captures import parse_capture
from webapp.queries.meters import readable_meters
from webapp.queries.submissions import Sent, sent_since
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.errors import json_error
from webapp.web.language import say
from webapp.web.meter_wire import meter_on_the_wire
from webapp.web.sentences import finding_sentence, reason_sentence
from webapp.web.sessions import keep_alive
from webapp.web.uploads import photo_parts

bp = Blueprint("sync", __name__, url_prefix="/sync")

# Transactions commit out of order; listing the last minute again can repeat, never skip.
OVERLAP = timedelta(seconds=60)
MOST_LISTED = 500
# A note, twenty registers and their photos' hashes come to a fraction of this.
LARGEST_META = 100_000


@bp.get("/session")
@allow(Permission.SYNC)
def session() -> Response:
    """Who is signed in here, with a fresh token for the next POST."""
    person = asker()
    return _fresh(
        jsonify(
            account=person.id,
            csrf=generate_csrf(),
            server_time=_iso(now()),
            person=person.name,
            company=person.company_name,
        )
    )


@bp.get("/meters")
@allow(Permission.SYNC)
def meters() -> Response:
    """The meters this account may read, with everything capture needs offline."""
    cards = readable_meters(person=asker(), now=now())
    answer = jsonify(meters=[meter_on_the_wire(card) for card in cards])
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@bp.post("/submissions")
@allow(Permission.SYNC)
def submit() -> Response:
    """Take one reading in; the same content again gives the same receipt with 200."""
    capture = parse_capture(_meta())
    key = request.headers.get("Idempotency-Key", capture.id)
    if key != capture.id:
        raise Refusal("shape", N_("The reading's id and its key differ."), field="id")
    keep_alive()
    try:
        outcome = submit_reading(
            person=asker(),
            capture=capture,
            photos=photo_parts(request.files),
            channel="app",
            now=now(),
            storage=current_app.extensions["storage"],
        )
    except OtherContent as refusal:
        first = _receipt(refusal.receipt)
        return json_error(status=409, code=refusal.code, message=say(refusal), receipt=first)
    answer = _fresh(jsonify(_receipt(outcome.receipt)))
    answer.status_code = 200 if outcome.replayed else 201
    return answer


@bp.get("/submissions")
@allow(Permission.SYNC)
def submissions() -> Response:
    """This account's submissions that changed since the cursor, oldest change first."""
    asked_at = now()
    since, after_id = _cursor(request.args.get("since", ""))
    found = sent_since(
        account_id=asker().account_id, since=since, after_id=after_id, most=MOST_LISTED
    )
    if len(found) == MOST_LISTED:
        cursor = f"{_iso(found[-1].changed_at)}~{found[-1].id}"
    else:
        cursor = _iso(asked_at - OVERLAP)
    return _fresh(jsonify(submissions=[_sent(one) for one in found], cursor=cursor))


def _meta() -> bytes:
    part = request.files.get("meta")
    text = part.read(LARGEST_META + 1) if part else request.form.get("meta", "").encode()
    if not text:
        raise Refusal("shape", N_("The reading itself is missing."), field="meta")
    if len(text) > LARGEST_META:
        raise Refusal("shape", N_("The reading itself is too long."), field="meta")
    return text


def _cursor(text: str) -> tuple[datetime | None, str]:
    moment, _, after_id = text.partition("~")
    try:
        # A "+" in a query that was not escaped arrives as a blank.
        since = datetime.fromisoformat(moment.replace(" ", "+")) if moment else None
    except ValueError:
        return None, ""  # an unknown cursor starts again: it may repeat, never skip
    return (since if since is None or since.tzinfo else since.replace(tzinfo=UTC)), after_id


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": receipt.id,
        "receipt": receipt.receipt,
        "state": receipt.state,
        "received_at": _iso(receipt.received_at),
        "photo_sha256": receipt.photo_sha256,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "message": finding_sentence(
                    finding, unit=receipt.unit_of.get(finding.register_id or 0, "")
                ),
            }
            for finding in receipt.findings
            if finding.for_customer
        ],
    }


def _sent(sent: Sent) -> dict[str, Any]:
    reason = reason_sentence(sent.reason, sent.words)
    return {
        "id": sent.id,
        "receipt": sent.receipt,
        "kind": sent.kind,
        "state": sent.state,
        "received_at": _iso(sent.received_at),
        "photo_sha256": sent.photo_sha256,
        "reason": {"code": sent.reason[1], "message": reason} if sent.reason else None,
    }


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _iso(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
