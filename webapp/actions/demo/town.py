"""One company's part of the demo world, and the moments at which its people act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from webapp.actions.demo.book import Book
from webapp.actions.demo.fitting import Fitted
from webapp.actions.demo.homes import Home
from webapp.actions.demo.people import add_membership
from webapp.actions.demo.stories import Story

EVENING = time(18, 4)
OWNER = "owner,view_bills,submit_readings,pay,manage"


@dataclass(kw_only=True)
class Town:
    """A company's rows to be written and the stories to be told about them."""

    book: Book
    now: datetime
    timezone: str
    rng: Random
    past: list[Story] = field(default_factory=list)
    open: list[Story] = field(default_factory=list)
    members: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The company's day."""
        return self.now.astimezone(ZoneInfo(self.timezone)).date()

    def member(self, *, home: Home, email: str, permissions: str = OWNER) -> None:
        """Give an account a place in a household."""
        self.members.append((home.customer_id, email, permissions))

    def add_memberships(self, *, now: datetime) -> None:
        """Write who belongs to which household."""
        for customer_id, email, permissions in self.members:
            add_membership(
                company_id=self.book.company_id,
                customer_id=customer_id,
                email=email,
                permissions=permissions,
                now=now,
            )

    def evening(self, *, day: date) -> datetime:
        """When people come home and read their meters, as UTC."""
        return datetime.combine(day, EVENING, tzinfo=ZoneInfo(self.timezone)).astimezone(UTC)

    def sent_on(self, *, by: str, meter: Fitted, day: date, **told: Any) -> None:
        """Somebody read the meter on an evening long ago, and it has been decided since."""
        captured_at = self.evening(day=day)
        claimed = tuple(_whole(meter, series.on(day)) for series in meter.series)
        self.past.append(self._story(by, meter, captured_at, timedelta(minutes=3), claimed, told))

    def waits(
        self,
        *,
        by: str,
        meter: Fitted,
        ago: timedelta,
        delay: timedelta = timedelta(minutes=2),
        slip: Callable[[int], int] | None = None,
        **told: Any,
    ) -> None:
        """Somebody's reading came in so long ago, and is open unless `told` a verdict.

        With a `slip` the photo shows what the meter counted, and that was typed wrongly.
        """
        captured_at = self.now - ago - delay
        day = captured_at.astimezone(ZoneInfo(self.timezone)).date()
        share = self.rng.uniform(1.0, 1.2)
        claimed = tuple(_whole(meter, one.usual(day=day, share=share)) for one in meter.series)
        if slip:
            told["shown"] = self._seen(meter, claimed)
            claimed = tuple(slip(value) for value in told["shown"])
        self.open.append(self._story(by, meter, captured_at, delay, claimed, told))

    def _story(
        self,
        by: str,
        meter: Fitted,
        captured_at: datetime,
        delay: timedelta,
        claimed: Sequence[int],
        told: dict[str, Any],
    ) -> Story:
        claimed = tuple(told.pop("claimed", claimed))
        given = {"shown": self._seen(meter, claimed)} | told
        return Story(
            by=by,
            meter=meter,
            captured_at=captured_at,
            received_at=captured_at + delay,
            timezone=self.timezone,
            claimed=claimed,
            **given,
        )

    def _seen(self, meter: Fitted, claimed: Sequence[int]) -> tuple[int, ...]:
        # People type whole units; the drums and displays go on counting behind the point.
        return tuple(
            value + (self.rng.randrange(1000) if dial.step == 1000 else 0)
            for dial, value in zip(meter.dials, claimed, strict=True)
        )


def _whole(meter: Fitted, value: int) -> int:
    step = meter.dials[0].step
    return value // step * step
