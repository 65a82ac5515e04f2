"""Somebody who sends slowly holds nothing that others need."""

import io

from webapp.models.base import database


class Slow(io.BytesIO):
    """A body that notes whether a connection to the database was held while it came in."""

    held: bool | None = None

    def read(self, *args):
        """The next bytes."""
        self.held = not database.is_closed()
        return super().read(*args)


def test_no_connection_is_held_while_a_body_comes_in(app):
    body = Slow(b"email=a&password=b")
    app.test_client().post(
        "/sign-in",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        headers={"Content-Length": "18"},
    )
    assert body.held is False
