"""Taking in how cold it was: degree days, day by day."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from peewee import EXCLUDED

from webapp.actions.events import record_event
from webapp.actions.one_delivery import one_delivery
from webapp.domain.weather_file import ColdDay, WeatherFile, WeatherImported
from webapp.models.base import new_id, tuples_of
from webapp.models.degree_days import DegreeDay
from webapp.models.import_batches import ImportBatch

# Far below what either engine takes as parameters of one statement.
ROWS_AT_ONCE = 500

Progress = Callable[[int, int], None]


def import_weather(
    *,
    company_id: int,
    file: WeatherFile,
    source: str,
    now: datetime,
    progress: Progress | None = None,
) -> WeatherImported:
    """Write the days of the file, all or none; a later file's day replaces an earlier one's.

    Days that are there already with the same value are left alone, and a file of nothing else
    leaves no trace. Raises the Refusal of the file's first fault.
    """
    if file.faults:
        raise file.faults[0].refusal
    with one_delivery(company_id=company_id):
        known = _known(company_id, [one.day for one in file.days])
        fresh = [one for one in file.days if known.get(one.day) != one.value]
        replaced = sum(one.day in known for one in fresh)
        if fresh:
            import_id = _batch(company_id, source, now)
            _write(company_id, import_id, fresh, progress or _quietly)
            record_event(
                company_id=company_id,
                actor_id=None,
                kind="weather.imported",
                subject=f"import:{import_id}",
                now=now,
                added=len(fresh) - replaced,
                replaced=replaced,
                content=file.sha256,
            )
    return WeatherImported(
        added=len(fresh) - replaced, replaced=replaced, same=len(file.days) - len(fresh)
    )


def _known(company_id: int, days: Sequence[date]) -> dict[date, int]:
    rows = tuples_of(
        DegreeDay.select(DegreeDay.day, DegreeDay.value).where(
            DegreeDay.company_id == company_id,
            DegreeDay.day.between(min(days), max(days)),
        )
    )
    return dict(rows)


def _batch(company_id: int, source: str, now: datetime) -> int:
    import_id = new_id()
    ImportBatch.insert(
        company_id=company_id, id=import_id, kind="weather", source=source, made_at=now
    ).execute()
    return import_id


def _write(company_id: int, import_id: int, days: Sequence[ColdDay], progress: Progress) -> None:
    for start in range(0, len(days), ROWS_AT_ONCE):
        part = days[start : start + ROWS_AT_ONCE]
        rows = [
            {"company_id": company_id, "day": d.day, "value": d.value, "import_id": import_id}
            for d in part
        ]
        DegreeDay.insert_many(rows).on_conflict(
            conflict_target=[DegreeDay.company_id, DegreeDay.day],
            update={DegreeDay.value: EXCLUDED.value, DegreeDay.import_id: EXCLUDED.import_id},
        ).execute()
        progress(start + len(part), len(days))


def _quietly(done: int, total: int) -> None:
    """Nobody is watching."""
