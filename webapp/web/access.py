"""Who may use a route: every one says so, and what is not yours is not found."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import abort, make_response, redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, may
from webapp.web.sessions import signed_in

View = Callable[..., Any]
PUBLIC = "public"


def public(view: View) -> View:
    """Mark a route that anyone may use."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_by_sender(view: View) -> View:
    """Mark a route that programs of others post to: their signature stands for origin and token."""
    view.signed_by_sender = True  # type: ignore[attr-defined]
    return view


def allow(permission: Permission) -> Callable[[View], View]:
    """Mark a route as open to whom the policy grants the permission; others find nothing."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            person = signed_in()
            if person is None:
                return to_sign_in()
            if not may(person, permission):
                abort(404)
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def asker() -> Person:
    """The person who asks, on a route that only signed-in people reach."""
    person = signed_in()
    if person is None:
        raise Unauthorized
    return person


def to_sign_in() -> Response:
    """Send to the sign-in page and back afterwards; programs are told 401 instead."""
    if wants_json():
        raise Unauthorized
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    target = f"{url_for('sign_in.page')}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request"):
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = target
        return answer
    return redirect(target, code=303)


def wants_json() -> bool:
    """Whether the caller is a program: the outbox or a billing system."""
    return request.path.startswith(("/sync/", "/api/"))
