"""What may happen to a request on its way; each fault is one small class with one verb."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.talk import Talk

CAPTIVE_PAGE = (
    b"<!doctype html><title>Hotel Wi-Fi</title><h1>Welcome! Please accept our terms.</h1>"
)


class Fault:
    """Nothing happens: the request is handed on and its answer handed back."""

    async def strike(self, talk: "Talk") -> None:
        """Treat one request."""
        await talk.receive()
        await talk.answer(*await talk.forward())


class Blackhole(Fault):
    """The request is swallowed; nobody ever answers, until the network is healed."""

    async def strike(self, talk: "Talk") -> None:
        """Swallow and wait."""
        await talk.receive()
        await talk.wait_for_healing()
        talk.hang_up()


class DropReply(Fault):
    """The server has committed, and the phone is never told."""

    async def strike(self, talk: "Talk") -> None:
        """Hand on, and lose the answer."""
        await talk.receive()
        await talk.forward()
        talk.hang_up()


class HoldReply(Fault):
    """The server has committed; its answer hangs in the air until the network is healed."""

    async def strike(self, talk: "Talk") -> None:
        """Hand on, and keep the answer."""
        await talk.receive()
        await talk.forward()
        await talk.wait_for_healing()
        talk.hang_up()


@dataclass
class CutUpload(Fault):
    """The connection breaks after so many bytes of the body."""

    after: int = 2_000

    async def strike(self, talk: "Talk") -> None:
        """Read a part, then hang up; the server hears of it as of a phone that went away."""
        await talk.receive(most=self.after)
        await talk.forward_broken()
        talk.hang_up()


@dataclass
class Delay(Fault):
    """The request arrives, but late."""

    seconds: float = 0.3

    async def strike(self, talk: "Talk") -> None:
        """Wait, then hand on."""
        await talk.receive()
        await talk.sleep(self.seconds)
        await talk.answer(*await talk.forward())


class SpoilToken(Fault):
    """The forgery token has expired: the server itself refuses it."""

    async def strike(self, talk: "Talk") -> None:
        """Hand on with another token."""
        talk.head = talk.head.with_field("X-CSRFToken", "expired")
        await talk.receive()
        await talk.answer(*await talk.forward())


@dataclass
class Answer(Fault):
    """Somebody else answers, and the server never hears of the request."""

    status: int
    body: bytes = b""
    fields: dict[str, str] = field(default_factory=dict)

    async def strike(self, talk: "Talk") -> None:
        """Answer in the server's place."""
        await talk.receive()
        await talk.say(status=self.status, body=self.body, fields=self.fields)


def login_redirect(where: str = "/sign-in") -> Answer:
    """A proxy or portal sends everyone to its sign-in page."""
    return Answer(302, fields={"Location": where})


def captive_page() -> Answer:
    """The hotel's page, with a cheerful 200."""
    return Answer(200, CAPTIVE_PAGE, {"Content-Type": "text/html; charset=utf-8"})


def program_error(status: int, code: str, **fields: str) -> Answer:
    """Bad news in the protocol's own words."""
    body = json.dumps({"code": code, "message": "The proxy of the tests said so."}).encode()
    return Answer(status, body, {"Content-Type": "application/json", **fields})
