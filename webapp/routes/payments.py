"""Paying: off to the bank's page, back from it, and what is still under way there."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.asking import came_back, cancel_payment
from webapp.actions.banks import Banks
from webapp.actions.payments import Doors, PaymentOpen, Wanted, start_payment
from webapp.domain.payment_words import HEADLINES, SENTENCES, TONES, WHY
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.return_tokens import return_token
from webapp.forms.numbers import id_in
from webapp.forms.payments import parse_wanted
from webapp.queries.payments import open_payments, origins_of, payment_of_token, payment_seen
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.language import say, tag
from webapp.web.respond import respond, wants_fragment
from webapp.web.security import let_forms_leave
from webapp.web.sessions import keep_alive

bp = Blueprint("payments", __name__)

MOST_LOOKS = 40
"""So often a page of return looks again by itself, every three seconds; then people may."""


@bp.post("/payments")
@allow(Permission.PAY)
def start() -> AnyResponse:
    """Off to the bank's page; or say in a sentence why not, with a button to try again."""
    keep_alive()
    wanted: Wanted | None = None
    try:
        wanted = parse_wanted(request.form)
        address = start_payment(
            person=asker(), wanted=wanted, banks=_banks(), doors=_doors(), now=now()
        )
    except NotFound:
        raise
    except PaymentOpen as already:
        seen = payment_seen(person=asker(), payment_id=already.payment_id)
        return _leaving(respond(page="payments/open.html", status=409, one=seen))
    except Refusal as refusal:
        return _not_begun(wanted, refusal)
    answer = redirect(address, code=303)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/payments/return/<string:token>")
@allow(Permission.PAY)
def back(token: str) -> Response:
    """What the bank says became of it; nothing in the address but the token counts.

    A whole page asks the bank, as often as its answer may be new. That writes what is so already,
    and whoever loads the page ahead does no harm; its looks again only read.
    """
    look = _look()
    try:
        if not wants_fragment():
            came_back(person=asker(), token=token, banks=_banks(), now=now())
        seen = payment_of_token(person=asker(), token=token)
    except NotFound:
        abort(404)
    return _leaving(
        respond(
            page="payments/return.html",
            fragment="payments/_standing.html",
            one=seen,
            token=token,
            look=look,
            looks_again=look < MOST_LOOKS and (seen.is_open or seen.face == "checking"),
            **_words(),
        )
    )


@bp.post("/payments/<uuid:payment_id>/cancel")
@allow(Permission.PAY)
def cancel(payment_id: UUID) -> AnyResponse:
    """Give it up, unless the bank is at it; the page of return says which."""
    named = str(payment_id)
    try:
        cancel_payment(person=asker(), payment_id=named, banks=_banks(), now=now())
    except NotFound:
        abort(404)
    except Refusal as refusal:
        seen = payment_seen(person=asker(), payment_id=named)
        return _leaving(
            respond(page="payments/open.html", status=422, one=seen, problem=say(refusal))
        )
    token = return_token(secret=current_app.secret_key, payment_id=named)  # type: ignore[arg-type]
    return redirect(url_for(".back", token=token), code=303)


@bp.get("/payments/moving")
@allow(Permission.PAY)
def moving() -> Response:
    """Nothing while as much is under way as the page knows; else the page is to come anew."""
    known = request.args.get("known", "")
    if known == str(len(open_payments(person=asker()))):
        return _unkept(make_response("", 204))
    answer = make_response("", 200)
    answer.headers["HX-Refresh"] = "true"
    return _unkept(answer)


def _not_begun(wanted: Wanted | None, refusal: Refusal) -> Response:
    return _leaving(
        respond(
            page="payments/not_begun.html",
            status=422,
            wanted=wanted,
            sentence=say(refusal),
            may_mend=wanted is not None and bool(wanted.amount) and refusal.field == "amount",
            may_retry=wanted is not None and refusal.code in ("bank_away", "bank_unsure"),
        )
    )


def _look() -> int:
    text = request.args.get("look", "0")
    found = id_in(text)
    return MOST_LOOKS if found is None else min(found, MOST_LOOKS)


def _banks() -> Banks:
    banks: Banks = current_app.extensions["banks"]
    return banks


def _doors() -> Doors:
    return Doors(
        return_to=lambda token: url_for(".back", token=token, _external=True),
        notify=lambda slug, provider, currency: url_for(
            "payment_notifications.take",
            slug=slug,
            provider=provider,
            currency=currency,
            _external=True,
        ),
        secret=str(current_app.secret_key),
        locale=tag(),
    )


def _words() -> dict[str, Any]:
    return {"headlines": HEADLINES, "sentences": SENTENCES, "whys": WHY, "tones": TONES}


def _leaving(answer: Response) -> Response:
    return _unkept(let_forms_leave(answer, origins=origins_of(person=asker())))


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
