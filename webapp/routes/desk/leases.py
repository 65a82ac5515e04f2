"""Saying that one has an item open, and that one has left it."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from webapp.actions.leases import claim, release
from webapp.domain.permissions import Permission
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond, wants_fragment

bp = Blueprint("desk_leases", __name__)


@bp.post("/desk/submissions/<string:submission_id>/lease")
@allow(Permission.DECIDE)
def hold(submission_id: str) -> Response:
    """Have it open for five minutes more; answers with who has it."""
    lease = claim(person=asker(), submission_id=submission_id, now=now())
    if not wants_fragment():
        return redirect(url_for("desk_items.page", submission_id=submission_id), code=303)
    held_by = lease.name if lease and not lease.mine else None
    return respond(page="desk/page.html", fragment="desk/_held.html", held_by=held_by)


@bp.post("/desk/submissions/<string:submission_id>/lease/release")
@allow(Permission.DECIDE)
def let_go(submission_id: str) -> Response:
    """Have left it."""
    release(person=asker(), submission_id=submission_id)
    return redirect(url_for("desk_queue.page"), code=303)
