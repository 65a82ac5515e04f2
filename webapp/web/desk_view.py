"""Which list of the queue is looked at, and where, as it stands in an address."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, request

from webapp.queries.desk_lists import in_list
from webapp.queries.desk_queue import Place, View

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = "~"


def init_desk_view(app: Flask) -> None:
    """Let templates lead on within the list that is looked at."""
    app.jinja_env.filters["place"] = place_text
    app.jinja_env.globals["desk_view"] = lambda: view_address(request.args)


def place_text(place: Place) -> str:
    """The place for an address."""
    return f"{(place.received_at - _EPOCH) // timedelta(microseconds=1)}{_MARK}{place.id}"


def view_of(arguments: Mapping[str, str]) -> View:
    """Which list and page of the queue is asked for: after or before a place, or the first one.

    What cannot be read asks for the first page; an old address is no reason to refuse a clerk.
    """
    show = in_list(arguments.get("show", ""))
    for side in ("after", "before"):
        place = _place(arguments.get(side, ""))
        if place:
            return View(show=show, **{side: place})  # type: ignore[arg-type]
    return View(show=show)


def view_address(arguments: Mapping[str, str]) -> dict[str, Any]:
    """The same for the next address: what was asked for and nothing else."""
    kept = {name: arguments.get(name, "") for name in ("show", "after", "before")}
    return {name: text for name, text in kept.items() if text and text != "all"}


def _place(text: str) -> Place | None:
    moment, mark, submission_id = text.partition(_MARK)
    if not mark or not moment.isascii() or not moment.isdigit() or len(moment) > 17:
        return None
    received_at = _EPOCH + timedelta(microseconds=int(moment))
    return Place(received_at=received_at, id=submission_id.replace("\0", ""))
