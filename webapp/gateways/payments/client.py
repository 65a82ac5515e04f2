"""Ask a bank over HTTP once, and know whether something may have happened there."""

import http.client
import ssl
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import SplitResult, urlsplit

from webapp.domain.payments import MayHaveHappened, NothingHappened
from webapp.gateways.payments.json_object import object_in

# An answer of a bank is a few hundred bytes; a day's settlement may be long.
MOST_BYTES = 4_000_000
CHUNK = 65_536
AGENT = "Meterpost"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back with a status below 300."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The object it holds; raises MayHaveHappened where it cannot be read."""
        try:
            return object_in(self.body)
        except ValueError as unreadable:
            raise MayHaveHappened("the answer is no JSON object") from unreadable


class SaidNo(NothingHappened):
    """The bank answered and refused (4xx); `answer` is what it said."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"the bank answered {answer.status}")
        self.answer = answer


@dataclass(frozen=True)
class Client:
    """One request at a time: no retries, no redirects followed, an end to waiting and to bytes."""

    timeout: float = 10.0
    clock: Callable[[], float] = time.time
    """Banks want to know when a signature was made; it is the sending that has a moment."""

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send it; raises NothingHappened, SaidNo among them, or MayHaveHappened."""
        return self._ask("POST", url, body, headers)

    def get(self, url: str, *, headers: Mapping[str, str]) -> Answer:
        """Ask for it; raises as `post` does."""
        return self._ask("GET", url, None, headers)

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        deadline = time.monotonic() + self.timeout
        parts = urlsplit(url)
        connection = _connection(parts, timeout=self.timeout)
        try:
            _connect(connection)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            answer = _exchange(connection, method, target, body, headers, deadline)
        finally:
            connection.close()
        return _judged(answer)


def _connection(parts: SplitResult, *, timeout: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=timeout)
    if parts.scheme != "https" or not host:
        raise NothingHappened("the bank's address is neither http nor https")
    safe = ssl.create_default_context()
    proxy = _proxy_for(host)
    if proxy is None:
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=safe)
    way = http.client.HTTPSConnection(
        proxy.hostname or "", proxy.port or 80, timeout=timeout, context=safe
    )
    way.set_tunnel(host, parts.port or 443)
    return way


def _proxy_for(host: str) -> SplitResult | None:
    # Utilities' servers often reach the world through one; the usual variables name it.
    proxy = urllib.request.getproxies().get("https")
    return urlsplit(proxy) if proxy and not urllib.request.proxy_bypass(host) else None


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except (OSError, http.client.HTTPException) as unreached:
        raise NothingHappened("the bank was not reached") from unreached


def _exchange(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    body: bytes | None,
    headers: Mapping[str, str],
    deadline: float,
) -> Answer:
    try:
        connection.request(method, target, body, {"User-Agent": AGENT, **headers})
        answer = connection.getresponse()
        return Answer(
            status=answer.status, body=_read(answer, deadline), headers=_plain(answer.headers)
        )
    except (OSError, http.client.HTTPException) as broken:
        raise MayHaveHappened("the bank was asked and did not answer") from broken


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    read = bytearray()
    while chunk := answer.read1(CHUNK):
        read += chunk
        # Each wait has its limit; a bank that sends a byte now and then would still hold us.
        if len(read) > MOST_BYTES or time.monotonic() > deadline:
            raise MayHaveHappened("the bank's answer does not end")
    # http.client keeps quiet about an answer that is shorter than it promised to be.
    if answer.length:
        raise MayHaveHappened("the bank's answer breaks off")
    return bytes(read)


def _plain(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _judged(answer: Answer) -> Answer:
    if 400 <= answer.status < 500:
        raise SaidNo(answer)
    if not 200 <= answer.status < 300:
        raise MayHaveHappened(f"the bank answered {answer.status}")
    return answer
