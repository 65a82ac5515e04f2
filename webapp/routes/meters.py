"""A meter's card: what it is, when it may be read, what it showed last."""

from flask import Blueprint, Response, abort

from webapp.domain.permissions import Permission
from webapp.queries.meters import meter_to_show
from webapp.queries.notices import notices_of
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("meters", __name__, url_prefix="/meters")


@bp.get("/<int:meter_id>")
@allow(Permission.SEE_READINGS)
def page(meter_id: int) -> Response:
    """One meter of a customer whose readings this person may see."""
    found = meter_to_show(person=asker(), meter_id=meter_id, now=now())
    if found is None:
        abort(404)
    return respond(page="meters/page.html", meter=found.card, notices=notices_of([found])[meter_id])
