"""Moving in and out: what the meter showed when the keys changed hands."""

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.moves import announce_move
from webapp.domain.days import local_day
from webapp.domain.handovers import DIRECTIONS, HANDOVER_DAYS
from webapp.domain.meters import MeterCard
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.captures_web import meter_fields, new_submission_id
from webapp.forms.handovers import parse_move
from webapp.queries.handovers import handover_meter
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive
from webapp.web.uploads import chosen_photo

bp = Blueprint("handovers", __name__)


@bp.get("/meters/<int:meter_id>/handover")
@allow(Permission.SUBMIT_READINGS)
def page(meter_id: int) -> Response:
    """The form."""
    return _form(_meter(meter_id), typed={}, problem=None)


@bp.post("/meters/<int:meter_id>/handover")
@allow(Permission.SUBMIT_READINGS)
def submit(meter_id: int) -> AnyResponse:
    """Send it and show its receipt; what does not fit comes back with its sentence."""
    keep_alive()
    meter = _meter(meter_id)
    try:
        move = parse_move(request.form, meter=meter, photo=chosen_photo("photo"), now=now())
        sent = announce_move(
            person=asker(),
            meter_id=meter_id,
            move=move,
            now=now(),
            storage=current_app.extensions["storage"],
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(meter, typed=request.form.to_dict(), problem=refusal)
    return redirect(url_for("submissions.page", submission_id=sent), code=303)


def _meter(meter_id: int) -> MeterCard:
    meter = handover_meter(person=asker(), meter_id=meter_id, now=now())
    if meter is None:
        abort(404)
    return meter


def _form(meter: MeterCard, *, typed: dict[str, str], problem: Refusal | None) -> Response:
    return respond(
        page="handovers/page.html",
        status=422 if problem else 200,
        meter=meter_fields(meter),
        meter_id=meter.id,
        directions=DIRECTIONS,
        most_days=HANDOVER_DAYS,
        today=local_day(now=now(), timezone=meter.timezone).isoformat(),
        typed={"id": new_submission_id(now=now()), **typed},
        errors={problem.field or "form": say(problem)} if problem else {},
    )
