"""The desk's own figures."""

from datetime import timedelta

from flask import Blueprint, Response
from flask_babel import ngettext

from webapp.domain.permissions import Permission
from webapp.queries.desk_metrics import desk_metrics
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("desk_metrics", __name__)


@bp.get("/desk/metrics")
@allow(Permission.DECIDE)
def page() -> Response:
    """How long people wait, what is decided, and which rules find what; nothing by person."""
    return respond(page="desk/metrics.html", figures=desk_metrics(person=asker(), now=now()))


@bp.app_template_filter("lasting")
def lasting(value: timedelta) -> str:
    """How long, in the unit that says something: 40 min, 5 h, 2 days."""
    minutes = round(value / timedelta(minutes=1))
    if minutes < 60:
        return ngettext("%(num)s min", "%(num)s min", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s h", "%(num)s h", round(minutes / 60))
    return ngettext("%(num)s day", "%(num)s days", round(minutes / (24 * 60)))


@bp.app_template_filter("total_hours")
def total_hours(value: timedelta) -> float:
    """The same as a number, for drawing."""
    return value / timedelta(hours=1)
