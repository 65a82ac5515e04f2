"""A connection that is kept, and as little work as can be for each request on it."""

import json
import select
import socket
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

CHUNK = 1 << 18
PATIENCE = 120.0
# The server hangs up on a connection that says nothing for half a minute.
IDLE = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """The first header of this name, or nothing."""
        for row in self.head.split(b"\r\n")[1:]:
            key, _, value = row.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode()
        return ""

    def cookies(self) -> dict[str, str]:
        """What the server wants kept."""
        rows = (row.partition(b":") for row in self.head.split(b"\r\n")[1:])
        set_ = (
            v.strip().decode().partition(";")[0] for k, _, v in rows if k.lower() == b"set-cookie"
        )
        return dict(one.split("=", 1) for one in set_)  # fmt: skip


class Line:
    """One connection that is kept open; opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None
        self._rest = b""
        self._used = 0.0

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None = None,
        _error: BaseException | None = None,
        _trace: TracebackType | None = None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def get(self, path: str, **headers: str) -> Reply:
        """Fetch a page."""
        return self.ask(request(path, **headers))

    def ask(self, asked: bytes) -> Reply:
        """Send a request that is ready and wait for its answer."""
        self.send(asked)
        return self.receive()

    def send(self, asked: bytes) -> None:
        """Send, without waiting for the answer."""
        if time.monotonic() - self._used > IDLE:
            self.close()
        self._used = time.monotonic()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(asked)

    def receive(self) -> Reply:
        """The answer to what was sent first."""
        head = self._until(b"\r\n\r\n")
        status = int(head[9:12])
        lowered = head.lower()
        if b"transfer-encoding: chunked" in lowered:
            body = self._chunks()
        else:
            at = lowered.find(b"content-length:")
            length = int(lowered[at + 15 : lowered.find(b"\r", at)]) if at >= 0 else 0
            body = self._exactly(length)
        if b"connection: close" in lowered:
            self.close()
        return Reply(status, head, body)

    def fileno(self) -> int:
        """For select."""
        assert self._socket is not None
        return self._socket.fileno()

    def _until(self, mark: bytes) -> bytes:
        while (at := self._rest.find(mark)) < 0:
            self._rest += self._more()
        found, self._rest = self._rest[:at] + b"\r\n", self._rest[at + len(mark) :]
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._rest += self._more()
        found, self._rest = self._rest[:length], self._rest[length:]
        return found

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self._until(b"\r\n").partition(b";")[0], 16):
            found += self._exactly(size)
            self._until(b"\r\n")
        self._until(b"\r\n")
        return found

    def _more(self) -> bytes:
        assert self._socket is not None
        came = self._socket.recv(CHUNK)
        if not came:
            self.close()
            raise ConnectionError("the server hung up")
        return came


def request(path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire; HX_Request=… names the header HX-Request."""
    rows = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    rows += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body or method != "GET":
        rows.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(rows) + "\r\n\r\n").encode() + body


def all_of(asked: Iterator[bytes], *, lines: list[Line]) -> Iterator[tuple[Reply, float]]:
    """Send every request, each line one after the other; yields answers with their seconds.

    One thread and one system call a request: what the client costs is the same for both sides of
    a comparison, and little.
    """
    began: dict[int, float] = {}
    by_socket: dict[int, Line] = {}
    idle = deque(lines)
    more = True
    while more or by_socket:
        while more and idle:
            line = idle.popleft()
            one = next(asked, None)
            if one is None:
                more = False
                idle.append(line)
                break
            moment = time.perf_counter()
            line.send(one)
            by_socket[line.fileno()], began[line.fileno()] = line, moment
        ready, _, _ = select.select(list(by_socket), [], [], PATIENCE) if by_socket else ([], 0, 0)
        for number in ready:
            line = by_socket.pop(number)
            reply = line.receive()
            yield reply, time.perf_counter() - began.pop(number)
            idle.append(line)
