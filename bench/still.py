"""The demonstration world at a moment that never passes: pictures change only with screens."""

import atexit
import logging
import sys
import tempfile
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from e2e.truth import Truth

MOMENT = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
"""A Monday morning in the heating season."""


class StillPortal:
    """The portal in this process, on a world seeded at MOMENT, with its clock stopped there."""

    def __init__(self, *, data: Path) -> None:
        self.data = data
        self.truth = Truth(data / "meterpost.db")
        self.app = still_app(data)
        self._server: BaseWSGIServer | None = None

    def __enter__(self) -> "StillPortal":
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=_Silent)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None = None,
        _error: BaseException | None = None,
        _trace: TracebackType | None = None,
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None, "the portal is not open"
        return int(self._server.server_port)

    def endpoint_of(self, path: str) -> str:
        """The route that serves this address."""
        return str(self.app.url_map.bind("").match(path.partition("?")[0])[0])


def still_app(data: Path) -> Flask:
    """Build and seed the portal in an empty folder."""
    from webapp import create_app
    from webapp.actions.demo import seed_demo
    from webapp.jobs import run_once
    from webapp.models.base import database
    from webapp.models.migrations import migrate
    from webapp.settings import from_env

    app = create_app(from_env({"METERPOST_DEMO": "1"}, data=str(data)))
    app.logger.setLevel(logging.WARNING)
    stop_the_clock()
    migrate(db=database.obj)
    storage = app.extensions["storage"]
    with database.connection_context():
        seed_demo(storage=storage, now=MOMENT)
    while run_once(storage=storage, banks=app.extensions["banks"]):
        pass
    return app


def stop_the_clock() -> None:
    """Let every room of the portal see MOMENT, also those that have taken the clock already."""
    from webapp.web import clock

    running = clock.now
    for name, module in list(sys.modules.items()):
        if name.startswith("webapp.") and getattr(module, "now", None) is running:
            module.now = lambda: MOMENT  # type: ignore[attr-defined]


@cache
def still_portal() -> StillPortal:
    """One portal for all tests of this process, gone when it ends."""
    folder = tempfile.TemporaryDirectory()
    portal = StillPortal(data=Path(folder.name)).__enter__()
    atexit.register(folder.cleanup)
    atexit.register(portal.__exit__)
    return portal


class _Silent(WSGIRequestHandler):
    def log(self, _kind: str, _message: str, *_args: object) -> None:
        """The pictures speak for themselves."""
