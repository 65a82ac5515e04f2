"""How cold it was: heating degree days by company and day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from webapp.models.base import tuples_of
from webapp.models.degree_days import DegreeDay


def degree_days(
    *, company_ids: Collection[int], since: date, until: date
) -> dict[int, dict[date, int]]:
    """Thousandths of degree days by company and day, for since ≤ day < until, where known."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    rows = tuples_of(
        DegreeDay.select(DegreeDay.company_id, DegreeDay.day, DegreeDay.value).where(
            DegreeDay.company_id.in_(list(company_ids)),
            DegreeDay.day >= since,
            DegreeDay.day < until,
        )
    )
    for company_id, day, value in rows:
        found[company_id][day] = value
    return found
