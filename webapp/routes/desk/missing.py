"""Meters nobody has read in their window, each with an estimate to take instead."""

from datetime import date

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.estimates import take_estimate
from webapp.domain.days import plain_day
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.forms.decisions import typed_values
from webapp.forms.numbers import id_in
from webapp.forms.plain_fields import day
from webapp.queries.missing_readings import decides_at, missing_readings
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_missing", __name__)


@bp.get("/desk/missing")
@allow(Permission.DECIDE)
def page() -> Response:
    """The list, the newest window first."""
    return _page(problem=None, at=None)


@bp.post("/desk/missing/<int:service_point_id>/estimate")
@allow(Permission.DECIDE)
def estimate(service_point_id: int) -> AnyResponse:
    """Make the estimate official, and show what is still missing."""
    keep_alive()
    if not decides_at(person=asker(), service_point_id=service_point_id):
        abort(404)
    try:
        take_estimate(
            person=asker(),
            service_point_id=service_point_id,
            values=typed_values(request.form),
            read_on=day(request.form, "read_on"),
            now=now(),
        )
    except Refusal as refusal:
        return _page(problem=refusal, at=service_point_id)
    return redirect(url_for(".page"), code=303)


def _page(*, problem: Refusal | None, at: int | None) -> Response:
    return respond(
        page="desk/missing.html",
        status=422 if problem else 200,
        found=missing_readings(person=asker(), now=now(), after=_after()),
        problem=say(problem) if problem else "",
        at=at,
        typed=typed_values(request.form),
    )


def _after() -> tuple[date, int] | None:
    """The place after which the page begins; what cannot be read begins at the front."""
    closes_on, _, point = request.args.get("after", "").partition("~")
    point_id = id_in(point)
    try:
        return None if point_id is None else (plain_day(closes_on), point_id)
    except ValueError:
        return None
