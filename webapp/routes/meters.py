"""A meter's card: what it is, when it may be read, what it showed last."""

from flask import Blueprint, Response, abort

from webapp.domain.permissions import Permission
from webapp.queries.meters import local_day
from webapp.queries.my_meters import meters_to_show
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("meters", __name__, url_prefix="/meters")


@bp.get("/<int:meter_id>")
@allow(Permission.SEE_READINGS)
def page(meter_id: int) -> Response:
    """One meter of a customer whose readings this person may see."""
    moment = now()
    found = meters_to_show(person=asker(), now=moment, meter_id=meter_id)
    if not found:
        abort(404)
    meter = found[0].card
    today = local_day(now=moment, timezone=meter.timezone)
    expired = meter.calibrated_until is not None and meter.calibrated_until < today
    return respond(page="meters/page.html", meter=meter, expired=expired)
