"""One submission at the desk."""

from flask import Blueprint, Response, abort, request

from webapp.domain.permissions import Permission
from webapp.queries.desk import desk_with, open_item
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk_view import view_of
from webapp.web.respond import respond, wants_fragment

bp = Blueprint("desk_items", __name__)


@bp.get("/desk/submissions/<string:submission_id>")
@allow(Permission.DECIDE)
def page(submission_id: str) -> Response:
    """The item beside the queue; htmx gets the item alone. Looking changes nothing."""
    return _fragment(submission_id) if wants_fragment() else _page(submission_id)


def _page(submission_id: str) -> Response:
    desk = desk_with(
        person=asker(), submission_id=submission_id, view=view_of(request.args), now=now()
    )
    if desk is None:
        abort(404)
    return respond(page="desk/page.html", desk=desk)


def _fragment(submission_id: str) -> Response:
    item = open_item(person=asker(), submission_id=submission_id, now=now())
    if item is None:
        abort(404)
    return respond(page="desk/page.html", fragment="desk/_item.html", item=item)
