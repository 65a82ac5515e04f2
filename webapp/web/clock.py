"""The only place of the portal that looks at the clock; everything else is given the moment."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
