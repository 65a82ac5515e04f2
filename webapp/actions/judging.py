"""What the gate makes of a reading: refused for a hard fault, else judged in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from webapp.domain.captures import Capture
from webapp.domain.days import local_day
from webapp.domain.findings import Finding
from webapp.domain.known import Known
from webapp.domain.leaks import Steady, judge_leak, raised
from webapp.domain.meters import MeterCard, RegisterCard
from webapp.domain.moments import Moment, refuse_missing_meter
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.plausibility import (
    EXPLAINED,
    judge_habits,
    judge_later,
    judge_moment,
    judge_photos,
    judge_reading,
    judge_repeats,
    refuse_closed_window,
    right_moment,
)
from webapp.domain.quantities import parse_value
from webapp.domain.units import refuse_other_unit
from webapp.queries.expectations import Facts
from webapp.queries.gone_meters import why_gone
from webapp.queries.meters import JudgedMeter, judged_meters, meter_rows
from webapp.queries.photo_reuse import photo_used_before
from webapp.queries.submissions import earlier_claims

# Whether a household is unusual can only be said where something of its own is known.
OWN_BASES = frozenset({"weather", "last_year", "contract"})
READ_BY_CUSTOMERS = frozenset({"customer", "customer_verified"})


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A reading that may come in: its meter, its right moment and day, values and findings."""

    meter: MeterCard
    moment: Moment
    day: date
    values: dict[int, int]
    findings: list[Finding]


def judge_capture(*, person: Person, capture: Capture, now: datetime) -> Judged:
    """Judge a capture as of when it was taken.

    Raises Refusal for a hard fault: V01 shape, V02 date, V03 meter, V04 window, V15 unit.
    """
    moment = right_moment(captured_at=capture.captured_at, sent_at=capture.sent_at, now=now)
    rows = _rows(person=person, now=moment.captured_at)
    judged, others = _meter(person=person, capture=capture, rows=rows, now=moment.captured_at)
    meter = judged.card
    day = local_day(now=moment.captured_at, timezone=meter.timezone)
    values = _values(meter=meter, capture=capture)
    refuse_closed_window(window=meter.window)
    findings = [
        *judge_moment(moment),
        *_shared(judged, values, day, others, now=moment.captured_at),
        *_of_the_gate(judged, values, day),
        *_photos(meter, capture, day),
    ]
    return Judged(meter=meter, moment=moment, day=day, values=values, findings=findings)


def judge_values(
    *,
    company_id: int,
    customer_id: int,
    meter_id: int,
    values: Mapping[int, int],
    day: date,
    now: datetime,
) -> list[Finding]:
    """What looks odd about values that no phone has sent, read at `now`; refuses nothing."""
    rows = meter_rows(customers=[(company_id, customer_id)], now=now)
    own = [row for row in rows if row["meter_id"] == meter_id]
    if not own:
        return []  # not supplied there on that day, as somebody who has just moved out
    (judged,) = judged_meters(rows=own, now=now)
    others = [row for row in rows if row not in own]
    return [
        *_shared(judged, values, day, others, now=now),
        *_of_the_gate(judged, values, day),
    ]


Rows = list[dict[str, object]]


def _rows(*, person: Person, now: datetime) -> Rows:
    ties = customers_with(person, Permission.SUBMIT_READINGS)
    customers = [(tie.company_id, tie.customer_id) for tie in ties]
    return meter_rows(customers=customers, now=now) if customers else []


def _meter(
    *, person: Person, capture: Capture, rows: Rows, now: datetime
) -> tuple[JudgedMeter, Rows]:
    """The meter that is meant, and the rows of the same customer's other meters."""
    wanted = {claimed.register_id for claimed in capture.registers}
    named = [row for row in rows if row["serial"] == capture.meter]
    for key in dict.fromkeys((row["company_id"], row["meter_id"]) for row in named):
        own = [row for row in named if (row["company_id"], row["meter_id"]) == key]
        if wanted and wanted <= {row["id"] for row in own}:
            (judged,) = judged_meters(rows=own, now=now)
            return judged, [row for row in rows if row not in own and _same_customer(row, own[0])]
    refuse_missing_meter(
        serial=capture.meter, gone=why_gone(person=person, serial=capture.meter, now=now)
    )
    raise AssertionError  # a missing meter is always refused


def _same_customer(one: dict[str, object], other: dict[str, object]) -> bool:
    keys = ("company_id", "customer_id")
    return all(one[key] == other[key] for key in keys)


def _values(*, meter: MeterCard, capture: Capture) -> dict[int, int]:
    faces = {register.id: register for register in meter.registers}
    values = {}
    for claimed in capture.registers:
        face, field = faces[claimed.register_id], f"value-{claimed.register_id}"
        refuse_other_unit(said=claimed.unit, unit=face.unit, field=field)
        values[face.id] = parse_value(
            claimed.value, digits=face.digits, decimals=face.decimals, field=field
        )
    return values


def _shared(
    judged: JudgedMeter, values: Mapping[int, int], day: date, others: Rows, *, now: datetime
) -> list[Finding]:
    """What the phone knows by heart, too; the other meters are only asked where one is needed."""
    known = judged.card.known
    found = judge_reading(registers=known, values=values, day=day)
    units = {row["unit"] for row in others}
    if any(one.code in EXPLAINED for one in found) and units & {one.unit for one in known}:
        found = judge_reading(
            registers=known, values=values, day=day, others=_known(others, now=now)
        )
    return [_of_the_whole(one) for one in found]


def _known(rows: Rows, *, now: datetime) -> list[Known]:
    return [known for judged in judged_meters(rows=rows, now=now) for known in judged.card.known]


def _of_the_whole(finding: Finding) -> Finding:
    # A register left empty has no claim that the finding could stand beside.
    return replace(finding, register_id=None) if finding.code == "V19" else finding


def _of_the_gate(judged: JudgedMeter, values: Mapping[int, int], day: date) -> list[Finding]:
    """What only the server can know: other submissions, later readings, habits, lasting use."""
    meter, found = judged.card, list[Finding]()
    claims = earlier_claims(company_id=meter.company_id, register_ids=list(values), day=day)
    for register in meter.registers:
        if register.id in values:
            value, facts = values[register.id], judged.facts[register.id]
            found += judge_repeats(
                register_id=register.id, value=value, day=day, others=claims.get(register.id, [])
            )
            found += _of_the_past(meter, register, facts, value, day)
    return found


def _of_the_past(
    meter: MeterCard, register: RegisterCard, facts: Facts, value: int, day: date
) -> list[Finding]:
    known = register.judged_by(serial=meter.serial)
    return [
        *judge_later(known=known, value=value, later=facts.later),
        *judge_habits(
            register_id=register.id,
            value=value,
            before=_told_by_customers(facts),
            in_a_row=facts.rules.in_a_row,
        ),
        *_leak(meter.medium, register, facts, value, day),
    ]


def _told_by_customers(facts: Facts) -> Sequence[int]:
    """The values of the newest readings, as far back as customers read them."""
    values = []
    for read in reversed(facts.read):
        if read.kind not in READ_BY_CUSTOMERS:
            break
        values.append(read.value)
    return values[::-1]


def _leak(
    medium: str, register: RegisterCard, facts: Facts, value: int, day: date
) -> list[Finding]:
    expected, rules = facts.expectation, facts.rules
    if expected is None or expected.basis not in OWN_BASES or value <= expected.anchor.value:
        return []
    now = Steady(
        after=expected.anchor.day,
        until=day,
        used=value - expected.anchor.value,
        expected=expected.amount,
    )
    judged_by = {"share": rules.leak_share, "slack": rules.slack}
    # Most readings end here; what was expected before is only worked out for the others.
    before = _before(facts) if raised(steady=now, **judged_by) else None
    return judge_leak(register_id=register.id, medium=medium, now=now, before=before, **judged_by)


def _before(facts: Facts) -> Steady | None:
    if not facts.past.stretches:
        return None
    last = facts.past.stretches[-1]
    expected = facts.expected_of(last)
    if expected is None or expected.basis not in OWN_BASES:
        return None
    return Steady(after=last.after, until=last.until, used=last.amount, expected=expected.amount)


def _photos(meter: MeterCard, capture: Capture, day: date) -> list[Finding]:
    used_before = photo_used_before(
        company_id=meter.company_id,
        hashes={note.sha256 for note in capture.photo_notes().values()},
        day=day,
        replaces=capture.replaces,
    )
    return judge_photos(used_before=used_before)
