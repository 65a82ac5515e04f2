"""Estimating a value where the one that was sent cannot stand."""

from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.treatments import estimate_instead
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.forms.decisions import given_words, typed_values
from webapp.queries.desk import open_reading
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import act_form, act_refused, go_on
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_estimates", __name__)


@bp.get("/desk/submissions/<string:submission_id>/estimate")
@allow(Permission.DECIDE)
def page(submission_id: str) -> Response:
    """The counters with what was expected, to be changed or taken."""
    return _form(submission_id)


@bp.post("/desk/submissions/<string:submission_id>/estimate")
@allow(Permission.DECIDE)
def treat(submission_id: str) -> AnyResponse:
    """Let the estimate stand in its place, named as one, and go on to the next."""
    keep_alive()
    try:
        estimate_instead(
            person=asker(),
            submission_id=submission_id,
            values=typed_values(request.form),
            words=given_words(request.form),
            now=now(),
        )
    except Refusal as refusal:
        return act_refused(submission_id, refusal, lambda **given: _form(submission_id, **given))
    return go_on(submission_id, "estimate")


def _form(submission_id: str, **given: Any) -> Response:
    item = open_reading(person=asker(), submission_id=submission_id, now=now())
    if item is None:
        abort(404)
    return act_form("desk/_estimate.html", item=item, **given)
