"""Accepting a lower value because the counter has passed zero."""

from typing import Any

from flask import Blueprint, Response, abort
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.treatments import accept_rollover
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.queries.desk import open_reading
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import act_form, act_refused, go_on
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_rollovers", __name__)


@bp.get("/desk/submissions/<string:submission_id>/rollover")
@allow(Permission.DECIDE)
def page(submission_id: str) -> Response:
    """What would be counted then, and the button that says so."""
    return _form(submission_id)


@bp.post("/desk/submissions/<string:submission_id>/rollover")
@allow(Permission.DECIDE)
def treat(submission_id: str) -> AnyResponse:
    """Accept it as past zero and go on to the next."""
    keep_alive()
    try:
        accept_rollover(person=asker(), submission_id=submission_id, now=now())
    except Refusal as refusal:
        return act_refused(submission_id, refusal, lambda **given: _form(submission_id, **given))
    return go_on(submission_id, "rollover")


def _form(submission_id: str, **given: Any) -> Response:
    item = open_reading(person=asker(), submission_id=submission_id, now=now())
    if item is None:
        abort(404)
    return act_form("desk/_rollover.html", item=item, **given)
