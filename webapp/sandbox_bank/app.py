"""The pretend bank put together: its doors, its counter and its post."""

import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from webapp.sandbox_bank import api, control, pages
from webapp.sandbox_bank.book import Book
from webapp.sandbox_bank.counter import Counter, No
from webapp.sandbox_bank.post import Post

MOST_BYTES = 64_000


def bank_app(book: Book, *, clock: Callable[[], float], page: str | None) -> Flask:
    """The bank's pages and API over its book; `page` is its address as browsers reach it."""
    app = Flask(
        __name__, template_folder="pages", static_folder="pages/static", static_url_path="/static"
    )
    app.config.update(PAGE=(page or "").rstrip("/"), MAX_CONTENT_LENGTH=MOST_BYTES)
    app.extensions["counter"] = Counter(book, clock=clock)
    app.extensions["stopping"] = threading.Event()
    app.before_request(_refuse_foreign)
    app.register_error_handler(No, _no)
    for part in (api, control, pages):
        app.register_blueprint(part.bp)
    return app


class Bank:
    """The bank, open: a server and the post beside it."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        file: Path | None,
        page: str | None,
        clock: Callable[[], float],
    ) -> None:
        self.book = Book(file)
        self._app = bank_app(self.book, clock=clock, page=page)
        self._post = Post(self._app.extensions["counter"])
        self._server: BaseWSGIServer = make_server(
            host, port, self._app, threaded=True, request_handler=_Quiet
        )
        self.port = self._server.server_port

    def serve(self) -> None:
        """Answer until `stop`."""
        self._post.start()
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Close the doors, then the post, then the book."""
        stopping: threading.Event = self._app.extensions["stopping"]
        if stopping.is_set():
            return
        stopping.set()
        self._server.shutdown()
        self._post.stop()
        self._server.server_close()
        self.book.close()


def _refuse_foreign() -> None:
    # Another site's form could otherwise press the bank's buttons in this browser.
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        abort(403)


def _no(no: No) -> Response:
    answer = jsonify(code=no.code)
    answer.status_code = no.status
    return answer


class _Quiet(WSGIRequestHandler):
    """Addresses here carry tokens: no line a request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""
