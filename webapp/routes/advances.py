"""Advances: the schedule, what is paid, and what comes next."""

from flask import Blueprint, Response

from webapp.domain.permissions import Permission
from webapp.queries.advances import advance_schedules
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("advances", __name__)


@bp.get("/advances")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """Every schedule of this person's customers."""
    return respond(
        page="advances/page.html", schedules=advance_schedules(person=asker(), now=now())
    )
