"""Meters from a billing file, each at a place of supply, with its registers a line each."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.actions.customer_search import index_places
from webapp.actions.import_rows import Batch, Taken, apart, differs
from webapp.domain.billing_files import DialRow, Fault, MeterRow, Parsed
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import dicts_of, new_id, tuples_of
from webapp.models.meters import Meter
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint

# What a medium is counted in where the file does not say; heat is counted in several units.
UNITS = {"cold_water": "m³", "hot_water": "m³", "gas": "m³", "electricity": "kWh"}
DIAL = ("obis", "unit", "digits", "decimals", "multiplier")
OF_METER = ("service_point", "installed_on", "removed_on")
DAYS = ("installed_on", "removed_on", "calibrated_on", "calibrated_until")
PLAIN = ("serial", "model", "qmax", *DAYS)

Dial = tuple[object, ...]
Rows = list[MeterRow]


@dataclass(kw_only=True)
class _Known:
    """A meter that stands there."""

    id: int
    point: int
    ours: bool
    """Whether this very import has brought it."""
    facts: dict[str, date | None]
    dials: tuple[Dial, ...] = ()


def take_meters(batch: Batch, part: Sequence[Parsed]) -> Taken:
    """Write these meters; of one that stands there calibration and removal may be told anew."""
    rows = [(p.line, p.row) for p in part if isinstance(p.row, MeterRow)]
    points = _points(batch, (row.service_point for _, row in rows))
    known = _known(batch, (row.serial for _, row in rows))
    made: list[tuple[int, int, str, Rows]] = []
    changed: list[tuple[int, dict[str, date]]] = []
    refused, same = [], 0
    for _, group in itertools.groupby(rows, key=lambda one: one[1].serial):
        lines = list(group)
        try:
            point, medium, dials = _looked_at(points, [row for _, row in lines])
            row = lines[0][1]
            standing = known.get((medium, row.serial))
            if standing is None:
                id_ = new_id()
                known[medium, row.serial] = _Known(
                    id=id_, point=point, ours=True, dials=dials, facts=_facts(row)
                )
                made.append((id_, point, medium, [row for _, row in lines]))
                continue
            other = _changes(standing, point, row, dials)
            same += 0 if other else len(lines)
            changed += [(standing.id, other)] if other else []
        except Refusal as refusal:
            refused += [Fault(line=line, refusal=refusal) for line, _ in lines]
    _write(batch, made, changed)
    return Taken(added=len(rows) - same - len(refused), same=same, refused=tuple(refused))


def _looked_at(points: dict[str, tuple[int, str]], rows: Rows) -> tuple[int, str, tuple[Dial, ...]]:
    """The meter's place, its medium, and its registers as they will stand; raises Refusal."""
    row = rows[0]
    if row.service_point not in points:
        raise Refusal(
            "import_row",
            N_("There is no service point with the number %(number)s."),
            field="service_point",
            number=row.service_point[:40],
        )
    if len({tuple(getattr(one, name) for name in OF_METER) for one in rows}) > 1:
        raise Refusal(
            "import_row", N_("The lines of one meter must name one place and the same days.")
        )
    if len({one.dial.obis for one in rows}) < len(rows):
        raise Refusal(
            "import_row", N_("Two registers of this meter carry the same code."), field="register"
        )
    point, medium = points[row.service_point]
    return point, medium, tuple(_dial(one.dial, medium) for one in rows)


def _dial(dial: DialRow, medium: str) -> Dial:
    unit = dial.unit or UNITS.get(medium)
    if unit is None:
        raise Refusal(
            "import_row", N_("Nothing stands under %(column)s."), field="unit", column="unit"
        )
    return (dial.obis, unit, dial.digits, dial.decimals, dial.multiplier)


def _facts(row: MeterRow) -> dict[str, date | None]:
    return {name: getattr(row, name) for name in DAYS}


def _changes(known: _Known, point: int, row: MeterRow, dials: tuple[Dial, ...]) -> dict[str, date]:
    """What is told anew of a meter that stands there; raises Refusal where it is another one."""
    if known.ours:
        raise apart(field_name="serial", number=row.serial)
    other = {
        name: day
        for name, day in _facts(row).items()
        if day is not None and day != known.facts[name]
    }
    gone = "removed_on" in other and known.facts["removed_on"] is not None
    if gone or "installed_on" in other or (known.point, known.dials) != (point, dials):
        raise differs(field_name="serial", number=row.serial)
    known.facts |= other
    return other


def _points(batch: Batch, numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    rows = tuples_of(
        ServicePoint.select(ServicePoint.number, ServicePoint.id, ServicePoint.medium).where(
            ServicePoint.company_id == batch.company_id,
            ServicePoint.number.in_(sorted(set(numbers))),
        )
    )
    return {number: (id_, medium) for number, id_, medium in rows}


def _known(batch: Batch, serials: Iterable[str]) -> dict[tuple[str, str], _Known]:
    rows = dicts_of(
        Meter.select(
            Meter.medium, Meter.serial, Meter.id, Meter.service_point_id, Meter.import_id,
            *(getattr(Meter, name) for name in DAYS),
        ).where(Meter.company_id == batch.company_id, Meter.serial.in_(sorted(set(serials))))
    )  # fmt: skip
    found = {
        (row["medium"], row["serial"]): _Known(
            id=row["id"],
            point=row["service_point_id"],
            ours=row["import_id"] == batch.id,
            facts={name: row[name] for name in DAYS},
        )
        for row in rows
    }
    by_id = {one.id: one for one in found.values()}
    dials = tuples_of(
        Register.select(Register.meter_id, *(getattr(Register, name) for name in DIAL))
        .where(Register.company_id == batch.company_id, Register.meter_id.in_(sorted(by_id)))
        .order_by(Register.meter_id, Register.position)
    )
    for meter_id, *dial in dials if by_id else ():
        by_id[meter_id].dials += (tuple(dial),)
    return found


def _write(
    batch: Batch,
    made: Sequence[tuple[int, int, str, Rows]],
    changed: Sequence[tuple[int, dict[str, date]]],
) -> None:
    shared = {"company_id": batch.company_id, "import_id": batch.id}
    meters: list[dict[str, Any]] = []
    registers: list[dict[str, Any]] = []
    for id_, point, medium, rows in made:
        facts = {name: getattr(rows[0], name) for name in PLAIN}
        meters.append({**shared, "id": id_, "service_point_id": point, "medium": medium, **facts})
        registers += [
            {
                **shared, "id": new_id(), "meter_id": id_, "position": position,
                "label": row.dial.label, "yearly": row.dial.yearly,
                **dict(zip(DIAL, _dial(row.dial, medium), strict=True)),
            }
            for position, row in enumerate(rows)
        ]  # fmt: skip
    if meters:
        Meter.insert_many(meters).execute()
        Register.insert_many(registers).execute()
    for id_, other in changed:
        Meter.update(**other).where(Meter.company_id == batch.company_id, Meter.id == id_).execute()
    index_places(company_id=batch.company_id, service_point_ids={point for _, point, _, _ in made})
