"""What was official for a meter before a submission: the reading before, the band, the months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from webapp.domain.consumption import (
    Counted,
    MonthOfUse,
    Use,
    months_of_use,
    spans_of,
    use_since,
)
from webapp.domain.expectation import LOOK_BACK_DAYS, Band, Dated, expected_band
from webapp.domain.quantities import SCALE
from webapp.models.readings import Reading
from webapp.queries.desk_claims import Claimed
from webapp.queries.desk_item import Item

MONTHS = 24
# Far enough back for the first month to have a reading before it, where the meter is read yearly.
HISTORY = timedelta(days=31 * MONTHS + LOOK_BACK_DAYS)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One register's claim beside what came before it; use is in the unit that is billed."""

    claim: Claimed
    previous: Counted | None
    use: Use
    days: int | None
    band: Band | None
    months: tuple[MonthOfUse, ...]

    @property
    def usual(self) -> tuple[int, int] | None:
        """The use that is expected, from and to."""
        if self.band is None or self.previous is None:
            return None
        low, high = self.band.low - self.previous.value, self.band.high - self.previous.value
        return low * self.claim.multiplier // SCALE, high * self.claim.multiplier // SCALE

    @property
    def as_usual(self) -> bool:
        """Whether the claim lies within the band."""
        return self.band is not None and self.band.low <= self.claim.value <= self.band.high


def judged_claims(*, item: Item, claims: Sequence[Claimed]) -> tuple[Judged, ...]:
    """Each register's claim with what was known on the day of reading."""
    history = _history(item, [claim.register_id for claim in claims])
    return tuple(
        _judged(claim, history=history.get(claim.register_id, []), day=item.read_on)
        for claim in claims
    )


def _history(item: Item, register_ids: Sequence[int]) -> dict[int, list[Counted]]:
    found: dict[int, list[Counted]] = {}
    rows: Any = (
        Reading.standing()
        .select(Reading.register_id, Reading.read_on, Reading.value, Reading.kind)
        .where(
            Reading.company_id == item.company_id,
            Reading.register_id.in_(list(register_ids)),
            Reading.read_on.between(item.read_on - HISTORY, item.read_on),
            Reading.submission_id.is_null() | (Reading.submission_id != item.id),
        )
        .order_by(Reading.read_on, Reading.recorded_at)
        .tuples()
    )
    for register_id, day, value, kind in rows:
        found.setdefault(register_id, []).append(Counted(day=day, value=value, kind=kind))
    return found


def _judged(claim: Claimed, *, history: list[Counted], day: date) -> Judged:
    previous = history[-1] if history else None
    face = {"digits": claim.digits, "multiplier": claim.multiplier}
    claimed = Counted(day=day, value=claim.value, kind="customer")
    spans = spans_of(readings=[*history, claimed], **face)
    return Judged(
        claim=claim,
        previous=previous,
        use=use_since(before=previous, value=claim.value, **face),
        days=(day - previous.day).days if previous else None,
        band=_band(history, unit=claim.unit, day=day),
        months=tuple(months_of_use(spans=spans, today=day, count=MONTHS)),
    )


def _band(history: list[Counted], *, unit: str, day: date) -> Band | None:
    known = [Dated(day=one.day, value=one.value) for one in history]
    return expected_band(history=known, unit=unit, today=day)
