"""Structured logs: one JSON line a request, with its id and no personal data."""

import json
import logging
import re
import secrets
import time
from typing import Any

from flask import Flask, Response, current_app, g, request

# Words, numbers, ids and hashes name things and pages; anything else in an address may be a token,
# or whatever somebody typed.
PART = (
    r"(?:[a-z][a-z0-9-]*|\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})(?:\.[a-z]+)*"
)
PLAIN_PART = re.compile(PART)
LEFT_OUT = "…"
MOST = 1000
# PostgreSQL quotes the row that it refuses.
QUOTED_ROW = re.compile(r"^(DETAIL: ).*$", re.M)
OF_RETURN = "/payments/return/"


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, message, and whatever fields the caller gave."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = QUOTED_ROW.sub(rf"\1{LEFT_OUT}", self.formatException(record.exc_info))
        return json.dumps(line, default=str)


def json_lines() -> logging.Handler:
    """Writes records to standard error, one JSON line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    return handler


def init_logs(app: Flask) -> None:
    """Give every request an id and one line; paths without their query, for it may hold names."""
    app.logger.handlers = [json_lines()]
    app.logger.propagate = False
    app.logger.setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    g.began = time.perf_counter()


def _end(answer: Response) -> Response:
    answer.headers["X-Request-Id"] = request_id()
    if not request.path.startswith("/static/"):
        fields = {
            "request": request_id(),
            "method": request.method,
            "path": plain_path(request.path),
            "status": answer.status_code,
            "ms": round((time.perf_counter() - g.began) * 1000, 1),
        }
        current_app.logger.info("request", extra={"fields": fields})
    return answer


def plain_path(path: str) -> str:
    """The address without what may be a token or somebody's words."""
    if path.startswith(OF_RETURN):  # the rest is known to its owner alone
        return OF_RETURN + LEFT_OUT
    parts = path[:MOST].split("/")
    return "/".join(one if not one or PLAIN_PART.fullmatch(one) else LEFT_OUT for one in parts)


def request_id() -> str:
    """The id that a person can read out and the log line carries."""
    return str(g.get("request_id", ""))
