"""The official readings of a register that stand nearest to a day, on either side."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.domain.consumption import Counted
from webapp.models.readings import Reading


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """What stands before a day, and what after it."""

    before: Counted | None
    after: Counted | None


def neighbours_of(
    *, company_id: int, register_id: int, day: date, except_reading: int | None = None
) -> Neighbours:
    """The last reading of an earlier day and the first of a later one, by the day that counts."""
    counts = Reading.effective_day()
    known = Reading.standing().where(
        Reading.company_id == company_id,
        Reading.register_id == register_id,
        Reading.id != except_reading if except_reading else True,
    )
    earlier = known.where(counts < day).order_by(counts.desc(), Reading.recorded_at.desc())
    later = known.where(counts > day).order_by(counts, Reading.recorded_at)
    return Neighbours(before=_first(earlier), after=_first(later))


def _first(query: Any) -> Counted | None:
    row = query.first()
    if row is None:
        return None
    moved = row.prorated_on is not None
    return Counted(
        day=row.prorated_on if moved else row.read_on,
        value=row.prorated_value if moved else row.value,
        kind=row.kind,
        rollovers=row.rollovers,
    )
