"""A place in the queue as it stands in an address."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from webapp.queries.desk_queue import Place

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = "~"


def place_text(place: Place) -> str:
    """The place for an address."""
    return f"{(place.received_at - _EPOCH) // timedelta(microseconds=1)}{_MARK}{place.id}"


def page_of(arguments: Mapping[str, str]) -> dict[str, Place]:
    """Which page of the queue is asked for: after or before a place, or the first one.

    What cannot be read asks for the first page; an old address is no reason to refuse a clerk.
    """
    for side in ("after", "before"):
        place = _place(arguments.get(side, ""))
        if place:
            return {side: place}
    return {}


def _place(text: str) -> Place | None:
    moment, mark, submission_id = text.partition(_MARK)
    if not mark or not moment.isascii() or not moment.isdigit() or len(moment) > 17:
        return None
    received_at = _EPOCH + timedelta(microseconds=int(moment))
    return Place(received_at=received_at, id=submission_id.replace("\0", ""))
