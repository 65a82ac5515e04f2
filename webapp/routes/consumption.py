"""What was used: this year beside last, month by month, a day, and as a file to keep."""

from dataclasses import replace

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from webapp.domain.permissions import Permission
from webapp.queries.consumption import consumption
from webapp.queries.service_points import PointOfSupply, points_of_supply
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond
from webapp.web.spreadsheets import csv_answer
from webapp.web.use_figures import figures_of, highest, together
from webapp.web.use_sentences import (
    day_sentence,
    estimate_sentence,
    weather_sentence,
    winter_sentence,
)
from webapp.web.use_table import use_head, use_table

bp = Blueprint("consumption", __name__)
for tool in (highest, day_sentence, estimate_sentence, weather_sentence, winter_sentence):
    bp.add_app_template_global(tool)

VIEWS = ("two-years", "months", "a-day", "equally-cold")


@bp.get("/consumption")
@allow(Permission.SEE_READINGS)
def page() -> Response:
    """The use of the place asked for, or of the first one, in the view asked for."""
    points = points_of_supply(person=asker(), now=now())
    point, only = _chosen(points)
    found = consumption(point=only or point) if point else None
    view = _view(equally_cold=bool(found and found.weather))
    figures = figures_of(found=found, point=only or point, view=view) if found and point else []
    return respond(
        page="consumption/page.html",
        fragment="consumption/_consumption.html",
        choices=[(one.id, one) for one in points],
        point=point,
        only=only,
        view=view,
        views=_views(weather=bool(found and found.weather)),
        figures=figures,
        together=together(figures=figures, today=point.today) if point else "",
        asked={"meter": only.devices[0].id} if only else {"point": point.id} if point else {},
    )


@bp.get("/consumption.csv")
@allow(Permission.SEE_READINGS)
def table() -> Response:
    """Two years month by month, meter by meter, as a file for a spreadsheet."""
    point, only = _chosen(points_of_supply(person=asker(), now=now()))
    if point is None:
        abort(404)
    shown = only or point
    return csv_answer(
        name=(gettext("consumption"), shown.serial, shown.today.isoformat()),
        head=use_head(),
        rows=use_table(found=consumption(point=shown), today=shown.today),
    )


def _chosen(
    points: list[PointOfSupply],
) -> tuple[PointOfSupply | None, PointOfSupply | None]:
    """The place, and the same with one meter only where that was asked for and it had several."""
    meter, place = request.args.get("meter", ""), request.args.get("point", "")
    if not meter and not place:
        return (points[0] if points else None), None
    wanted = (p for p in points if (p.has(meter) if meter else str(p.id) == place))
    point = next(wanted, None)
    if point is None:
        abort(404)
    devices = [d for d in point.devices if meter in (d.serial, str(d.id))]
    alone = meter and len(point.devices) > 1
    return point, replace(point, devices=tuple(devices[:1])) if alone else None


def _view(*, equally_cold: bool) -> str:
    wanted = request.args.get("view", VIEWS[0])
    if wanted not in VIEWS:
        abort(404)
    # The choice of another meter keeps the view; water knows nothing of the weather.
    return VIEWS[0] if wanted == "equally-cold" and not equally_cold else wanted


def _views(*, weather: bool) -> list[tuple[str, str]]:
    names = {
        "two-years": gettext("Two years"),
        "months": gettext("24 months"),
        "a-day": gettext("A day"),
        "equally-cold": gettext("Equally cold"),
    }
    return [(name, label) for name, label in names.items() if weather or name != "equally-cold"]
