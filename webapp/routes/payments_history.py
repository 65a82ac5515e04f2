"""Money that has moved: the history, one entry with what became of it, and its proof as PDF.

Its address is not that of paying: what was paid may be read with no network, paying may not.
"""

import re
from datetime import date

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from webapp.domain.movements import ATTEMPT_WORDS, MOVED_WORDS
from webapp.domain.permissions import Permission
from webapp.domain.receipts import receipt_number
from webapp.domain.refusals import NotFound
from webapp.gateways.documents import receipt_pdf
from webapp.queries.money_history import Place, WholeMovement, money_history, whole_movement
from webapp.queries.receipts import proof_of
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.files import file_answer
from webapp.web.respond import respond

bp = Blueprint("payments_history", __name__)

PLACE = re.compile(r"(\d{4}-\d\d-\d\d)\.([ab])\.(\d{20})([0-9a-f-]{0,40})", re.ASCII)


@bp.app_template_filter("moved")
def moved(code: str) -> str:
    """What money did."""
    return gettext(MOVED_WORDS[code])


@bp.app_template_filter("attempt")
def attempt(state: str) -> str:
    """What became of an attempt to pay."""
    return gettext(ATTEMPT_WORDS[state])


bp.add_app_template_filter(receipt_number, "receipt_number")


@bp.get("/money/history")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """What was paid and given back, the newest first."""
    year, after = _year(), _after()
    found = money_history(person=asker(), now=now(), year=year, after=after)
    return respond(
        page="payments_history/page.html",
        fragment="payments_history/_history.html",
        found=found,
        year=year,
        first=after is None,
    )


@bp.get("/money/history/<int:paid_id>")
@allow(Permission.SEE_BILLS)
def show(paid_id: int) -> Response:
    """One entry: what it settled, what was taken from it since, and its proof."""
    return respond(page="payments_history/movement.html", found=_found(paid_id))


@bp.get("/money/history/<int:paid_id>.pdf")
@allow(Permission.SEE_BILLS)
def proof(paid_id: int) -> Response:
    """The proof of payment; there is none for money that went back."""
    found = _found(paid_id)
    if not found.can_be_proved:
        abort(404)
    paper, made_at = proof_of(found=found, now=now())
    data = receipt_pdf(paper, made_at=made_at)
    return file_answer(data, name=[paper.number], ending="pdf", mimetype="application/pdf")


def _found(paid_id: int) -> WholeMovement:
    if paid_id >= 2**63:
        abort(404)
    try:
        return whole_movement(person=asker(), entry_id=paid_id, now=now())
    except NotFound:
        abort(404)


def _year() -> int | None:
    text = request.args.get("year", "")
    if not text:
        return None
    if not re.fullmatch(r"(19|20|21)\d\d", text, re.ASCII):
        abort(404)
    return int(text)


def _after() -> Place | None:
    text = request.args.get("after", "")
    if not text:
        return None
    match = PLACE.fullmatch(text)
    if match is None or int(match[3]) >= 2**63:
        abort(404)
    try:
        return Place(date.fromisoformat(match[1]), match[2], match[3] + match[4])
    except ValueError:
        abort(404)
