"""Files that a browser shows or keeps."""

import re
from collections.abc import Sequence

from flask import Response

ODD = re.compile(r"[^A-Za-z0-9]+")


def file_answer(data: bytes, *, name: Sequence[str], ending: str, mimetype: str) -> Response:
    """The file to look at, named for whoever keeps it; asked for anew each time."""
    answer = Response(data, mimetype=mimetype)
    shown = "-".join(ODD.sub("-", part).strip("-") for part in name)
    answer.headers["Content-Disposition"] = f'inline; filename="{shown}.{ending}"'
    # On a shared phone a kept copy must not outlive the sign-in.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
