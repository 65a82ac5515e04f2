"""The form of somebody who moves in or out."""

from collections.abc import Mapping
from datetime import datetime

from webapp.domain.handovers import Move
from webapp.domain.meters import MeterCard
from webapp.forms.plain_fields import LONGEST_VALUE, day, form_id, words


def parse_move(
    form: Mapping[str, str], *, meter: MeterCard, photo: bytes | None, now: datetime
) -> Move:
    """What the form says of this meter; raises Refusal `shape` for a day that is none."""
    return Move(
        id=form_id(form, now=now),
        direction=form.get("direction", ""),
        handover_on=day(form, "handover_on"),
        read_on=day(form, "read_on"),
        values={
            register.id: form.get(f"value-{register.id}", "")[:LONGEST_VALUE]
            for register in meter.registers
        },
        note=words(form, "note"),
        photo=photo,
    )
