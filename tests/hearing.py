"""An ear on a free port: hears what a bank sends and answers as it is told."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Ear:
    """What came in, in its order; `answers` are the statuses to give, the last one for ever."""

    def __init__(self, port: int, answers: list[int]) -> None:
        self.url = f"http://127.0.0.1:{port}/hear"
        self.answers = answers
        self.all: list[Heard] = []
        self._new: queue.Queue[Heard] = queue.Queue()

    def take(self, heard: Heard) -> int:
        """Keep it and say what to answer."""
        self.all.append(heard)
        self._new.put(heard)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def wait(self) -> Heard:
        """The next request; fails where none comes."""
        return self._new.get(timeout=20)


@contextmanager
def hearing(*answers: int) -> Iterator[Ear]:
    """An ear that answers 200, or the given statuses in turn."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status = ear.take(Heard(self.command, self.path, dict(self.headers.items()), body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ear = Ear(server.server_port, list(answers) or [200])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield ear
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
