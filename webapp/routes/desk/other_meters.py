"""Putting a reading to another meter of the same customer."""

from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.treatments import move_to_meter
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.forms.numbers import id_in
from webapp.queries.desk import open_reading
from webapp.queries.desk_meters import other_meters
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import act_form, act_refused, go_on, open_again
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_other_meters", __name__)


@bp.get("/desk/submissions/<string:submission_id>/other-meter")
@allow(Permission.DECIDE)
def page(submission_id: str) -> Response:
    """The customer's other meters to choose from."""
    return _form(submission_id)


@bp.post("/desk/submissions/<string:submission_id>/other-meter")
@allow(Permission.DECIDE)
def treat(submission_id: str) -> AnyResponse:
    """Move it; then on to the next, or to look at it again at its new meter."""
    keep_alive()
    at_once = request.form.get("at_once") == "yes"
    try:
        moved = move_to_meter(
            person=asker(),
            submission_id=submission_id,
            meter_id=id_in(request.form.get("meter_id", "")) or 0,
            at_once=at_once,
            now=now(),
        )
    except Refusal as refusal:
        return act_refused(submission_id, refusal, lambda **given: _form(submission_id, **given))
    return go_on(submission_id, "move") if at_once else open_again(moved, "moved")


def _form(submission_id: str, **given: Any) -> Response:
    item = open_reading(person=asker(), submission_id=submission_id, now=now())
    if item is None:
        abort(404)
    meters = other_meters(person=asker(), submission_id=submission_id)
    return act_form("desk/_other_meter.html", item=item, meters=meters, **given)
