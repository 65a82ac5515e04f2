"""The same again (V05), and habits that make a clerk look at the photo (V20)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from webapp.domain.bands import Dated
from webapp.domain.findings import Finding
from webapp.domain.quantities import SCALE

ROUND = 10 * SCALE


def judge_repeats(
    *, register_id: int, value: int, day: date, others: Iterable[Dated]
) -> list[Finding]:
    """Another submission of the same day or value is a finding; it is never merged on receipt."""
    for other in others:
        if other.day == day or other.value == value:
            numbers: dict[str, int | str] = {"value": other.value, "day": other.day.isoformat()}
            return [Finding(code="V05", severity="info", register_id=register_id, numbers=numbers)]
    return []


def judge_habits(
    *, register_id: int, value: int, before: Sequence[int], in_a_row: int
) -> list[Finding]:
    """V20 where so many readings in a row are round, or bring the very same use.

    `before` are the values read before, oldest first.
    """
    values = [*before, value][-in_a_row - 1 :]
    if in_a_row < 2 or len(values) < in_a_row:
        return []
    if all(one % ROUND == 0 for one in values[-in_a_row:]):
        return [_habit(register_id, what="round", count=in_a_row)]
    used = {after - prior for prior, after in pairwise(values)}
    if len(values) > in_a_row and len(used) == 1 and used != {0}:
        return [_habit(register_id, what="same_use", count=in_a_row, used=used.pop())]
    return []


def judge_photos(*, used_before: datetime | None) -> list[Finding]:
    """V20 where this very picture came with an earlier reading."""
    if used_before is None:
        return []
    numbers: dict[str, int | str] = {"what": "photo", "day": used_before.date().isoformat()}
    return [Finding(code="V20", severity="info", numbers=numbers)]


def _habit(register_id: int, **numbers: int | str) -> Finding:
    return Finding(code="V20", severity="info", register_id=register_id, numbers=numbers)
