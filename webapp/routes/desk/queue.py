"""The clerk's queue with nothing open."""

from flask import Blueprint, Response, request

from webapp.domain.permissions import Permission
from webapp.queries.desk import queue_only
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk_view import view_of
from webapp.web.respond import respond

bp = Blueprint("desk_queue", __name__)


@bp.get("/desk")
@allow(Permission.DECIDE)
def page() -> Response:
    """What waits for a decision, the oldest first."""
    desk = queue_only(person=asker(), view=view_of(request.args), now=now())
    return respond(page="desk/page.html", fragment="desk/_desk.html", desk=desk)
