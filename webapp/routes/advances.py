"""Advances: the schedule, what is paid, and what comes next."""

from flask import Blueprint, Response

from webapp.domain.permissions import Permission
from webapp.queries.advances import advance_schedules
from webapp.queries.flexible_advances import flexible_advances
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("advances", __name__)


@bp.get("/advances")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """Every schedule of this person's customers, and what those that follow the use need next."""
    person, moment = asker(), now()
    schedules = advance_schedules(person=person, now=moment)
    return respond(
        page="advances/page.html",
        schedules=schedules,
        follow=flexible_advances(person=person, schedules=schedules, now=moment),
    )
