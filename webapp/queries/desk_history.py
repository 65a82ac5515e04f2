"""What was official for a meter before a submission: the reading before, the band, the months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.domain.bands import Band, Expectation
from webapp.domain.consumption import (
    Counted,
    MonthOfUse,
    Span,
    Use,
    months_of_use,
    spans_of,
    use_since,
)
from webapp.domain.degree_days import FOLLOW_THE_WEATHER
from webapp.domain.expectation import LOOK_BACK_DAYS
from webapp.domain.quantities import SCALE
from webapp.queries.desk_claims import Claimed
from webapp.queries.desk_item import Item
from webapp.queries.expectations import register_facts
from webapp.queries.pasts import PastRegister, Pasts, pasts_of

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
    expectation: Expectation | None
    """What these days were expected to bring, and how that was worked out."""
    months: tuple[MonthOfUse, ...]
    """At this place, whichever meter hung there."""
    hung: tuple[date, ...] = ()
    """The days on which another meter took over."""

    @property
    def marks(self) -> tuple[int, ...]:
        """The places in `months` at which another meter took over."""
        firsts = {day.replace(day=1) for day in self.hung}
        return tuple(at for at, month in enumerate(self.months) if month.first in firsts)

    @property
    def band(self) -> Band | None:
        """The range of readings that would surprise nobody."""
        return self.expectation.band if self.expectation else None

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
    if item.is_request:
        return ()
    key = (item.company_id, item.service_point_id)
    pasts = pasts_of(
        points=[key],
        day=item.read_day,
        weather=item.medium in FOLLOW_THE_WEATHER,
        look_back=HISTORY,
    )
    return tuple(_judged(claim, item=item, pasts=pasts) for claim in claims)


def _judged(claim: Claimed, *, item: Item, pasts: Pasts) -> Judged:
    key, day = (item.company_id, claim.register_id), item.read_day
    facts = register_facts(
        pasts=pasts, key=key, medium=item.medium, model=item.model, day=day, leave_out=item.id
    )
    here = pasts.registers[key]
    history = _counted(here, item)
    previous = history[-1] if history else None
    face = {"digits": claim.digits, "multiplier": claim.multiplier}
    claimed = Counted(day=day, value=claim.value, kind="customer")
    before = _devices_before(pasts, here)
    spans = [
        *(span for one in before for span in _spans(one, item)),
        *spans_of(readings=[*history, claimed], **face),
    ]
    return Judged(
        claim=claim,
        previous=previous,
        use=use_since(before=previous, value=claim.value, **face),
        days=(day - previous.day).days if previous else None,
        expectation=facts.expectation,
        months=tuple(months_of_use(spans=spans, today=day, count=MONTHS)),
        hung=tuple(one.installed_on for one in [*before, here][1:]),
    )


def _devices_before(pasts: Pasts, here: PastRegister) -> list[PastRegister]:
    """The registers that counted the same at this place before this meter hung there."""
    earlier = (
        one
        for one in pasts.registers.values()
        if (one.company_id, one.point_id, one.series)
        == (here.company_id, here.point_id, here.series)
        and one.installed_on < here.installed_on
    )
    return sorted(earlier, key=lambda one: one.installed_on)


def _spans(register: PastRegister, item: Item) -> list[Span]:
    return spans_of(
        readings=_counted(register, item),
        digits=register.digits,
        multiplier=register.multiplier,
    )


def _counted(register: PastRegister, item: Item) -> list[Counted]:
    return [
        Counted(
            day=one.read.day,
            value=one.read.value,
            kind=one.read.kind,
            rollovers=int(one.read.rolled),
        )
        for one in register.reads
        if one.read.day <= item.read_day and one.submission_id != item.id
    ]
