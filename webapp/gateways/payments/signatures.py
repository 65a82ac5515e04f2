"""Signatures of the kind `t=…,v1=…`: a moment and an HMAC-SHA256 over it and the raw bytes."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from webapp.domain.payments import BadSignature, Stale

# A signed message is believed this long before and after the moment it names.
WINDOW_S = 300


def signed(raw: bytes, *, secret: str, moment: int) -> str:
    """The header's value for these bytes, said at this moment (seconds since 1970)."""
    return f"t={moment},v1={_code(raw, moment, secret).decode()}"


def check(header: str, raw: bytes, *, secrets: Sequence[str], now: datetime) -> None:
    """Raise BadSignature unless one secret fits one code, Stale when it is of another time."""
    moment, codes = _parts(header)
    # No shortcut: how long it takes says nothing about which secret or code was near.
    fits = [hmac.compare_digest(_code(raw, moment, s), c) for s in secrets for c in codes]
    if not any(fits):
        raise BadSignature("no secret of ours made this signature")
    if abs(now.timestamp() - moment) > WINDOW_S:
        raise Stale("signed for another time")


def header_of(headers: Mapping[str, str], name: str) -> str:
    """The header's value however it is written, empty where it is missing."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")


def _parts(header: str) -> tuple[int, list[bytes]]:
    pairs = [part.strip().partition("=") for part in header.split(",")]
    moments = _values(pairs, "t")
    codes = [value.encode("utf-8", "replace") for value in _values(pairs, "v1")]
    if len(moments) != 1 or not codes or not (moments[0].isascii() and moments[0].isdigit()):
        raise BadSignature("the signature is missing or not readable")
    if len(moments[0]) > 12:
        raise BadSignature("the signature's moment is not readable")
    return int(moments[0]), codes


def _values(pairs: Iterable[tuple[str, str, str]], wanted: str) -> list[str]:
    return [value for name, _, value in pairs if name == wanted]


def _code(raw: bytes, moment: int, secret: str) -> bytes:
    message = f"{moment}.".encode() + raw
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode()
