"""One answer for two readers: a whole page, or the fragment that htmx asked for."""

from typing import Any

from flask import Flask, Response, make_response, render_template
from htmx_flask import Htmx, request


def init_htmx(app: Flask) -> None:
    """Let requests say whether htmx sent them."""
    Htmx(app)


def wants_fragment() -> bool:
    """Whether only a part of the page is wanted; boosted links and history want all of it."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def respond(
    *, page: str, fragment: str | None = None, status: int = 200, **context: Any
) -> Response:
    """Render the page, or only its fragment for htmx; caches are told that the two differ."""
    template = fragment if fragment and wants_fragment() else page
    answer = make_response(render_template(template, **context), status)
    answer.vary.add("HX-Request")
    return answer
