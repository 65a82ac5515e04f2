"""The official readings of a place, newest first, and what was used between them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.domain.consumption import (
    Counted,
    MonthOfUse,
    Span,
    Use,
    months_of_use,
    spans_of,
    uses_of,
)
from webapp.models.prepared import prepared
from webapp.models.readings import Reading
from webapp.queries.my_meters import history_start
from webapp.queries.service_points import Device, Face, PointOfSupply

A_PAGE = 30
# How many readings beside a page may say how one on it is to be understood: estimates in a row.
BESIDE = 12
SeriesKey = tuple[str, str]
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class OfficialReading:
    """One row of the history; `day` and `value` are those that count.

    `measured` is what was read on another day, where the value was worked out from it.
    """

    id: int
    day: date
    value: int
    kind: str
    use: Use
    measured: tuple[date, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """The readings of one device within a series; after an exchange there are several."""

    serial: str
    installed_on: date
    removed_on: date | None
    followed_by: str | None
    """The serial of the meter that took its place."""
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
    known, earlier = _page(point, before)
    months = {} if before else _months(point)
    shown = [(device, face) for device in point.devices for face in device.registers]
    keys = list(dict.fromkeys(face.series for _, face in shown))
    rows = {face.id: _readings(face, known[face.id], earlier, before) for _, face in shown}
    series = [_series(key, point, rows, months.get(key, ())) for key in keys]
    return History(series=tuple(s for s in series if s.segments), earlier=earlier)


def _page(point: PointOfSupply, before: date | None) -> tuple[dict[int, list[Row]], date | None]:
    """Rows by register, newest first, some beside the page included; where the next page begins."""
    registers = max(len(device.registers) for device in point.devices)
    most, beside = A_PAGE * registers, BESIDE * registers
    rows = _older.dicts(**_asked(point), before=before, most=most + beside + 1)
    earlier = _cut([row["day"] for row in rows], most)
    newer = _newer.dicts(**_asked(point), before=before, most=beside) if before else []
    by_register: dict[int, list[Row]] = defaultdict(list)
    for row in [*newer[::-1], *rows]:
        by_register[row["register_id"]].append(row)
    return by_register, earlier


def _cut(days: list[date], most: int) -> date | None:
    """The day before which the next page begins, or None if all of it fits.

    A day is never cut in two: the day that did not fit whole begins the next page.
    """
    if len(days) <= most:
        return None
    whole = [day for day in days[:most] if day > days[most]]
    return whole[-1] if whole else days[most - 1]


def _asked(point: PointOfSupply) -> dict[str, Any]:
    return {
        "company_id": point.company_id,
        "registers": [face.id for device in point.devices for face in device.registers],
        "since": point.supplied_since,
    }


@prepared
def _older(*, before: date | None, most: int, **place: Any) -> Any:
    counts = Reading.effective_day()
    order = (counts.desc(), Reading.recorded_at.desc(), Reading.id.desc())
    rows = _rows(**place).where(counts < before) if before else _rows(**place)
    return rows.order_by(*order).limit(most)


@prepared
def _newer(*, before: date, most: int, **place: Any) -> Any:
    counts = Reading.effective_day()
    order = (counts, Reading.recorded_at, Reading.id)
    return _rows(**place).where(counts >= before).order_by(*order).limit(most)


def _rows(**place: Any) -> Any:
    return _standing(**place).select(
        Reading.id,
        Reading.register_id,
        Reading.effective_day().alias("day"),
        Reading.effective_value().alias("counts"),
        Reading.read_on,
        Reading.value,
        Reading.prorated_on,
        Reading.kind,
        Reading.rollovers,
    )


def _standing(*, company_id: int, registers: Sequence[int], since: date) -> Any:
    return Reading.standing().where(
        Reading.company_id == company_id,
        Reading.register_id.in_(registers),
        # What was read here before they came belongs to somebody else.
        Reading.effective_day() >= since,
        (Reading.effective_day() > since) | (Reading.kind != "final"),
    )


def _readings(
    face: Face, newest_first: list[Row], earlier: date | None, before: date | None
) -> tuple[OfficialReading, ...]:
    """Those on the page; the ones beside it only helped to understand them."""
    rows = newest_first[::-1]
    counted = [_counted(row) for row in rows]
    uses = uses_of(readings=counted, digits=face.digits, multiplier=face.multiplier)
    return tuple(
        _reading(row, use)
        for row, use in zip(rows[::-1], uses[::-1], strict=True)
        if (earlier is None or row["day"] >= earlier) and (before is None or row["day"] < before)
    )


def _counted(row: Row) -> Counted:
    return Counted(
        day=row["day"], value=row["counts"], kind=row["kind"], rollovers=row["rollovers"]
    )


def _reading(row: Row, use: Use) -> OfficialReading:
    return OfficialReading(
        id=row["id"],
        day=row["day"],
        value=row["counts"],
        kind=row["kind"],
        use=use,
        measured=(row["read_on"], row["value"]) if row["prorated_on"] else None,
    )


def _series(
    key: SeriesKey,
    point: PointOfSupply,
    rows: dict[int, tuple[OfficialReading, ...]],
    months: tuple[MonthOfUse, ...],
) -> Series:
    carried = [(d, face) for d in point.devices for face in d.registers if face.series == key]
    newest = carried[0][1]
    return Series(
        label=newest.label,
        unit=newest.unit,
        decimals=newest.decimals,
        months=months,
        segments=tuple(_segment(d, point, rows[face.id]) for d, face in carried if rows[face.id]),
    )


def _segment(device: Device, point: PointOfSupply, rows: tuple[OfficialReading, ...]) -> Segment:
    successor = (d.serial for d in point.devices if d.installed_on == device.removed_on)
    return Segment(
        followed_by=next(successor, None),
        serial=device.serial,
        installed_on=device.installed_on,
        removed_on=device.removed_on,
        rows=rows,
    )


def _months(point: PointOfSupply) -> dict[SeriesKey, tuple[MonthOfUse, ...]]:
    known: dict[int, list[Counted]] = defaultdict(list)
    rows = _lately.tuples(**_asked(point), start=history_start(today=point.today))
    for register_id, day, value, kind, rollovers in rows:
        one = Counted(day=day, value=value, kind=kind, rollovers=rollovers)
        known[register_id].append(one)
    spans: dict[SeriesKey, list[Span]] = defaultdict(list)
    for device in point.devices:
        for face in device.registers:
            spans[face.series] += spans_of(
                readings=known[face.id], digits=face.digits, multiplier=face.multiplier
            )
    return {key: tuple(months_of_use(spans=of, today=point.today)) for key, of in spans.items()}


@prepared
def _lately(*, start: date, **place: Any) -> Any:
    return (
        _standing(**place)
        .select(
            Reading.register_id,
            Reading.effective_day(),
            Reading.effective_value(),
            Reading.kind,
            Reading.rollovers,
        )
        .where(Reading.read_on >= start)
        .order_by(Reading.read_on, Reading.recorded_at, Reading.id)
    )
