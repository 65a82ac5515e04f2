"""The client asks once, and knows whether something may have happened."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from webapp.domain.payments import MayHaveHappened, NothingHappened
from webapp.gateways.payments import client as module
from webapp.gateways.payments.client import Client, SaidNo


@contextmanager
def saying(*pieces, pause=0.0, wait_first=True):
    """A server that reads a request and says these bytes, whatever they are."""
    asked = []

    def talk(line):
        if wait_first:
            asked.append(line.recv(65536))
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause)

    def serve(door):
        # Ends with the door: closing it ends the waiting too.
        with suppress(OSError):
            while True:
                line, _ = door.accept()
                with line, suppress(OSError):
                    talk(line)

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve, args=(door,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}", asked
        door.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def said(status, body=b"{}", more=b""):
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), more, body)


def ask(url, timeout=5.0):
    return Client(timeout=timeout).post(f"{url}/x?y=1", body=b"hello", headers={"A": "b"})


def test_it_asks_once_and_reads_the_answer():
    with saying(said(201, b'{"a": 1}', b"X-Y: z\r\n")) as (url, asked):
        answer = ask(url)
    assert (answer.status, answer.json(), answer.headers["x-y"]) == (201, {"a": 1}, "z")
    assert len(asked) == 1
    assert asked[0].startswith(b"POST /x?y=1 HTTP/1.1")
    assert b"A: b" in asked[0]


@pytest.mark.parametrize("status", [400, 401, 404, 409, 429])
def test_a_no_is_a_no(status):
    with saying(said(status, b'{"code": "x"}')) as (url, _), pytest.raises(SaidNo) as no:
        ask(url)
    assert no.value.answer.json() == {"code": "x"}


@pytest.mark.parametrize("status", [500, 502, 503, 302, 304])
def test_anything_else_may_have_happened(status):
    answer = said(status, b"", b"Location: http://127.0.0.1:9/\r\n")
    with saying(answer) as (url, asked), pytest.raises(MayHaveHappened):
        ask(url)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "pieces",
    [(b"",), (b"nonsense\r\n\r\n",), (said(200)[:30],), (said(200, b"{}" + b" " * 99)[:-50],)],
)
def test_a_broken_answer_may_have_happened(pieces):
    with saying(*pieces) as (url, _), pytest.raises(MayHaveHappened):
        ask(url).json()


def test_a_line_that_stays_open_is_not_waited_for():
    with saying(said(200), pause=2) as (url, _):
        assert ask(url).json() == {}


def test_a_silent_and_an_endless_bank_are_left():
    with saying(b"", pause=2) as (url, _), pytest.raises(MayHaveHappened):
        ask(url, timeout=0.6)
    # Each drop comes in time; together they would take four seconds.
    drops = [b"HTTP/1.1 200 X\r\nContent-Length: 99999\r\n\r\n", *[b"x"] * 40]
    with saying(*drops, pause=0.1) as (url, _), pytest.raises(MayHaveHappened, match="not end"):
        ask(url, timeout=0.6)


def test_more_than_a_bank_ever_says_is_not_read(monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    with saying(said(200, b"x" * 5000)) as (url, _), pytest.raises(MayHaveHappened):
        ask(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "https://127.0.0.1:9", "http://no.such.host.invalid"]
)
def test_who_is_not_there_was_asked_nothing(url):
    with pytest.raises(NothingHappened):
        ask(url)


def test_a_door_without_a_certificate_is_not_entered():
    with saying(b"plain", wait_first=False) as (url, _), pytest.raises(NothingHappened):
        ask(url.replace("http:", "https:"))


@pytest.mark.parametrize("url", ["ftp://x/y", "file:///etc/passwd", "https://", "nonsense"])
def test_other_addresses_are_not_asked(url):
    with pytest.raises(NothingHappened):
        ask(url)


def test_what_is_no_object_may_have_happened():
    for body in (b"[]", b"x", b"null", b'{"a":' * 3000):
        with saying(said(200, body)) as (url, _), pytest.raises(MayHaveHappened):
            ask(url).json()
