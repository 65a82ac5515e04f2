"""Official readings from a billing file: the meter by its serial, the register by its OBIS code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from webapp.actions.import_rows import Batch, Taken, differs
from webapp.domain.billing_files import Fault, Parsed, ReadingRow
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import dicts_of, new_id
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register

Key = tuple[int, date]


@dataclass(frozen=True, kw_only=True)
class _Face:
    id: int
    medium: str
    obis: str
    unit: str
    digits: int
    decimals: int


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A reading of the day and register in question."""

    value: int
    kind: str
    rollovers: int
    prorated_on: date | None
    voided: bool = False
    ours: bool = False
    """Whether this very import has brought it."""


def take_readings(batch: Batch, part: Sequence[Parsed]) -> Taken:
    """Write these readings; one that stands there with the same value is left alone."""
    rows = [(p.line, p.row) for p in part if isinstance(p.row, ReadingRow)]
    faces = _faces(batch, (row.meter for _, row in rows))
    known = _known(batch, [f.id for found in faces.values() for f in found], rows)
    made: list[dict[str, object]] = []
    refused, same = [], 0
    for line, row in rows:
        try:
            face = _face(faces.get(row.meter, ()), row)
            value = parse_value(
                row.value, digits=face.digits, decimals=face.decimals, field="value"
            )
            of_day = known.setdefault((face.id, row.read_on), [])
            if _is_known(of_day, value, row):
                same += 1
                continue
            of_day.append(_ours(value, row))
            made.append(_reading(batch, face.id, value, row))
        except Refusal as refusal:
            refused.append(Fault(line=line, refusal=refusal))
    if made:
        Reading.insert_many(made).execute()
    return Taken(added=len(made), same=same, refused=tuple(refused))


def _is_known(of_day: Sequence[_Known], value: int, row: ReadingRow) -> bool:
    """Whether there is nothing to write; raises Refusal where something else stands there."""
    alike = [one for one in of_day if one.value == value and _of_kind(one, row)]
    standing = [one for one in of_day if not one.voided]
    if row.void and not row.moot and any(not one.voided for one in alike):
        raise Refusal(
            "import_row",
            N_("This reading of %(number)s counts here; a file takes none back, a clerk does."),
            field="what",
            number=row.meter[:40],
        )
    if row.void or row.moot or any(not one.voided for one in alike):
        return True
    if not all(row.told and (one.ours or not _of_kind(one, row)) for one in standing):
        raise differs(field_name="value", number=row.meter)
    # What a clerk has taken back stays so, however often a file says it.
    return bool(alike)


def _of_kind(known: _Known, row: ReadingRow) -> bool:
    """A portal's list may name several of a day, of several kinds; other files name one."""
    ours = _ours(known.value, row)
    return not row.told or known == replace(ours, voided=known.voided, ours=known.ours)


def _ours(value: int, row: ReadingRow) -> _Known:
    return _Known(
        value=value,
        kind=row.kind,
        rollovers=row.rollovers,
        prorated_on=row.prorated_on,
        ours=True,
    )


def _faces(batch: Batch, serials: Iterable[str]) -> dict[str, list[_Face]]:
    rows = dicts_of(
        Register.select(
            Meter.serial, Register.id, Meter.medium, Register.obis, Register.unit,
            Register.digits, Register.decimals,
        )
        .join(
            Meter,
            on=(Meter.company_id == Register.company_id) & (Meter.id == Register.meter_id),
        )
        .where(Meter.company_id == batch.company_id, Meter.serial.in_(sorted(set(serials))))
    )  # fmt: skip
    found: dict[str, list[_Face]] = {}
    for row in rows:
        found.setdefault(row.pop("serial"), []).append(_Face(**row))
    return found


def _face(faces: Sequence[_Face], row: ReadingRow) -> _Face:
    fits = [
        one
        for one in faces
        if row.medium in (None, one.medium) and row.register in (None, one.obis)
    ]
    if len(fits) != 1:
        raise Refusal(
            "import_row",
            N_("Meter %(serial)s is not known, or several registers fit; name medium and OBIS."),
            field="meter",
            serial=row.meter[:40],
        )
    if row.unit not in (None, fits[0].unit):
        raise Refusal(
            "import_row",
            N_("Meter %(serial)s counts in %(unit)s."),
            field="unit",
            serial=row.meter[:40],
            unit=fits[0].unit,
        )
    return fits[0]


def _known(
    batch: Batch, registers: Sequence[int], rows: Sequence[tuple[int, ReadingRow]]
) -> dict[Key, list[_Known]]:
    """Every reading of a day; a day may have several, such as around an exchange."""
    days = [row.read_on for _, row in rows]
    found: dict[Key, list[_Known]] = {}
    for row in dicts_of(
        Reading.select(
            Reading.register_id, Reading.read_on, Reading.value, Reading.kind, Reading.rollovers,
            Reading.prorated_on, Reading.voided_by, Reading.import_id,
        ).where(
            Reading.company_id == batch.company_id,
            Reading.register_id.in_(list(registers)),
            Reading.read_on.between(min(days), max(days)),
        )
    ):  # fmt: skip
        one = _Known(
            **{name: row[name] for name in ("value", "kind", "rollovers", "prorated_on")},
            voided=row["voided_by"] is not None,
            ours=row["import_id"] == batch.id,
        )
        found.setdefault((row["register_id"], row["read_on"]), []).append(one)
    return found


def _reading(batch: Batch, register_id: int, value: int, row: ReadingRow) -> dict[str, object]:
    return {
        "company_id": batch.company_id,
        "id": new_id(),
        "register_id": register_id,
        "read_on": row.read_on,
        "value": value,
        "kind": row.kind,
        "rollovers": row.rollovers,
        "prorated_on": row.prorated_on,
        "prorated_value": row.prorated_value,
        "recorded_at": batch.now,
        "import_id": batch.id,
    }
