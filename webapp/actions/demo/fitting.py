"""Meters on the wall, with their registers and two years of official readings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from webapp.actions.demo.book import Book
from webapp.actions.demo.days import Rhythm
from webapp.actions.demo.history import Series, grown, seasonal_use
from webapp.actions.demo.media import MEDIA, Dial
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register

ALWAYS = None


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A meter on the wall: what is printed on it, and what its registers counted."""

    medium: str
    serial: str
    year: int
    dials: tuple[Dial, ...]
    register_ids: tuple[int, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A meter to fit; what is left open is chosen by chance.

    `last` and `used` are what the first register shows and used a month, in thousandths; on
    `told` days the reading is not the company's, because a person will send it.
    """

    medium: str
    serial: str
    last: int | None = None
    used: tuple[int, ...] | None = None
    year: int | None = None
    calibrated: tuple[date, date] | None = None
    told: frozenset[date] = frozenset()
    rhythm: Rhythm | None = ALWAYS


class Fitter:
    """Adds meters to a company's book."""

    def __init__(self, *, book: Book, today: date, rng: Random) -> None:
        self.book, self.today, self.rng = book, today, rng

    def fit(
        self,
        *,
        point_id: int,
        wanted: Wanted,
        days: Sequence[date],
        installed_on: date | None = None,
        removed_on: date | None = None,
    ) -> Fitted:
        """Hang a meter on the wall and let it count up to the last of the days."""
        year = wanted.year or self.rng.randint(self.today.year - 7, self.today.year - 3)
        fitted_on = installed_on or date(year, 12, self.rng.randint(1, 20))
        calibrated = wanted.calibrated or (date(year, 11, 30), date(year + 8, 11, 30))
        meter_id = self.book.add(
            Meter,
            service_point_id=point_id,
            medium=wanted.medium,
            serial=wanted.serial,
            model=MEDIA[wanted.medium].model,
            calibrated_on=calibrated[0],
            calibrated_until=calibrated[1],
            installed_on=fitted_on,
            removed_on=removed_on,
            qmax=MEDIA[wanted.medium].qmax,
        )
        dials = MEDIA[wanted.medium].dials
        series = tuple(self._counted(dial, wanted, days) for dial in dials)
        return Fitted(
            medium=wanted.medium,
            serial=wanted.serial,
            year=year,
            dials=dials,
            register_ids=tuple(
                self._register(meter_id, position, wanted, counted, installed_on)
                for position, counted in enumerate(series)
            ),
            series=series,
        )

    def _counted(self, dial: Dial, wanted: Wanted, days: Sequence[date]) -> Series:
        used: Sequence[int] = wanted.used or seasonal_use(
            days=days,
            yearly=round(self.rng.uniform(*dial.yearly)) * 1000,
            medium=wanted.medium,
            step=dial.step,
            rng=self.rng,
        )
        face = 10**dial.digits * 1000
        last = wanted.last
        if last is None:
            last = sum(used) + self.rng.randrange(dial.oldest) // dial.step * dial.step
        return grown(days=days, used=used, last=last, face=face)

    def _register(
        self, meter_id: int, position: int, wanted: Wanted, series: Series, fitted_on: date | None
    ) -> int:
        dial = MEDIA[wanted.medium].dials[position]
        register_id = self.book.add(
            Register,
            meter_id=meter_id,
            position=position,
            obis=dial.obis,
            label=dial.label,
            unit=dial.unit,
            digits=dial.digits,
            decimals=dial.decimals,
            multiplier=1000,
            yearly=series.yearly,
        )
        for day, value in zip(series.days, series.values, strict=True):
            if day not in wanted.told:
                kind = "initial" if day == fitted_on else self._kind(wanted, day, series.days[-1])
                self._reading(register_id, day, value, kind)
        return register_id

    def _kind(self, wanted: Wanted, day: date, newest: date) -> str:
        if wanted.used is not None or day == newest:
            return "company"
        return self.rng.choices(("company", "customer", "estimated"), (80, 14, 6))[0]

    def _reading(self, register_id: int, day: date, value: int, kind: str) -> None:
        recorded = datetime.combine(day + timedelta(days=1), time(6), tzinfo=UTC)
        self.book.add(
            Reading,
            register_id=register_id,
            read_on=day,
            value=value,
            kind=kind,
            recorded_at=recorded,
        )
