"""Handing an item to a colleague."""

from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.hand_overs import hand_over
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.forms.hand_overs import parse_hand_over
from webapp.queries.desk_colleagues import colleagues_for
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import act_form, act_refused, go_on
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_hand_overs", __name__)


@bp.get("/desk/submissions/<string:submission_id>/hand-over")
@allow(Permission.DECIDE)
def page(submission_id: str) -> Response:
    """The form: to whom, and a word about why."""
    return _form(submission_id)


@bp.post("/desk/submissions/<string:submission_id>/hand-over")
@allow(Permission.DECIDE)
def give(submission_id: str) -> AnyResponse:
    """Put it on a colleague's list and go on to the next."""
    keep_alive()
    try:
        given = parse_hand_over(request.form)
        hand_over(
            person=asker(),
            submission_id=submission_id,
            to=given.to,
            words=given.words,
            now=now(),
        )
    except Refusal as refusal:
        return act_refused(submission_id, refusal, lambda **given: _form(submission_id, **given))
    return go_on(submission_id, "handed_over")


def _form(submission_id: str, **given: Any) -> Response:
    colleagues = colleagues_for(person=asker(), submission_id=submission_id)
    if colleagues is None:
        abort(404)
    return act_form(
        "desk/_hand_over.html", submission_id=submission_id, colleagues=colleagues, **given
    )
