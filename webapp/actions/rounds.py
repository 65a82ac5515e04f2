"""Several meters in one go: what fits is received, the rest says why not, each on its own."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, PhotoNote
from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.domain.plausibility import Finding
from webapp.domain.refusals import Refusal
from webapp.domain.second_look import odd_about
from webapp.domain.submissions import Receipt
from webapp.domain.words import N_
from webapp.gateways.storage import Storage


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a form says of one meter; the photo is read only when it is needed."""

    meter: MeterCard
    capture: Capture
    open_photo: Callable[[], bytes | None]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of an entry: a receipt, something to look at once more, or a refusal."""

    entry: Entry
    receipt: Receipt | None = None
    odd: tuple[Finding, ...] = ()
    refusal: Refusal | None = None


def submit_round(
    *,
    person: Person,
    entries: Iterable[Entry],
    meters: Sequence[MeterCard],
    confirmed: bool,
    now: datetime,
    storage: Storage,
) -> list[Answer]:
    """Take in each entry; unless `confirmed`, what looks odd is asked about instead of sent.

    `meters` are all that this person may read: a value may belong to another of them.
    """
    return [
        _answer(
            person=person,
            entry=entry,
            beside=[meter for meter in meters if meter.id != entry.meter.id],
            confirmed=confirmed,
            now=now,
            storage=storage,
        )
        for entry in entries
    ]


def _answer(
    *,
    person: Person,
    entry: Entry,
    beside: list[MeterCard],
    confirmed: bool,
    now: datetime,
    storage: Storage,
) -> Answer:
    try:
        odd = () if confirmed else _odd(entry, beside)
        if odd:
            return Answer(entry=entry, odd=odd)
        return Answer(entry=entry, receipt=_receipt(person, entry, now, storage))
    except Refusal as refusal:
        return Answer(entry=entry, refusal=refusal)


def _odd(entry: Entry, beside: list[MeterCard]) -> tuple[Finding, ...]:
    if not entry.meter.window.open:
        return ()  # it will be refused; there is nothing to confirm
    values = {claimed.register_id: claimed.value for claimed in entry.capture.registers}
    own = (entry.meter.company_id, entry.meter.customer_id)
    others = [
        known
        for meter in beside
        if (meter.company_id, meter.customer_id) == own
        for known in meter.known
    ]
    return tuple(odd_about(meter=entry.meter, values=values, others=others))


def _receipt(person: Person, entry: Entry, now: datetime, storage: Storage) -> Receipt:
    if not entry.capture.registers:
        first = entry.meter.registers[0]
        raise Refusal("V01", N_("Please type what the counter shows."), field=f"value-{first.id}")
    photo = entry.open_photo()
    outcome = submit_reading(
        person=person,
        capture=replace(entry.capture, photo=_note(photo)),
        photos={"photo": photo} if photo else {},
        channel="web",
        now=now,
        storage=storage,
    )
    return outcome.receipt


def _note(photo: bytes | None) -> PhotoNote | None:
    return PhotoNote(bytes=len(photo), sha256=hashlib.sha256(photo).hexdigest()) if photo else None
