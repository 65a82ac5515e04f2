"""What the portal is compared with: the least that could answer the same, in the same server.

* A bare page: the portal's own template and filters, its context kept in memory, one SELECT. No
  sign-in, no forgery token, no headers, no log line.
* A bare capture: parses the same body, decodes the photo once, fsyncs the file, inserts one row.
* A bare decision: one transaction that writes the same rows as the portal's.

`app` is the portal with these beside it under /bare/, so that one process serves both.
"""

import hashlib
import io
import json
import os
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request, template_rendered
from flask.testing import FlaskClient
from PIL import Image

from e2e.server import PASSWORD
from webapp import create_app
from webapp.models.connection import SQLITE_PRAGMAS
from webapp.routes import DOORS
from webapp.settings import Settings, from_env
from webapp.web.context import quicken
from webapp.web.language import init_language

# Name → (who looks, which page).
PAGES = {
    "dashboard": ("anna@demo.test", "/"),
    "history": ("anna@demo.test", "/readings?meter=37461"),
    "queue": ("clerk@demo.test", "/desk"),
    "invoices": ("anna@demo.test", "/invoices"),
    "debts": ("anna@demo.test", "/debts"),
}
HIDDEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
OF_THE_REQUEST = ("request", "session", "g", "current_user")
ONE_SELECT = "SELECT name FROM account WHERE email = ?"

Context = tuple[str, dict[str, Any]]
_mine = threading.local()


def bare_app(*, portal: Flask, settings: Settings) -> Flask:
    """The references; the contexts of the pages are taken from the portal once, at the start."""
    bare = Flask("webapp", static_folder=None)
    init_language(bare, select=lambda: "en")
    bare.jinja_env.filters.update(portal.jinja_env.filters)
    for door in DOORS:
        bare.register_blueprint(door)  # for the addresses and filters that templates use
    bare.jinja_env.trim_blocks = bare.jinja_env.lstrip_blocks = True
    for name, value in portal.jinja_env.globals.items():
        bare.jinja_env.globals.setdefault(name, value)
    quicken(bare)
    contexts = {name: _context(portal, *page) for name, page in PAGES.items()}

    @bare.get("/bare/pages/<string:name>")
    def page(name: str) -> str:
        """The template with its context in memory, and one SELECT."""
        template, context = contexts[name]
        connection(settings).execute(ONE_SELECT, (PAGES[name][0],)).fetchone()
        return render_template(template, **context)

    @bare.post("/bare/captures")
    def capture() -> tuple[Response, int]:
        """Parse, decode, keep, write one row."""
        return _take_in(settings)

    @bare.post("/bare/decisions/<string:submission_id>")
    def decision(submission_id: str) -> Response:
        """The rows of an acceptance, in one transaction."""
        _accept(connection(settings), submission_id, verdict=request.form["verdict"])
        return Response(status=303, headers={"Location": "/desk"})

    return bare


def connection(settings: Settings) -> sqlite3.Connection:
    """This thread's own connection, opened once, with the portal's own pragmas."""
    if not hasattr(_mine, "connection"):
        path = settings.database_url.removeprefix("sqlite:///")
        _mine.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        for name, value in SQLITE_PRAGMAS.items():
            _mine.connection.execute(f"PRAGMA {name} = {value}")
    made: sqlite3.Connection = _mine.connection
    return made


def prepare(settings: Settings) -> None:
    """The table of bare captures."""
    connection(settings).execute(
        "CREATE TABLE IF NOT EXISTS bare_capture (id TEXT NOT NULL PRIMARY KEY, meta TEXT NOT NULL,"
        " sha256 TEXT NOT NULL, received_at BIGINT NOT NULL)"
    )
    _folder(settings).mkdir(exist_ok=True)


def _folder(settings: Settings) -> Path:
    return settings.data / "bare-photos"


def _take_in(settings: Settings) -> tuple[Response, int]:
    meta = json.loads(request.form["meta"])
    data = request.files["photo"].read()
    Image.open(io.BytesIO(data)).load()
    digest = hashlib.sha256(data).hexdigest()
    with (_folder(settings) / f"{digest}.jpg").open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    connection(settings).execute(
        "INSERT INTO bare_capture VALUES (?, ?, ?, ?)",
        (meta["id"], json.dumps(meta), digest, time.time_ns() // 1000),
    )
    body = json.dumps({"id": meta["id"], "state": "received", "photo_sha256": digest})
    return Response(body, mimetype="application/json"), 201


def _accept(db: sqlite3.Connection, submission_id: str, *, verdict: str) -> None:
    now = time.time_ns() // 1000
    db.execute("BEGIN IMMEDIATE")
    found = db.execute(OF_SUBMISSION, (submission_id,)).fetchone()
    company_id, register_id, value, read_on, staff_id = found
    decision_id, event_id, reading_id = (secrets.randbits(62) for _ in range(3))
    own = (company_id, decision_id, submission_id, verdict)
    db.execute(
        "UPDATE submission SET state = 'accepted', changed_at = ? WHERE company_id = ? AND id = ?"
        " AND state = 'received'",
        (now, company_id, submission_id),
    )
    db.execute(
        "INSERT INTO decision (company_id, id, submission_id, turn, verdict, staff_id, decided_at)"
        " VALUES (?, ?, ?, 1, ?, ?, ?)",
        (*own, staff_id, now),
    )
    db.execute(
        "INSERT INTO event (company_id, id, happened_at, actor_id, kind, subject, facts)"
        " VALUES (?, ?, ?, ?, 'decision.accept', ?, ?)",
        (company_id, event_id, now, staff_id, f"submission:{submission_id}", "{}"),
    )
    db.execute("INSERT INTO unsealed VALUES (?, ?, ?)", (company_id, event_id, now))
    db.execute(
        "INSERT INTO decided_value (company_id, decision_id, register_id, submission_id, verdict,"
        " value, claimed) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (company_id, decision_id, register_id, submission_id, verdict, value, value),
    )
    db.execute(
        "INSERT INTO reading (company_id, id, register_id, read_on, value, kind, recorded_at,"
        " decision_id, submission_id, verdict) VALUES (?, ?, ?, ?, ?, 'customer', ?, ?, ?, ?)",
        (company_id, reading_id, register_id, read_on, value, now, *own[1:]),
    )
    db.execute("COMMIT")


OF_SUBMISSION = """
SELECT s.company_id, c.register_id, c.value, s.read_on, t.account_id
FROM submission s JOIN claim c ON c.company_id = s.company_id AND c.submission_id = s.id
JOIN staff t ON t.company_id = s.company_id AND t.role = 'clerk'
WHERE s.company_id = (SELECT id FROM company WHERE slug = 'minta') AND s.id = ?
"""


def _context(portal: Flask, email: str, path: str) -> Context:
    """The template of a page and everything it was given, as the portal made it."""
    seen: list[Context] = []

    def note(_app: Flask, *, template: Any, context: dict[str, Any], **_: Any) -> None:
        kept = {k: v for k, v in context.items() if k not in OF_THE_REQUEST}
        seen.append((template.name, kept))

    client = signed_in_client(portal, email)
    with template_rendered.connected_to(note, portal):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status)
    template, context = seen[-1]
    return template, {**context, "csrf_token": lambda: "x" * 91}


def signed_in_client(portal: Flask, email: str) -> FlaskClient:
    """Somebody of the demonstration, in this process."""
    client = portal.test_client()
    hidden = HIDDEN.search(client.get("/sign-in").get_data(as_text=True))
    assert hidden is not None
    form = {"csrf_token": hidden[1], "email": email, "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 303
    return client


class Beside:
    """The portal, and the references beside it under /bare/."""

    def __init__(self) -> None:
        settings = from_env()
        prepare(settings)
        portal = create_app(settings)
        self._portal: Callable[..., Iterable[bytes]] = portal.wsgi_app
        self._bare: Callable[..., Iterable[bytes]] = bare_app(portal=portal, settings=settings)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        app = self._bare if environ["PATH_INFO"].startswith("/bare/") else self._portal
        return app(environ, start)


def __getattr__(name: str) -> Any:
    # Only the server that loads this file needs the app; tests read the rest of it.
    if name == "app":
        return Beside()
    raise AttributeError(name)
