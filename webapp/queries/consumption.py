"""What was used at a place: its registers through every meter that carried them, and the weather.

Four queries at most, however many readings there are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from webapp.domain.consumption import Span, month_start, spans_of
from webapp.domain.degree_days import FOLLOW_THE_WEATHER
from webapp.domain.estimates_compared import EstimateCompared, Known, estimates_compared
from webapp.domain.use_by_year import DAY, MONTHS, a_year_before
from webapp.models.base import dicts_of, tuples_of
from webapp.models.billing_entries import BillingEntry
from webapp.models.readings import Reading
from webapp.queries.degree_days import degree_days
from webapp.queries.my_meters import history_start
from webapp.queries.service_points import Face, PointOfSupply

SeriesKey = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What one meter counted of a series; `since` is when it came in another's place, if it did."""

    serial: str
    since: date | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class UseSeries:
    """One register's use through the meters that carried it, the newest meter first."""

    label: str
    obis: str
    unit: str
    decimals: int
    devices: tuple[Carried, ...]
    spans: tuple[Span, ...]
    estimates: tuple[EstimateCompared, ...]
    readings: int


@dataclass(frozen=True, kw_only=True)
class Consumption:
    """The use of a place, and its degree days by day where it is heating and they are known."""

    series: tuple[UseSeries, ...]
    weather: Mapping[date, int]


def consumption(*, point: PointOfSupply) -> Consumption:
    """What this customer used at this place over two years and as far back as those need."""
    known = _readings(point)
    shown = [face for device in point.devices for face in device.registers]
    keys = list(dict.fromkeys(face.series for face in shown))
    series = tuple(_series(key, point, known) for key in keys)
    return Consumption(series=series, weather=_weather(point, series))


def _readings(point: PointOfSupply) -> dict[int, list[Known]]:
    rows = dicts_of(_standing(point))
    told = _told(point, rows)
    found: dict[int, list[Known]] = defaultdict(list)
    for row in rows:
        found[row["register_id"]].append(
            Known(
                id=row["id"],
                day=row["day"],
                value=row["value_then"],
                kind=row["kind"],
                rollovers=row["rollovers"],
                billed=row["import_id"] is not None or row["id"] in told,
            )
        )
    return found


def _standing(point: PointOfSupply) -> Any:
    # What counts for a handover is the day and the value it was worked out for.
    day = fn.COALESCE(Reading.prorated_on, Reading.read_on)
    value = fn.COALESCE(Reading.prorated_value, Reading.value)
    return (
        Reading.standing()
        .select(
            Reading.id,
            Reading.register_id,
            Reading.kind,
            Reading.rollovers,
            Reading.import_id,
            day.alias("day"),
            value.alias("value_then"),
        )
        .where(
            Reading.company_id == point.company_id,
            Reading.register_id.in_([f.id for d in point.devices for f in d.registers]),
            # What was used here before they came belongs to somebody else.
            day >= point.supplied_since,
            day >= history_start(today=point.today),
        )
        .order_by(day, Reading.recorded_at, Reading.id)
    )


def _told(point: PointOfSupply, rows: Collection[dict[str, Any]]) -> set[int]:
    """The readings that billing was told of; those it imported itself need no asking."""
    ours = [row["id"] for row in rows if row["import_id"] is None]
    if not ours:
        return set()
    told = BillingEntry.select(BillingEntry.reading_id).where(
        BillingEntry.company_id == point.company_id,
        BillingEntry.reading_id.in_(ours),
        BillingEntry.what == "reading",
    )
    return {reading_id for (reading_id,) in tuples_of(told)}


def _series(key: SeriesKey, point: PointOfSupply, known: Mapping[int, list[Known]]) -> UseSeries:
    carried = [(d, face) for d in point.devices for face in d.registers if face.series == key]
    newest, oldest = carried[0][1], carried[-1][0]
    devices = tuple(
        Carried(
            serial=device.serial,
            since=device.installed_on if device is not oldest else None,
            spans=tuple(_spans(face, known)),
        )
        for device, face in carried
    )
    return UseSeries(
        label=newest.label,
        obis=newest.obis,
        unit=newest.unit,
        decimals=newest.decimals,
        devices=devices,
        spans=tuple(span for one in reversed(devices) for span in one.spans),
        estimates=tuple(one for _, face in carried for one in _estimates(face, known)),
        readings=sum(len(known.get(face.id, ())) for _, face in carried),
    )


def _spans(face: Face, known: Mapping[int, list[Known]]) -> list[Span]:
    return spans_of(readings=known.get(face.id, []), digits=face.digits, multiplier=face.multiplier)


def _estimates(face: Face, known: Mapping[int, list[Known]]) -> list[EstimateCompared]:
    return estimates_compared(
        readings=known.get(face.id, []), digits=face.digits, multiplier=face.multiplier
    )


def _weather(point: PointOfSupply, series: Collection[UseSeries]) -> Mapping[date, int]:
    ends = [span.until for one in series for span in one.spans]
    if point.medium not in FOLLOW_THE_WEATHER or not ends:
        return {}
    # Two years back from the last reading, and whole months.
    since = min(
        month_start(day=point.today, back=MONTHS - 1),
        *(a_year_before(a_year_before(end)) for end in ends),
    )
    found = degree_days(company_ids=[point.company_id], since=since, until=max(ends) + DAY)
    return found.get(point.company_id, {})
