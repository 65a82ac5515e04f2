"""The capture form of a browser without the outbox: its fields, and what was filled in."""

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from webapp.domain.captures import Capture, ClaimedValue
from webapp.domain.meters import MeterCard, RegisterCard
from webapp.forms.captures import LONGEST_NOTE, UUID
from webapp.web.meter_wire import meter_on_the_wire

# A page left open for longer says nothing about when the meter was read.
LONGEST_OPEN = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What the form says of one meter: decimal text by register, a note, perhaps a photo."""

    meter: MeterCard
    id: str
    values: Mapping[int, str]
    note: str
    photo: Any

    def capture(self, *, now: datetime) -> Capture:
        """The capture that this describes; the same form gives the same capture again."""
        return Capture(
            id=self.id,
            meter=self.meter.serial,
            registers=tuple(
                ClaimedValue(register_id=register, value=text)
                for register, text in self.values.items()
            ),
            captured_at=opened_at(submission_id=self.id, now=now),
            note=self.note,
        )


def new_submission_id(*, now: datetime) -> str:
    """A UUID that carries the moment at which the form was opened (version 7)."""
    milliseconds = int(now.timestamp() * 1000)
    number = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64
    return str(uuid.UUID(int=number | 2 << 62 | secrets.randbits(62)))


def opened_at(*, submission_id: str, now: datetime) -> datetime:
    """When the form with this id was opened, or now if that cannot be right."""
    milliseconds = uuid.UUID(submission_id).int >> 80
    opened = datetime.fromtimestamp(min(milliseconds, 2**42) / 1000, UTC)
    return opened if timedelta() <= now - opened <= LONGEST_OPEN else now


def filled_meters(
    *, meters: Sequence[MeterCard], form: Mapping[str, str], files: Mapping[str, Any], now: datetime
) -> list[Filled]:
    """The meters for which something was typed or photographed; else the first one, empty."""
    entries = [_entry(meter, form, files, now) for meter in meters]
    return [entry for entry in entries if entry.values or entry.photo] or entries[:1]


def _entry(
    meter: MeterCard, form: Mapping[str, str], files: Mapping[str, Any], now: datetime
) -> Filled:
    texts = {register.id: form.get(f"value-{register.id}", "") for register in meter.registers}
    kept, photo = form.get(f"id-{meter.id}", ""), files.get(f"photo-{meter.id}")
    return Filled(
        meter=meter,
        id=kept if UUID.fullmatch(kept) else new_submission_id(now=now),
        values={register: text.strip() for register, text in texts.items() if text.strip()},
        note=form.get(f"note-{meter.id}", "").replace("\0", "").strip()[:LONGEST_NOTE],
        photo=photo if photo and photo.filename else None,
    )


def typed_again(*, filled: Iterable[Filled]) -> dict[str, str]:
    """What was typed, by field, to stand in the form when it comes back."""
    texts = {}
    for one in filled:
        texts.update({f"value-{register}": text for register, text in one.values.items()})
        texts[f"note-{one.meter.id}"] = one.note
    return texts


def meter_fields(card: MeterCard) -> dict[str, Any]:
    """A meter as the capture screen draws it; its facts are those that a phone keeps of it."""
    facts = meter_on_the_wire(card)
    registers = zip(card.registers, facts.pop("registers"), strict=True)
    return {
        **{name: facts[name] for name in ("id", "serial", "name", "address")},
        "facts": facts,
        "window": card.window,
        "registers": [_register_fields(register, known) for register, known in registers],
    }


def _register_fields(register: RegisterCard, facts: dict[str, Any]) -> dict[str, Any]:
    last = register.last
    return {**facts, "facts": facts, "last": last and {**facts["last"], "date": last.day}}
