"""Photos out of a request, each within its limit."""

from typing import Any

from flask import current_app, request

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_


def photo_parts(files: Any) -> dict[str, bytes]:
    """The bytes of every photo part by its name; raises Refusal `too_large`."""
    return {
        name: read_photo(file, field=name)
        for name, file in files.items()
        if name == "photo" or name.startswith("photo_")
    }


def read_photo(file: Any, *, field: str) -> bytes:
    """One photo's bytes; raises Refusal `too_large` for more than the limit."""
    most: int = current_app.config["MAX_PHOTO_BYTES"]
    data: bytes = file.read(most + 1)
    if len(data) > most:
        raise Refusal(
            "too_large",
            N_("A photo may have %(megabytes)s MB at most."),
            field=field,
            megabytes=most // 1_000_000,
        )
    return data


def chosen_photo(name: str) -> bytes | None:
    """The photo of a plain form's field, or None; raises Refusal `too_large`."""
    file = request.files.get(name)
    return read_photo(file, field=name) if file and file.filename else None
