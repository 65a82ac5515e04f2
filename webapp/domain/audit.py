"""The audit chain: each link's hash covers the one before and the whole event."""

import hashlib
import json

FIRST = "0" * 64


def chain_hash(*, previous: str, event: dict[str, object]) -> str:
    """The hash of a link; changing, dropping or reordering any earlier event changes it."""
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def remark_hash(*, body: str, salt: str) -> str:
    """Proof of words that may be erased: the chain keeps this, never the words."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()
