"""Whether this process can do its work."""

from flask import Blueprint, Response, abort, current_app, jsonify

from webapp.queries.health import DatabaseError, database_answers
from webapp.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database and the storage answer, else 503."""
    try:
        database_answers()
        current_app.extensions["storage"].check()
    except (DatabaseError, OSError):
        current_app.logger.exception("not healthy")
        abort(503)
    return jsonify(status="ok")
