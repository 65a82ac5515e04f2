"""What may be accepted together: plain readings about which nothing at all looks odd."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peewee import fn

from webapp.domain.people import Person
from webapp.models.conflicts import Conflict
from webapp.models.findings import Finding
from webapp.models.submissions import Submission
from webapp.queries.desk_claims import contents_of
from webapp.queries.desk_lists import free_for
from webapp.queries.desk_queue import Waiting, waiting_that

MOST = 100


@dataclass(frozen=True, kw_only=True)
class CleanRows:
    """What may be accepted together, and how much it comes to."""

    rows: tuple[Waiting, ...]
    sums: dict[str, int]
    """Unit → what was used, in thousandths, where a reading before is known."""


def clean_rows(*, person: Person, now: datetime) -> CleanRows:
    """The oldest hundred that are clean and free: two queries, however many rows."""
    conditions = (is_clean(), *free_for(person, now))
    filled = _filled(waiting_that(person=person, conditions=conditions, most=MOST, now=now))
    return CleanRows(rows=filled, sums=_sums(filled))


def is_clean() -> Any:
    """A plain reading without any finding, and nothing else came under its number."""
    return (
        (Submission.kind == "reading")
        & ~fn.EXISTS(Finding.select(Finding.id).where(_of(Finding)))
        & ~fn.EXISTS(Conflict.select(Conflict.id).where(_of(Conflict)))
    )


def _of(table: Any) -> Any:
    return (table.company_id == Submission.company_id) & (table.submission_id == Submission.id)


def _filled(rows: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    if not rows:
        return ()
    contents = contents_of(
        company_ids={row.company_id for row in rows}, submission_ids={row.id for row in rows}
    )
    return tuple(replace(row, contents=contents[row.company_id, row.id]) for row in rows)


def _sums(rows: Iterable[Waiting]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        for claim in row.contents.claims:
            sums[claim.unit] = sums.get(claim.unit, 0) + (claim.use.amount or 0)
    return sums
