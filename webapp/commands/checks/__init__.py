"""What the doctor looks at: each check says nothing, drops a note, or asks for care."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a check has to say: a note is good to know, care means that somebody must act."""

    state: Literal["note", "care"]
    words: str


Check = Callable[[], Advice | None]


def care(words: str) -> Advice:
    """Somebody must act."""
    return Advice(state="care", words=words)


def note(words: str) -> Advice:
    """Good to know, and no reason to be woken."""
    return Advice(state="note", words=words)
