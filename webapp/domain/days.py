"""Days: which one it is at a company, and how a file or a form writes one."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def local_day(*, now: datetime, timezone: str) -> date:
    """The calendar day at the company at this moment, which is aware.

    Its midnight is not everybody's.
    """
    return now.astimezone(ZoneInfo(timezone)).date()


def plain_day(text: str) -> date:
    """The day that `text` is, such as 2026-01-31; raises ValueError for what is none."""
    # Python takes weeks (2026-W05-6) and days without hyphens, too; who writes those means
    # something else, or has slipped.
    if _SHAPE.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)
