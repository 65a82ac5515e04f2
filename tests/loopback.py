"""A bank of a few lines on a free port, for adapters whose real bank is far away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

Reply = tuple[int, dict[str, str], bytes]


class Answering(Protocol):
    """Whoever answers: the address it got in the end, and what it says to one request."""

    url: str

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """Status, headers and body."""


@contextmanager
def serving(who: Answering) -> Iterator[None]:
    """Let it answer on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = {name.lower(): value for name, value in self.headers.items()}
            status, headers, said = who.answer(self.command, self.path, told, body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _handle  # noqa: N815 - the names http.server looks for

        def handle(self) -> None:
            # Somebody who lost patience has hung up; that is what such a test is about.
            with suppress(BrokenPipeError, ConnectionResetError):
                super().handle()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    who.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
