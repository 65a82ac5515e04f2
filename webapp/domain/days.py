"""What day it is where: a company's midnight is not everybody's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def local_day(*, now: datetime, timezone: str) -> date:
    """The calendar day at the company at this moment, which is aware."""
    return now.astimezone(ZoneInfo(timezone)).date()
