"""Taking a decision back within half a minute."""

from flask import Blueprint
from werkzeug.wrappers import Response

from webapp.actions.undo import undo
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.domain.undo import UNDO_FOR
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import open_again, refused
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_undo", __name__)


@bp.post("/desk/submissions/<string:submission_id>/undo")
@allow(Permission.DECIDE)
def take_back(submission_id: str) -> Response:
    """Take the last decision back; the item waits again and is opened."""
    keep_alive()
    try:
        undo(person=asker(), submission_id=submission_id, now=now())
    except Refusal as refusal:
        return refused(submission_id, refusal)
    return open_again(submission_id, "undone")


@bp.app_template_global()
def undo_seconds() -> int:
    """For how long a decision can be taken back."""
    return int(UNDO_FOR.total_seconds())
