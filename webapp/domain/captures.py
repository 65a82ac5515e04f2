"""A reading as a phone sends it, and what makes two of them the same."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PhotoNote:
    """What the phone says of a photo it sends beside the values."""

    bytes: int
    sha256: str
    frame: tuple[float, ...] | None = None
    taken_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimedValue:
    """One register's value as decimal text."""

    register_id: int
    value: str
    photo: PhotoNote | None = None
    unit: str | None = None
    """The unit the person saw beside it, if it was said."""


@dataclass(frozen=True, kw_only=True)
class Capture:
    """A reading taken on a phone, named by a UUID the phone made."""

    id: str
    meter: str
    registers: tuple[ClaimedValue, ...]
    captured_at: datetime
    sent_at: datetime | None = None
    note: str = ""
    replaces: str | None = None
    photo: PhotoNote | None = None

    def photo_notes(self) -> dict[str, PhotoNote]:
        """Every photo by the name of its part in the request."""
        notes = {f"photo_{c.register_id}": c.photo for c in self.registers if c.photo}
        return {"photo": self.photo, **notes} if self.photo else notes


def content_hash(capture: Capture, *, photos: Mapping[str, str]) -> str:
    """What makes a repeat "the same": everything but the moment of sending.

    `photos` are the SHA-256 of the bytes received, by part; register order and trailing blanks do
    not count.
    """
    content = {
        "meter": capture.meter,
        "registers": sorted((c.register_id, c.value.strip()) for c in capture.registers),
        "captured_at": capture.captured_at.isoformat(timespec="milliseconds"),
        "note": capture.note.strip(),
        "replaces": capture.replaces,
        "photos": dict(sorted(photos.items())),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
