"""Headers, origins and forgery protection."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask_wtf.csrf import CSRFProtect

from webapp.web.access import wants_json
from webapp.web.sessions import signed_in

csrf = CSRFProtect()

OWN_FORMS = "'self'"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        f"form-action {OWN_FORMS}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# What is no page loads nothing, so it says that in one line; a phone pays for every byte of it.
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
MOST_SIGNED_BYTES = 64_000


def init_security(app: Flask) -> None:
    """Check origins and forgery tokens before every change; send strict headers with every page."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session
        WTF_CSRF_SSL_STRICT=False,  # the origin is compared below; some proxies drop the referrer
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
    )
    csrf.init_app(app)
    app.before_request(_refuse_nul)
    app.before_request(_refuse_foreign)
    app.after_request(_headers)


def _refuse_nul() -> None:
    # No address of ours has one, and neither PostgreSQL nor the file system takes it.
    asked = (text for _, text in request.args.items(multi=True))
    if any("\0" in text for text in (request.path, *asked)):
        abort(404)


def _refuse_foreign() -> None:
    if request.method in SAFE_METHODS or _is_signed():
        return
    origin = request.headers.get("Origin")
    if origin is not None and not _same_site(origin, request.host):
        abort(403)
    # A program without a session is told 401 by the route, which says more than a missing token.
    if not (wants_json() and signed_in() is None):
        csrf.protect()


def take_signed_bytes() -> None:
    """Read what a program of others signed as raw bytes, before anybody reads it as a form."""
    if _is_signed():
        request.max_content_length = MOST_SIGNED_BYTES
        request.get_data()


def let_forms_leave(answer: Response, *, origins: Iterable[str]) -> Response:
    """Let the forms of this page lead on to these origins: browsers check redirects of forms, too.

    What is no plain origin is left out, so that a setting cannot loosen anything else.
    """
    known = sorted({origin for origin in origins if ORIGIN.fullmatch(origin)})
    if known:
        to = f"form-action {' '.join([OWN_FORMS, *known])}"
        policy = POLICY.replace(f"form-action {OWN_FORMS}", to)
        answer.headers["Content-Security-Policy"] = policy
    return answer


def _is_signed() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "signed_by_sender", False))


def _same_site(origin: str, host: str) -> bool:
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"//{host}")
    except ValueError:
        return False
    if theirs.hostname in LOOPBACK and ours.hostname in LOOPBACK:
        return True
    return theirs.netloc == ours.netloc


def _headers(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.path.startswith("/static/"):
        return answer
    headers.setdefault("Content-Security-Policy", POLICY if _may_load(answer) else NO_PAGE)
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "private, no-cache")
    if _is_page(answer):
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer


def _is_page(answer: Response) -> bool:
    """Whether a browser shows it; a redirect's own text is never seen."""
    return answer.mimetype == "text/html" and not 300 <= answer.status_code < 400


def _may_load(answer: Response) -> bool:
    """Pages load their parts, and the worker lives by the policy it came with."""
    return _is_page(answer) or answer.mimetype == "text/javascript"
