"""Deciding a submission, and what the desk shows next."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from webapp.actions.decisions import accept, correct, reject, send_back
from webapp.domain.permissions import Permission
from webapp.domain.reasons import REASONS, offered
from webapp.domain.refusals import Refusal
from webapp.forms.decisions import Verdict, parse_verdict
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import go_on, refused
from webapp.web.sentences import reason_sentence
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_decisions", __name__)


@bp.post("/desk/submissions/<string:submission_id>/decisions")
@allow(Permission.DECIDE)
def decide(submission_id: str) -> Response:
    """Decide it and go on to the next; who was slower is told by whom and when."""
    keep_alive()
    try:
        given = parse_verdict(request.form)
        decided = _carry_out(given, submission_id)
    except Refusal as refusal:
        return refused(submission_id, refusal)
    return go_on(submission_id, given.verdict if decided else "proposed")


def _carry_out(given: Verdict, submission_id: str) -> bool:
    """Whether it is decided now, or waits for a second person."""
    what: dict[str, Any] = {"person": asker(), "submission_id": submission_id, "now": now()}
    if given.verdict == "accept":
        return accept(**what) is not False
    what |= {"reason_code": given.reason_code, "words": _own_words(given)}
    if given.verdict == "correct":
        return correct(**what, values=given.values) is not False
    (send_back if given.verdict == "return" else reject)(**what)
    return True


def _own_words(given: Verdict) -> str:
    # The usual sentence is kept as its code: so each customer reads it in their own language.
    if given.reason_code not in REASONS[given.verdict]:
        return given.words
    usual = reason_sentence((given.verdict, given.reason_code), None)
    return "" if given.words == usual else given.words


@bp.app_template_global()
def reason_codes(verdict: str, kind: str, wish: str) -> list[str]:
    """The reasons that a verdict on this kind and wish may have, the most usual first."""
    return offered(verdict, kind=kind, wish=wish)
