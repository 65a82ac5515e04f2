"""The official readings of a place, newest first, and what was used between them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from webapp.domain.consumption import (
    Counted,
    MonthOfUse,
    Span,
    Use,
    months_of_use,
    spans_of,
    use_since,
)
from webapp.models.base import dicts_of, tuples_of
from webapp.models.readings import Reading
from webapp.queries.my_meters import history_start
from webapp.queries.service_points import Device, Face, PointOfSupply

A_PAGE = 30
SeriesKey = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class OfficialReading:
    """One row of the history."""

    day: date
    value: int
    kind: str
    use: Use


@dataclass(frozen=True, kw_only=True)
class Segment:
    """The readings of one device within a series; after an exchange there are several."""

    serial: str
    removed_on: date | None
    rows: tuple[OfficialReading, ...]


@dataclass(frozen=True, kw_only=True)
class Series:
    """The readings of one register, through the meters that carried it."""

    label: str
    unit: str
    decimals: int
    segments: tuple[Segment, ...]
    months: tuple[MonthOfUse, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """A page of readings, and before which day the next page begins."""

    series: tuple[Series, ...]
    earlier: date | None


def history(*, point: PointOfSupply, before: date | None = None) -> History:
    """The readings of this customer at this place, newest first, a page at a time.

    The first page carries the months of the last two years as well.
    """
    rows, earlier = _page(point, before)
    months = {} if before else _months(point)
    shown = [(device, face) for device in point.devices for face in device.registers]
    keys = list(dict.fromkeys(face.series for _, face in shown))
    series = [_series(key, point, rows, months.get(key, ())) for key in keys]
    return History(series=tuple(s for s in series if s.segments), earlier=earlier)


def _page(
    point: PointOfSupply, before: date | None
) -> tuple[dict[int, list[dict[str, Any]]], date | None]:
    most = A_PAGE * max(len(device.registers) for device in point.devices)
    rows = dicts_of(_rows(point, before).limit(most + 1))
    earlier = None
    if len(rows) > most:
        # A day is never cut in two: the day that did not fit whole begins the next page.
        cut = rows[-1]["read_on"]
        whole = [row for row in rows if row["read_on"] > cut]
        rows = whole or rows[:-1]
        earlier = rows[-1]["read_on"]
    by_register: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_register[row["register_id"]].append(row)
    return by_register, earlier


def _rows(point: PointOfSupply, before: date | None) -> Any:
    def earlier_one(column: Any) -> Any:
        return fn.LAG(column).over(
            partition_by=[Reading.register_id],
            order_by=[Reading.read_on, Reading.recorded_at, Reading.id],
        )

    return (
        _standing(point)
        .select(
            Reading.register_id,
            Reading.read_on,
            Reading.value,
            Reading.kind,
            earlier_one(Reading.value).alias("value_before"),
            earlier_one(Reading.kind).alias("kind_before"),
        )
        .where(Reading.read_on < before if before else True)
        .order_by(Reading.read_on.desc(), Reading.recorded_at.desc(), Reading.id.desc())
    )


def _standing(point: PointOfSupply) -> Any:
    registers = [face.id for device in point.devices for face in device.registers]
    return Reading.standing().where(
        Reading.company_id == point.company_id,
        Reading.register_id.in_(registers),
        # What was read here before they came belongs to somebody else.
        Reading.read_on >= point.supplied_since,
    )


def _series(
    key: SeriesKey,
    point: PointOfSupply,
    rows: dict[int, list[dict[str, Any]]],
    months: tuple[MonthOfUse, ...],
) -> Series:
    carried = [(d, face) for d in point.devices for face in d.registers if face.series == key]
    newest = carried[0][1]
    return Series(
        label=newest.label,
        unit=newest.unit,
        decimals=newest.decimals,
        months=months,
        segments=tuple(_segment(d, face, rows[face.id]) for d, face in carried if face.id in rows),
    )


def _segment(device: Device, face: Face, rows: list[dict[str, Any]]) -> Segment:
    return Segment(
        serial=device.serial,
        removed_on=device.removed_on,
        rows=tuple(_reading(face, row) for row in rows),
    )


def _reading(face: Face, row: dict[str, Any]) -> OfficialReading:
    before = None
    if row["value_before"] is not None:
        before = Counted(
            day=row["read_on"], value=row["value_before"], kind=str(row["kind_before"])
        )
    use = use_since(
        before=before, value=row["value"], digits=face.digits, multiplier=face.multiplier
    )
    return OfficialReading(day=row["read_on"], value=row["value"], kind=row["kind"], use=use)


def _months(point: PointOfSupply) -> dict[SeriesKey, tuple[MonthOfUse, ...]]:
    known: dict[int, list[Counted]] = defaultdict(list)
    rows = tuples_of(
        _standing(point)
        .select(Reading.register_id, Reading.read_on, Reading.value, Reading.kind)
        .where(Reading.read_on >= history_start(today=point.today))
        .order_by(Reading.read_on, Reading.recorded_at, Reading.id)
    )
    for register_id, day, value, kind in rows:
        known[register_id].append(Counted(day=day, value=value, kind=kind))
    spans: dict[SeriesKey, list[Span]] = defaultdict(list)
    for device in point.devices:
        for face in device.registers:
            spans[face.series] += spans_of(
                readings=known[face.id], digits=face.digits, multiplier=face.multiplier
            )
    return {key: tuple(months_of_use(spans=of, today=point.today)) for key, of in spans.items()}
