"""Passing by an item: on to what waits next and is free."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.domain.permissions import Permission
from webapp.queries.desk import open_item
from webapp.queries.desk_queue import is_known, next_waiting
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk_view import view_address, view_of
from webapp.web.respond import respond, wants_fragment

bp = Blueprint("desk_next", __name__)


@bp.get("/desk/submissions/<string:submission_id>/next")
@allow(Permission.DECIDE)
def page(submission_id: str) -> AnyResponse:
    """What waits after this one. Nothing is written: what was passed by comes again at the end."""
    if not is_known(person=asker(), submission_id=submission_id):
        abort(404)
    upcoming = next_waiting(
        person=asker(),
        submission_id=submission_id,
        show=view_of(request.args).show,
        now=now(),
    )
    if wants_fragment():
        return _fragment(upcoming)
    return redirect(_address(upcoming), code=303)


def _fragment(upcoming: str | None) -> Response:
    item = open_item(person=asker(), submission_id=upcoming, now=now()) if upcoming else None
    if item is None:
        answer = Response("", 200)
        answer.headers["HX-Redirect"] = _address(None)
        return answer
    answer = respond(page="desk/page.html", fragment="desk/_item.html", item=item)
    answer.headers["HX-Push-Url"] = _address(upcoming)
    return answer


def _address(submission_id: str | None) -> str:
    view = view_address(request.args)
    if submission_id is None:
        return url_for("desk_queue.page", **view)
    return url_for("desk_items.page", submission_id=submission_id, **view)
