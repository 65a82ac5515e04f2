"""Somebody who sends slowly holds nothing that others need."""

import io

from webapp.models.base import database


class Slow(io.BytesIO):
    """A body that notes whether a connection to the database was held while it came in."""

    held: bool | None = None

    def readinto(self, buffer):
        """The next bytes."""
        self.held = not database.is_closed()
        return super().readinto(buffer)


def test_no_connection_is_held_while_a_body_comes_in(app):
    if not database.is_closed():
        database.close()  # left open by an earlier test
    body = Slow(b"email=a&password=b")
    app.test_client().post(
        "/sign-in",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        headers={"Content-Length": "18"},
    )
    assert body.held is False
