"""The second person's answer to what a first one has proposed."""

from flask import Blueprint
from werkzeug.wrappers import Response

from webapp.actions.proposals import confirm, decline
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import go_on, open_again, refused
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_proposals", __name__)


@bp.post("/desk/submissions/<string:submission_id>/proposal/confirmation")
@allow(Permission.DECIDE)
def confirm_it(submission_id: str) -> Response:
    """Decide what a colleague has proposed and go on to the next."""
    keep_alive()
    try:
        confirm(person=asker(), submission_id=submission_id, now=now())
    except Refusal as refusal:
        return refused(submission_id, refusal)
    return go_on(submission_id, "confirmed")


@bp.post("/desk/submissions/<string:submission_id>/proposal/declination")
@allow(Permission.DECIDE)
def decline_it(submission_id: str) -> Response:
    """End the proposal; the item is opened and waits as before."""
    keep_alive()
    try:
        decline(person=asker(), submission_id=submission_id, now=now())
    except Refusal as refusal:
        return refused(submission_id, refusal)
    return open_again(submission_id, "declined")
