"""The ways in which the bank can be told to misbehave, and the limits of each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

ANSWERS = ("normal", "timeout", "500", "429", "garbage")


class Unknown(ValueError):
    """There is no such way."""


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What the bank does instead of the right thing; by default nothing."""

    notifications: str = "normal"
    create: str = "normal"
    fetch: str = "normal"
    refund: str = "normal"
    settlement: str = "normal"
    three_d_secure: str = "app"
    """`app`: the customer's phone agrees after a moment; `ask`: a click; `off`: no such page."""
    amount: int | None = None
    """The bank takes this many minor units, whatever was asked for."""
    currency: str | None = None
    late_s: float = 3.0
    timeout_s: float = 15.0
    app_s: float = 1.5


WORDS = {
    "notifications": ("normal", "late", "lost", "duplicate", "reordered", "forged"),
    "create": ANSWERS,
    "fetch": ANSWERS,
    "refund": (*ANSWERS, "pending", "fail"),
    "settlement": ("normal", "missing", "wrong", "500"),
    "three_d_secure": ("app", "ask", "off"),
}
NUMBERS = {"late_s": 86_400.0, "timeout_s": 120.0, "app_s": 60.0}


def changed(now: Behaviour, given: Mapping[str, object]) -> Behaviour:
    """The behaviour with what is given changed; raises Unknown and names what it cannot do."""
    known = {field.name for field in fields(Behaviour)}
    if given.keys() - known:
        raise Unknown(f"no such switch: {', '.join(sorted(given.keys() - known))}")
    return Behaviour(**{**vars(now), **{name: _read(name, value) for name, value in given.items()}})


def _read(name: str, value: object) -> object:
    if name in WORDS:
        return _word(name, str(value))
    if name in NUMBERS:
        return max(0.0, min(float(str(value)), NUMBERS[name]))
    if value in (None, ""):
        return None
    return int(str(value)) if name == "amount" else str(value)[:3].upper()


def _word(name: str, value: str) -> str:
    if value not in WORDS[name]:
        raise Unknown(f"{name} can be {', '.join(WORDS[name])}")
    return value
