"""Deciding a submission, and what the desk shows next."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.decisions import accept, correct, reject, send_back
from webapp.domain.permissions import Permission
from webapp.domain.reasons import REASONS
from webapp.domain.refusals import Refusal
from webapp.forms.decisions import Verdict, parse_verdict, typed_values
from webapp.forms.desk_places import page_of
from webapp.queries.desk import desk_with, queue_only
from webapp.queries.desk_queue import next_waiting
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.errors import refusal_status
from webapp.web.language import say
from webapp.web.respond import respond, wants_fragment
from webapp.web.sentences import reason_sentence
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_decisions", __name__)


@bp.post("/desk/submissions/<string:submission_id>/decisions")
@allow(Permission.DECIDE)
def decide(submission_id: str) -> AnyResponse:
    """Decide it and go on to the next; who was slower is told by whom and when."""
    keep_alive()
    try:
        given = parse_verdict(request.form)
        _carry_out(given, submission_id)
    except Refusal as refusal:
        return _refused(submission_id, refusal)
    return _go_on(submission_id, given.verdict)


def _carry_out(given: Verdict, submission_id: str) -> None:
    what: dict[str, Any] = {"person": asker(), "submission_id": submission_id, "now": now()}
    if given.verdict == "accept":
        return accept(**what)
    what |= {"reason_code": given.reason_code, "words": _own_words(given)}
    if given.verdict == "correct":
        return correct(**what, values=given.values)
    return (send_back if given.verdict == "return" else reject)(**what)


def _own_words(given: Verdict) -> str:
    # The usual sentence is kept as its code: so each customer reads it in their own language.
    if given.reason_code not in REASONS[given.verdict]:
        return given.words
    usual = reason_sentence((given.verdict, given.reason_code), None)
    return "" if given.words == usual else given.words


def _refused(submission_id: str, refusal: Refusal) -> Response:
    desk = desk_with(person=asker(), submission_id=submission_id, **page_of(request.args))
    if desk is None:
        abort(404)
    return respond(
        page="desk/page.html",
        fragment="desk/_desk.html",
        status=refusal_status(refusal),
        desk=desk,
        problem={"field": refusal.field, "sentence": say(refusal)},
        typed={"values": typed_values(request.form), **request.form.to_dict()},
    )


def _go_on(submission_id: str, verdict: str) -> AnyResponse:
    upcoming = next_waiting(person=asker(), submission_id=submission_id)
    page: dict[str, Any] = {side: request.args.get(side) for side in ("after", "before")}
    address = (
        url_for("desk_items.page", submission_id=upcoming, **page)
        if upcoming
        else url_for("desk_queue.page")
    )
    if wants_fragment():
        return _next_fragment(upcoming, verdict=verdict, address=address)
    flash(verdict, "desk")
    return redirect(address, code=303)


def _next_fragment(upcoming: str | None, *, verdict: str, address: str) -> Response:
    who, page = asker(), page_of(request.args)
    desk = desk_with(person=who, submission_id=upcoming, **page) if upcoming else None
    answer = respond(
        page="desk/page.html",
        fragment="desk/_desk.html",
        desk=desk or queue_only(person=who, **page),
        said=verdict,
    )
    answer.headers["HX-Push-Url"] = address
    return answer


@bp.app_template_global()
def reason_codes(verdict: str) -> list[str]:
    """The reasons that a verdict may have, the most usual first."""
    return list(REASONS[verdict])
