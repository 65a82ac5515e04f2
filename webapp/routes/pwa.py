"""What makes it an app: the worker, the manifest, the shell pages, the company's colour."""

import json

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext

from webapp.domain.colours import on_dark, on_light
from webapp.queries.companies import company_face
from webapp.web.access import public
from webapp.web.context import assets
from webapp.web.dense import densest

bp = Blueprint("pwa", __name__)


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, for the whole origin, always asked for anew."""
    return _revalidated(Response(assets().worker, content_type="text/javascript; charset=utf-8"))


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Name, icons and start page for installing."""
    icon = assets().url
    body = {
        "name": "Meterpost",
        "short_name": "Meterpost",
        "description": gettext("Read your meters, see your bills, with or without a signal."),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f4ef",
        "theme_color": "#0a5f5c",
        "icons": [
            # Every page has this one already; phones that want pixels take one below.
            {"src": icon("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": icon("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": icon("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": icon("icons/icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
        "shortcuts": [{"name": gettext("Read a meter"), "url": "/capture"}],
    }
    answer = Response(json.dumps(body), content_type="application/manifest+json")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@bp.get("/shell")
@public
def shell() -> Response:
    """A page without token or personal data that fills itself from the phone."""
    return _revalidated(Response(render_template("shell/page.html", **NOTHING_YET)))


@bp.get("/theme/<string:slug>.css")
@public
def theme(slug: str) -> Response:
    """The company's colour as one token."""
    face = company_face(slug=slug)
    if face is None:
        abort(404)
    light, dark = on_light(face.accent), on_dark(face.accent)
    rule = (
        f"@layer tokens{{:root{{--company-1:{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--company-1:{dark}}}}}}}\n"
    )
    answer = Response(rule, content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


def _revalidated(answer: Response) -> Response:
    """Asked for anew each time, and answered with 304 while it is the same."""
    densest(answer).add_etag()
    answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer


NOTHING_YET: dict[str, object] = {
    "shell": True,
    "meters": [],
    "submission_ids": {},
    "form_errors": {},
    "values": {},
    "chosen": None,
}
