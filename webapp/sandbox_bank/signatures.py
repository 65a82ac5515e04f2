"""How the bank signs, and how it knows a merchant: HMAC-SHA256 over the moment and raw bytes."""

import hashlib
import hmac
from collections.abc import Sequence

WINDOW_S = 300


def sign(raw: bytes, *, secret: str, moment: int) -> str:
    """The value of the header Bank-Signature."""
    return f"t={moment},v1={code(raw, secret=secret, moment=moment)}"


def code(raw: bytes, *, secret: str, moment: int) -> str:
    """The HMAC alone."""
    message = f"{moment}.".encode() + raw
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def believes(header: str, raw: bytes, *, secrets: Sequence[str], moment: int) -> bool:
    """Whether one of the merchant's secrets signed these bytes about now."""
    fields = dict(part.strip().split("=", 1) for part in header.split(",") if "=" in part)
    said = fields.get("t", "")
    if not (said.isascii() and said.isdigit() and len(said) <= 12):
        return False
    given = fields.get("v1", "").encode("utf-8", "replace")
    fits = [
        hmac.compare_digest(code(raw, secret=secret, moment=int(said)).encode(), given)
        for secret in secrets
    ]
    return any(fits) and abs(moment - int(said)) <= WINDOW_S
