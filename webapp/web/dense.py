"""Answers that are the same for everyone, compressed as far as it goes, once."""

from functools import lru_cache

import brotli
from flask import Response, request


def densest(answer: Response) -> Response:
    """The answer in as few bytes as Brotli can do; other encodings are left to the framework."""
    answer.vary.add("Accept-Encoding")
    if "br" in {name for name, _ in request.accept_encodings}:
        answer.set_data(_compressed(answer.get_data()))
        answer.headers["Content-Encoding"] = "br"
    return answer


@lru_cache(maxsize=32)
def _compressed(text: bytes) -> bytes:
    # Slow, and worth it: every new phone fetches these, and they change with a release only.
    return brotli.compress(text)
