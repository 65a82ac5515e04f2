"""Recording that a meter was exchanged, when a reading shows it: one event, both readings."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.customer_search import index_places
from webapp.actions.decisions import accept
from webapp.actions.events import record_event
from webapp.actions.intake import Incoming, Whose, content_of, write_claims, write_submission
from webapp.actions.official import make_official
from webapp.actions.treatments import only_readings, put_to
from webapp.actions.verdicts import Reason, decide, find, held, take
from webapp.domain.exchanges import NewMeter, NewRegister, refuse_odd_day, refuse_odd_meter
from webapp.domain.people import Person
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, new_id
from webapp.models.exchanges import Exchange
from webapp.models.meters import Meter
from webapp.models.registers import Register
from webapp.models.submissions import Submission
from webapp.queries.meters import meters_of_customer


@dataclass(frozen=True, kw_only=True)
class Exchanged:
    """What came of it: the exchange's own submission, and the reading of the new meter."""

    exchange_submission_id: str
    submission_id: str
    meter_id: int


def exchange_meter(
    *, person: Person, submission_id: str, exchange: NewMeter, at_once: bool, now: datetime
) -> Exchanged:
    """Record the exchange that a waiting reading of the old meter shows.

    The old meter's last reading, the new meter and its first one are written by one decision; the
    customer's value becomes a reading of the new meter, which waits, or is accepted `at_once`.
    Raises NotFound, AlreadyDecided, or Refusal `serial`, `serial_taken`, `face`, `reason`,
    `exchange_day`, `exchange_registers`, `exchanged_already`, V01.
    """
    refuse_odd_meter(exchange)
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        only_readings(submission)
        old = _hanging(submission)
        refuse_odd_day(
            happened_on=exchange.happened_on,
            installed_on=old.installed_on,
            read_on=submission.read_day,
        )
        _refuse_known_serial(old, exchange)
        take(submission=submission, verdict="move", now=now)
        done = _record(person, submission, old, exchange, now)
        decide(
            person=person,
            submission=submission,
            verdict="move",
            reason=Reason(code="exchanged"),
            now=now,
            facts={"exchange": done.exchange_submission_id, "meter": done.meter_id},
        )
        if at_once:
            accept(person=person, submission_id=done.submission_id, now=now)
        return done


def _hanging(submission: Submission) -> Meter:
    """The old meter, held, so that nobody records its exchange a second time meanwhile."""
    query = Meter.select().where(
        Meter.company_id == submission.company_id, Meter.id == submission.meter_id
    )
    meter: Meter = held(query).get()
    if meter.removed_on is not None:
        raise Refusal(
            "exchanged_already",
            N_("Meter %(serial)s has been taken down already."),
            serial=meter.serial,
        )
    return meter


def _refuse_known_serial(old: Meter, exchange: NewMeter) -> None:
    known = Meter.select().where(
        Meter.company_id == old.company_id,
        Meter.medium == old.medium,
        Meter.serial == exchange.serial,
    )
    if known.exists():
        raise Refusal(
            "serial_taken",
            N_("There is a meter %(serial)s already. Please check the serial number."),
            field="serial",
            serial=exchange.serial,
        )


def _record(
    person: Person, submission: Submission, old: Meter, exchange: NewMeter, now: datetime
) -> Exchanged:
    pairs = _paired(old, exchange)
    event = _own_submission(person, submission, pairs, exchange, now)
    take(submission=event, verdict="accept", now=now)
    decision_id = decide(person=person, submission=event, verdict="accept", now=now)
    source = {"decision_id": decision_id, "submission_id": event.id, "verdict": "accept"}
    new_meter_id = _hang(old, exchange, source)
    index_places(company_id=old.company_id, service_point_ids=[old.service_point_id])
    first = _registers(pairs, new_meter_id, source)
    write_claims(company_id=old.company_id, submission_id=event.id, values=first)
    for kind, values in (("exchange_out", _last(pairs)), ("exchange_in", first)):
        make_official(
            submission=event, decision_id=decision_id, verdict="accept", values=values, kind=kind,
            now=now,
        )  # fmt: skip
    _write_exchange(old, new_meter_id, exchange, source, now)
    record_event(
        company_id=old.company_id,
        actor_id=person.account_id,
        kind="meter.exchanged",
        subject=f"meter:{old.id}",
        now=now,
        new=new_meter_id,
        reason=exchange.reason,
        decision=decision_id,
    )
    return Exchanged(
        exchange_submission_id=event.id,
        submission_id=_readings_of_the_new_one(submission, new_meter_id, person, now),
        meter_id=new_meter_id,
    )


def _paired(old: Meter, exchange: NewMeter) -> list[tuple[Register, NewRegister]]:
    """Each old register with its successor; all of them have to be there, once."""
    rows = Register.select().where(
        Register.company_id == old.company_id, Register.meter_id == old.id
    )
    given = {register.old_register_id: register for register in exchange.registers}
    known = list(rows.order_by(Register.position))
    if {row.id for row in known} != given.keys() or len(given) != len(exchange.registers):
        raise Refusal(
            "exchange_registers", N_("Please give the last and the first value of each register.")
        )
    return [(row, given[row.id]) for row in known]


def _last(pairs: list[tuple[Register, NewRegister]]) -> dict[int, int]:
    return {
        row.id: parse_value(
            new.last, digits=row.digits, decimals=row.decimals, field=f"last-{row.id}"
        )
        for row, new in pairs
    }


def _own_submission(
    person: Person,
    submission: Submission,
    pairs: list[tuple[Register, NewRegister]],
    exchange: NewMeter,
    now: datetime,
) -> Submission:
    """What staff say of it goes through the gate like anything else."""
    return write_submission(
        incoming=Incoming(
            id=str(uuid.uuid4()),
            kind="exchange",
            channel="desk",
            whose=Whose(
                company_id=submission.company_id,
                account_id=person.account_id,
                customer_id=submission.customer_id,
                service_point_id=submission.service_point_id,
                meter_id=submission.meter_id,
            ),
            captured_at=now,
            read_on=exchange.happened_on,
            content_hash=content_of("exchange", exchange),
        ),
        values=_last(pairs),
        by=person.account_id,
        now=now,
    )


def _hang(old: Meter, exchange: NewMeter, source: dict[str, object]) -> int:
    meter_id = new_id()
    Meter.insert(
        **source,
        company_id=old.company_id,
        id=meter_id,
        service_point_id=old.service_point_id,
        medium=old.medium,
        serial=exchange.serial,
        model=exchange.model,
        calibrated_on=exchange.calibrated_on,
        calibrated_until=exchange.calibrated_until,
        installed_on=exchange.happened_on,
    ).execute()
    return meter_id


def _registers(
    pairs: list[tuple[Register, NewRegister]], meter_id: int, source: dict[str, object]
) -> dict[int, int]:
    """Write the new meter's registers and return what each showed first."""
    first = {}
    for old, new in pairs:
        register_id = new_id()
        Register.insert(
            **source,
            company_id=old.company_id,
            id=register_id,
            meter_id=meter_id,
            position=old.position,
            obis=old.obis,
            label=old.label,
            unit=new.unit,
            digits=new.digits,
            decimals=new.decimals,
            multiplier=new.factor(),
            yearly=old.yearly,
        ).execute()
        first[register_id] = new.first_value()
    return first


def _write_exchange(
    old: Meter, new_meter_id: int, exchange: NewMeter, source: dict[str, object], now: datetime
) -> None:
    Exchange.insert(
        **source,
        company_id=old.company_id,
        id=new_id(),
        service_point_id=old.service_point_id,
        happened_on=exchange.happened_on,
        old_meter_id=old.id,
        new_meter_id=new_meter_id,
        reason=exchange.reason,
        recorded_at=now,
    ).execute()
    Meter.update(removed_on=exchange.happened_on).where(
        Meter.company_id == old.company_id, Meter.id == old.id
    ).execute()


def _readings_of_the_new_one(
    submission: Submission, meter_id: int, person: Person, now: datetime
) -> str:
    theirs = meters_of_customer(
        company_id=submission.company_id,
        customer_id=submission.customer_id,
        now=submission.captured_at,
    )
    meter = next((one for one in theirs if one.id == meter_id), None)
    if meter is None:
        raise Refusal(
            "exchange_day", N_("This customer was not supplied there on that day any more.")
        )
    return put_to(submission=submission, meter=meter, by=person.account_id, now=now)
