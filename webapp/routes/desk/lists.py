"""Work that nobody sends in: the lists beside the queue."""

from flask import Blueprint, Response

from webapp.domain.permissions import Permission
from webapp.queries.desk_work import work_lists
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("desk_lists", __name__)


@bp.get("/desk/lists")
@allow(Permission.DECIDE)
def page() -> Response:
    """What stands on each list, and the meters whose calibration runs out."""
    return respond(page="desk/lists.html", work=work_lists(person=asker(), now=now()))
