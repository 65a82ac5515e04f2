"""The clerk's queue with nothing open."""

from flask import Blueprint, Response, request

from webapp.domain.permissions import Permission
from webapp.forms.desk_places import page_of, place_text
from webapp.queries.desk import queue_only
from webapp.queries.desk_queue import Place
from webapp.web.access import allow, asker
from webapp.web.respond import respond

bp = Blueprint("desk_queue", __name__)


@bp.get("/desk")
@allow(Permission.DECIDE)
def page() -> Response:
    """What waits for a decision, the oldest first."""
    desk = queue_only(person=asker(), **page_of(request.args))
    return respond(page="desk/page.html", fragment="desk/_desk.html", desk=desk)


@bp.app_template_filter("place")
def place(value: Place) -> str:
    """A place in the queue as it stands in an address."""
    return place_text(value)
