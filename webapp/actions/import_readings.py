"""Official readings from a billing file: the meter by its serial, the register by its OBIS code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.actions.import_rows import Batch, Taken, differs
from webapp.domain.billing_files import Fault, Parsed, ReadingRow
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import dicts_of, new_id, tuples_of
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register

Key = tuple[int, date]


@dataclass(frozen=True, kw_only=True)
class _Face:
    id: int
    medium: str
    obis: str
    digits: int
    decimals: int


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
            if (face.id, row.read_on) in known:
                if value not in known[face.id, row.read_on]:
                    raise differs(field_name="value", number=row.meter)
                same += 1
                continue
            known[face.id, row.read_on] = {value}
            made.append(_reading(batch, face.id, value, row))
        except Refusal as refusal:
            refused.append(Fault(line=line, refusal=refusal))
    if made:
        Reading.insert_many(made).execute()
    return Taken(added=len(made), same=same, refused=tuple(refused))


def _faces(batch: Batch, serials: Iterable[str]) -> dict[str, list[_Face]]:
    rows = dicts_of(
        Register.select(
            Meter.serial, Register.id, Meter.medium, Register.obis, Register.digits,
            Register.decimals,
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
    return fits[0]


def _known(
    batch: Batch, registers: Sequence[int], rows: Sequence[tuple[int, ReadingRow]]
) -> dict[Key, set[int]]:
    """Every value that stands on a day; a day may have several, such as around an exchange."""
    days = [row.read_on for _, row in rows]
    found: dict[Key, set[int]] = {}
    for register, day, value in tuples_of(
        Reading.standing()
        .select(Reading.register_id, Reading.read_on, Reading.value)
        .where(
            Reading.company_id == batch.company_id,
            Reading.register_id.in_(list(registers)),
            Reading.read_on.between(min(days), max(days)),
        )
    ):
        found.setdefault((register, day), set()).add(value)
    return found


def _reading(batch: Batch, register_id: int, value: int, row: ReadingRow) -> dict[str, object]:
    return {
        "company_id": batch.company_id,
        "id": new_id(),
        "register_id": register_id,
        "read_on": row.read_on,
        "value": value,
        "kind": row.kind,
        "recorded_at": batch.now,
        "import_id": batch.id,
    }
