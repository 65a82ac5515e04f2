"""A customer asks to correct a reading that is official already."""

from dataclasses import dataclass
from datetime import datetime

from webapp.actions.forms_intake import take_in_form
from webapp.actions.intake import Incoming, Whose, content_of
from webapp.domain.findings import Finding
from webapp.domain.people import Person
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.gateways.storage import Storage
from webapp.queries.corrections import Correctable, correctable
from webapp.queries.neighbours import neighbours_of


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the form says: its id, the right value as it was typed, why, perhaps a photo."""

    id: str
    value: str
    why: str
    photo: bytes | None = None


def ask_correction(
    *, person: Person, reading_id: int, asked: Asked, now: datetime, storage: Storage
) -> str:
    """Send the wish to the desk and return its submission's id; nothing official changes by it.

    Raises NotFound for a reading that is not theirs or no longer counts, and Refusal V01, `why`,
    `no_change`, `correction_open`, or what photos are refused for.
    """
    reading = correctable(person=person, reading_id=reading_id, now=now)
    if reading is None:
        raise NotFound
    value = _value(reading, asked)
    return take_in_form(
        person=person,
        incoming=Incoming(
            id=asked.id,
            kind="correction",
            channel="web",
            whose=Whose(
                company_id=reading.company_id,
                account_id=person.account_id,
                customer_id=reading.customer_id,
                service_point_id=reading.service_point_id,
                meter_id=reading.meter_id,
            ),
            captured_at=now,
            read_on=reading.read_on,
            content_hash=content_of(reading_id, value, asked.why, photo=asked.photo),
            note=asked.why,
            about_reading_id=reading_id,
        ),
        values={reading.register_id: value},
        findings=_odd(reading, value),
        photo=asked.photo,
        now=now,
        storage=storage,
    )


def _value(reading: Correctable, asked: Asked) -> int:
    value = parse_value(
        asked.value, digits=reading.digits, decimals=reading.decimals, field="value"
    )
    if value == reading.value:
        raise Refusal("no_change", N_("This is the value that counts already."), field="value")
    if not asked.why.strip():
        raise Refusal("why", N_("Please say in a few words what was wrong."), field="why")
    if reading.asked_in not in (None, asked.id):
        raise Refusal(
            "correction_open",
            N_("You have already asked for a correction of this reading; a clerk looks at it."),
        )
    return value


def _odd(reading: Correctable, value: int) -> list[Finding]:
    near = neighbours_of(
        company_id=reading.company_id, register_id=reading.register_id, day=reading.counts_for
    )
    if near.before is None or value >= near.before.value:
        return []
    numbers: dict[str, int | str] = {"value": value, "last": near.before.value}
    return [Finding(code="V06", severity="soft", register_id=reading.register_id, numbers=numbers)]
