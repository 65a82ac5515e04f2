"""The shape of a reading as the outbox sends it; what it means is judged elsewhere."""

import json
import re
from datetime import datetime
from typing import Any

from webapp.domain.captures import Capture, ClaimedValue, PhotoNote
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SHA256 = re.compile(r"[0-9a-fA-F]{64}")
LONGEST_NOTE = 2000
MOST_REGISTERS = 20
LONGEST_UNIT = 20


def parse_capture(text: str | bytes) -> Capture:
    """The capture that this JSON describes; raises Refusal `shape` naming the field."""
    try:
        meta = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _shape("meta") from error
    if not isinstance(meta, dict) or meta.get("kind", "reading") != "reading":
        raise _shape("kind")
    return Capture(
        id=_matching(meta, "id", UUID),
        meter=_text(meta, "meter", longest=80),
        registers=_registers(meta),
        captured_at=_moment(meta, "captured_at"),
        sent_at=_moment(meta, "sent_at") if meta.get("sent_at") else None,
        note=_text(meta, "note", longest=LONGEST_NOTE) if meta.get("note") else "",
        replaces=_matching(meta, "replaces", UUID) if meta.get("replaces") else None,
        photo=_photo(meta.get("photo")),
    )


def _shape(field: str) -> Refusal:
    return Refusal(
        "shape", N_("This part of the reading cannot be read: %(part)s."), field=field, part=field
    )


def _text(meta: dict[str, Any], name: str, *, longest: int) -> str:
    value = meta.get(name)
    # PostgreSQL takes no NUL in text, and nobody types one.
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise _shape(name)
    return _writable(value)


def _writable(text: str) -> str:
    """The text as a database takes it: half an emoji becomes a question mark."""
    return text.encode(errors="replace").decode()


def _matching(meta: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = meta.get(name)
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise _shape(name)
    return value


def _moment(meta: dict[str, Any], name: str) -> datetime:
    value = meta.get(name)
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise _shape(name) from error
    if moment.tzinfo is None or not 2000 <= moment.year <= 9000:
        raise _shape(name)
    return moment


def _registers(meta: dict[str, Any]) -> tuple[ClaimedValue, ...]:
    given = meta.get("registers")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_REGISTERS:
        raise _shape("registers")
    claims = tuple(_claim(one) for one in given)
    if len({claim.register_id for claim in claims}) != len(claims):
        raise _shape("registers")
    return claims


def _claim(given: Any) -> ClaimedValue:
    if not isinstance(given, dict):
        raise _shape("registers")
    register = str(given.get("register", ""))
    if not register.isascii() or not register.isdigit() or len(register) > 19:
        raise _shape("register")
    return ClaimedValue(
        register_id=int(register),
        value=_text(given, "value", longest=40),
        photo=_photo(given.get("photo")),
        unit=_text(given, "unit", longest=LONGEST_UNIT) if given.get("unit") else None,
    )


def _photo(given: Any) -> PhotoNote | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not _is_count(given.get("bytes")):
        raise _shape("photo")
    return PhotoNote(
        bytes=given["bytes"],
        sha256=_matching(given, "sha256", SHA256).lower(),
        frame=_frame(given.get("frame")),
        taken_at=_hint(given.get("taken_at")),
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _hint(given: Any) -> str | None:
    """A hint only: whatever is no text is dropped, never refused."""
    return _writable(given[:40]) if isinstance(given, str) and "\0" not in given else None


def _frame(given: Any) -> tuple[float, ...] | None:
    """A hint only: whatever does not look like a frame is dropped, never refused."""
    if not isinstance(given, list) or len(given) != 4:
        return None
    if not all(isinstance(x, int | float) and 0 <= x <= 1 for x in given):
        return None
    return tuple(round(float(x), 4) for x in given)
