"""Three years of degree days where each company supplies: cold Januaries, summers without any."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import cos, pi
from random import Random

from webapp.actions.demo.people import MINTA, MUSTER
from webapp.actions.events import record_event
from webapp.models.degree_days import DegreeDay
from webapp.models.import_batches import ImportBatch

BATCH = 3
DAYS = 3 * 365 + 1
# Company → the mean temperature of a year, and how far January and July lie from it.
CLIMATES = {MINTA: (11.2, 11.6), MUSTER: (10.4, 9.4)}
ROOM, HEATED_BELOW = 20.0, 15.0
SUMMER = (6, 7, 8)  # the heating is off
COLDEST = 17  # of January
ROWS_AT_ONCE = 800


def add_weather(*, company_id: int, today: date, now: datetime) -> None:
    """Write the degree days up to yesterday as an import of their own."""
    made_at = now - timedelta(hours=6)
    ImportBatch.insert(
        company_id=company_id, id=BATCH, kind="weather", source="demo", made_at=made_at
    ).execute()
    rows = [
        {"company_id": company_id, "day": day, "value": value, "import_id": BATCH}
        for day, value in weather(company_id=company_id, until=today)
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        DegreeDay.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()
    record_event(
        company_id=company_id,
        actor_id=None,
        kind="weather.imported",
        subject=f"import:{BATCH}",
        now=made_at,
        added=len(rows),
        replaced=0,
    )


def weather(*, company_id: int, until: date) -> Iterator[tuple[date, int]]:
    """Each day before `until` with its thousandths of degree days; a day is alike in every run."""
    for back in range(DAYS, 0, -1):
        day = until - timedelta(days=back)
        temperature = _temperature(company_id, day)
        heated = temperature < HEATED_BELOW and day.month not in SUMMER
        missing = ROOM - temperature if heated else 0.0
        yield day, round(missing * 10) * 100


def _temperature(company_id: int, day: date) -> float:
    mean, swing = CLIMATES[company_id]
    season = -swing * cos(2 * pi * (day.timetuple().tm_yday - COLDEST) / 365.25)
    # Summers are steadier than winters.
    unrest = 0.45 + 0.55 * abs(season - swing) / (2 * swing)
    number = day.toordinal()
    week, into = divmod(number, 7)
    turn = (
        _chance(company_id, "week", week) * (7 - into)
        + _chance(company_id, "week", week + 1) * into
    )
    winter = _chance(company_id, "winter", (day.year * 12 + day.month + 5) // 12)
    return (
        mean
        + season
        + unrest * (4.0 * turn / 7 + 1.6 * _chance(company_id, "day", number))
        + (1.3 * winter)
    )


def _chance(company_id: int, what: str, number: int) -> float:
    """Between -1 and 1, the same for the same question."""
    return Random(f"{company_id} {what} {number}").uniform(-1, 1)  # noqa: S311 - a demonstration
