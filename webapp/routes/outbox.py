"""What waits on this phone; the phone itself fills the page."""

from flask import Blueprint, Response

from webapp.domain.permissions import Permission
from webapp.web.access import allow
from webapp.web.respond import respond

bp = Blueprint("outbox", __name__)


@bp.get("/outbox")
@allow(Permission.USE_PORTAL)
def page() -> Response:
    """The list's frame, and what to know without scripts."""
    return respond(page="outbox/page.html")
