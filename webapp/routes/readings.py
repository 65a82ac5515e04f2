"""The history of readings at a place, newest first."""

from collections import Counter
from datetime import date

from flask import Blueprint, Response, abort, request

from webapp.domain.days import plain_day
from webapp.domain.permissions import Permission
from webapp.queries.on_its_way import waiting_at
from webapp.queries.readings import history
from webapp.queries.service_points import PointOfSupply, points_of_supply
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.figures import month_bars, said
from webapp.web.respond import respond

bp = Blueprint("readings", __name__)
bp.add_app_template_filter(month_bars)
bp.add_app_template_filter(said)


@bp.get("/readings")
@allow(Permission.SEE_READINGS)
def page() -> Response:
    """The readings of the meter asked for, or of the first one."""
    person = asker()
    points = points_of_supply(person=person, now=now())
    point = _chosen(points, request.args.get("meter", ""))
    before = _day(request.args.get("before", ""))
    return respond(
        page="readings/page.html",
        fragment="readings/_readings.html",
        choices=_choices(points),
        point=point,
        before=before,
        waiting=waiting_at(person=person, service_point_id=point.id)
        if point and not before
        else [],
        history=history(point=point, before=before) if point else None,
    )


def _chosen(points: list[PointOfSupply], wanted: str) -> PointOfSupply | None:
    """The place of this meter; a meter that is not theirs is not found."""
    if not wanted:
        return points[0] if points else None
    found = next((point for point in points if point.has(wanted)), None)
    if found is None:
        abort(404)
    return found


def _choices(points: list[PointOfSupply]) -> list[tuple[str, PointOfSupply]]:
    """Each place under its meter's serial, or under the meter's id where two serials are alike."""
    times = Counter(point.serial for point in points)
    return [(p.serial if times[p.serial] == 1 else str(p.devices[0].id), p) for p in points]


def _day(text: str) -> date | None:
    try:
        return plain_day(text) if text else None
    except ValueError:
        abort(404)
