"""Static files, cached for ever under a path that names their content."""

from flask import Blueprint, Response, abort, request

from webapp.web.access import public
from webapp.web.assets import Asset
from webapp.web.context import assets

bp = Blueprint("static_files", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/static/<string:tree>/<path:path>")
@public
def file(tree: str, path: str) -> Response:
    """A file of the current tree; an address of an earlier tree gets it too, but not for ever."""
    asset = assets().get(path)
    if asset is None:
        abort(404)
    answer = _encoded(asset)
    answer.set_etag(f"{tree}-{answer.headers.get('Content-Encoding', '')}")
    current = assets().prefix == f"/static/{tree}"
    answer.headers["Cache-Control"] = FOR_EVER if current else "no-cache"
    answer.make_conditional(request)
    return answer


def _encoded(asset: Asset) -> Response:
    accepted = {name for name, _ in request.accept_encodings}
    body, encoding = asset.plain, ""
    if asset.brotli and "br" in accepted:
        body, encoding = asset.brotli, "br"
    elif asset.gzip and "gzip" in accepted:
        body, encoding = asset.gzip, "gzip"
    answer = Response(body, content_type=asset.content_type)
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    answer.vary.add("Accept-Encoding")
    return answer
