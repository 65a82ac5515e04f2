"""A receipt: what was sent, how it stands, why, and what next."""

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.withdrawals import withdraw
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.gateways.storage import NotStored, photo_key
from webapp.queries.on_its_way import followed
from webapp.queries.submission_photos import PhotoPart, photos_of
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.errors import refusal_status
from webapp.web.language import say
from webapp.web.respond import respond

bp = Blueprint("submissions", __name__, url_prefix="/submissions")


@bp.get("/<string:submission_id>")
@allow(Permission.SEE_READINGS)
def page(submission_id: str) -> Response:
    """The receipt page."""
    return _page(submission_id)


@bp.post("/<string:submission_id>/withdrawal")
@allow(Permission.SUBMIT_READINGS)
def withdrawal(submission_id: str) -> AnyResponse:
    """Take it back, unless a clerk was faster; then say so on the page that shows the verdict."""
    try:
        withdraw(person=asker(), submission_id=submission_id, now=now())
    except Refusal as refusal:
        return _page(submission_id, problem=say(refusal), status=refusal_status(refusal))
    return redirect(url_for(".page", submission_id=submission_id), code=303)


@bp.get("/<string:submission_id>/photos/<string:part>/<any(thumb, view):size>")
@allow(Permission.SEE_READINGS)
def photo(submission_id: str, part: str, size: str) -> AnyResponse:
    """One of its photos, small or for viewing."""
    found = _photos(submission_id).get(part)
    if found is None:
        abort(404)
    whole = photo_key(company_id=found.company_id, sha256=found.sha256)
    smaller = f"{whole.removesuffix('jpg')}{size}.jpg"
    answer = Response(_stored(smaller) or _stored(whole) or abort(404), mimetype="image/jpeg")
    # On a shared phone a kept copy must not outlive the sign-in: it is asked for each time.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _page(submission_id: str, *, problem: str = "", status: int = 200) -> Response:
    found = followed(person=asker(), submission_ids=[submission_id])
    if not found:
        abort(404)
    return respond(
        page="submissions/page.html",
        sent=found[0],
        photos=list(_photos(submission_id)) if found[0].photos else [],
        problem=problem,
        status=status,
    )


def _stored(key: str) -> bytes | None:
    """The bytes, or None: smaller sizes are made soon after a photo has arrived."""
    try:
        data: bytes = current_app.extensions["storage"].get(key=key)
    except NotStored:
        return None
    return data


def _photos(submission_id: str) -> dict[str, PhotoPart]:
    return {p.part: p for p in photos_of(person=asker(), submission_id=submission_id)}
