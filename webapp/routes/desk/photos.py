"""Photos of submissions, for the company's staff only."""

from flask import Blueprint, Response, abort, current_app

from webapp.domain.permissions import Permission
from webapp.gateways.storage import NotStored, PhotoSize, photo_key
from webapp.queries.desk_photos import stored_photo
from webapp.web.access import allow, asker

bp = Blueprint("desk_photos", __name__)

FOR_EVER = "private, max-age=31536000, immutable"
FOR_NOW = "private, max-age=60"
SIZES: dict[str, PhotoSize | None] = {"view": "view", "thumb": "thumb", "full": None}


@bp.get(
    "/desk/submissions/<string:submission_id>/photos/<string:part>/<any(view, thumb, full):size>"
)
@allow(Permission.DECIDE)
def photo(submission_id: str, part: str, size: str) -> Response:
    """One photo; until its smaller sizes are made, the whole one stands in for them."""
    found = stored_photo(person=asker(), submission_id=submission_id, part=part)
    if found is None:
        abort(404)
    company_id, sha256 = found
    whole = photo_key(company_id=company_id, sha256=sha256)
    data = _kept(photo_key(company_id=company_id, sha256=sha256, size=SIZES[size]))
    answer = Response(data or _kept(whole) or abort(404), content_type="image/jpeg")
    answer.headers["Cache-Control"] = FOR_EVER if data else FOR_NOW
    return answer


def _kept(key: str) -> bytes | None:
    try:
        data: bytes = current_app.extensions["storage"].get(key=key)
    except NotStored:
        return None
    return data
