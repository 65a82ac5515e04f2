"""Whether this process can do its work."""

from flask import Blueprint, Response, current_app, jsonify

from webapp.queries.health import database_answers
from webapp.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database and the storage answer, else 503."""
    database_answers()
    current_app.extensions["storage"].check()
    return jsonify(status="ok")
