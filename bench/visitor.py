"""Somebody signed in, for programs that ask without a browser."""

import re
from urllib.parse import urlencode

from bench.line import Line, Reply, request
from e2e.server import PASSWORD

FORM = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """Keeps the cookies and the forgery token of one sign-in."""

    def __init__(self, port: int, *, cookies: dict[str, str] | None = None) -> None:
        self.line = Line(port)
        self._cookies = dict(cookies or {})
        self.token = ""

    @classmethod
    def signed_in(cls, port: int, email: str) -> "Visitor":
        """Somebody who has just signed in with the demonstration's password."""
        made = cls(port)
        hidden = HIDDEN.search(made.get("/sign-in").body.decode())
        assert hidden is not None, "the sign-in form has no forgery token"
        form = {"csrf_token": hidden[1], "email": email, "password": PASSWORD}
        answer = made.post("/sign-in", urlencode(form).encode())
        assert answer.status == 303, f"{email} could not sign in: {answer.status}"
        return made.with_token()

    def with_token(self) -> "Visitor":
        """Fetch the token that changes need."""
        self.token = self.get("/sync/session").json()["csrf"]
        return self

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def asking(self, path: str, **headers: str) -> bytes:
        """A GET of this person, ready to be sent."""
        return request(path, Cookie=self.cookie, **headers)

    def posting(self, path: str, body: bytes, kind: str = FORM, **headers: str) -> bytes:
        """A POST of this person, ready to be sent."""
        own = {"Cookie": self.cookie, "Content_Type": kind, "X_CSRFToken": self.token}
        return request(path, method="POST", body=body, **own, **headers)

    def get(self, path: str, **headers: str) -> Reply:
        """Fetch a page and keep its cookies."""
        return self._kept(self.line.ask(self.asking(path, **headers)))

    def post(self, path: str, body: bytes, kind: str = FORM, **headers: str) -> Reply:
        """Send something and keep the cookies of the answer."""
        return self._kept(self.line.ask(self.posting(path, body, kind, **headers)))

    def _kept(self, reply: Reply) -> Reply:
        self._cookies.update(reply.cookies())
        return reply
