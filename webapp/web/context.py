"""What every template may use."""

from typing import Any

from flask import Flask, current_app, request
from flask_wtf.csrf import generate_csrf

from webapp.domain.permissions import Permission, may
from webapp.queries.companies import face_of
from webapp.web.assets import Assets
from webapp.web.language import tag
from webapp.web.logs import request_id
from webapp.web.sessions import signed_in


def init_context(app: Flask, *, assets: Assets, demo: bool) -> None:
    """Give templates the signed-in person, the company's face and the static files."""
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(
        static=assets.url,
        csrf_token=generate_csrf,
        demo=demo,
        Permission=Permission,
    )
    app.context_processor(_context)
    quicken(app)


def quicken(app: Flask) -> None:
    """Spare Jinja a walk through all its globals for every macro that a template imports."""
    env = app.jinja_env
    # What the factory has put there, once; a chain of dictionaries would be asked name by name.
    env.make_globals = lambda given: {**env.globals, **(given or {})}  # type: ignore[method-assign, assignment, return-value]


def assets() -> Assets:
    """The static files of this app."""
    found: Assets = current_app.extensions["assets"]
    return found


def _context() -> dict[str, Any]:
    person = None if request.path.startswith("/shell") else signed_in()
    tie = person.company if person else None
    company = face_of(tie) if tie else None
    return {
        "current_account": person,
        "company": company,
        "lang": tag(),
        "request_id": request_id(),
        "may": lambda permission: person is not None and may(person, permission),
    }
