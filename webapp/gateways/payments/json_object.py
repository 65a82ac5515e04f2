"""A JSON object out of bytes that somebody else wrote."""

import json
from typing import Any


def object_in(raw: bytes) -> dict[str, Any]:
    """The object these bytes hold; raises ValueError for everything else, bottomless ones too."""
    try:
        read = json.loads(raw)
    except RecursionError as bottomless:
        raise ValueError("too deep") from bottomless
    if not isinstance(read, dict):
        raise ValueError("no object")
    return read
