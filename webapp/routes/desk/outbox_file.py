"""Taking in the file that a customer's phone has written."""

from flask import Blueprint, Response, current_app, request

from webapp.actions.outbox_imports import import_outbox_file
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.forms.outbox_file import parse_outbox_file
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_outbox_file", __name__)


@bp.get("/desk/outbox-file")
@allow(Permission.DECIDE)
def page() -> Response:
    """The form that takes the file."""
    return respond(page="desk/outbox_file.html", results=[], error="")


@bp.post("/desk/outbox-file")
@allow(Permission.DECIDE)
def take_in() -> Response:
    """Submit what is in the file and say of each reading what became of it."""
    keep_alive()
    try:
        results = import_outbox_file(
            clerk=asker(),
            file=parse_outbox_file(_uploaded(), most_photo_bytes=_most_photo_bytes()),
            now=now(),
            storage=current_app.extensions["storage"],
        )
    except Refusal as refusal:
        return respond(page="desk/outbox_file.html", status=422, results=[], error=say(refusal))
    told = [(one, say(one.refusal) if one.refusal else "") for one in results]
    return respond(page="desk/outbox_file.html", results=told, error="")


def _uploaded() -> bytes:
    file = request.files.get("file")
    return file.read() if file else b""


def _most_photo_bytes() -> int:
    most: int = current_app.config["MAX_PHOTO_BYTES"]
    return most
