"""A customer moves in or out, and says what the meter showed."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from webapp.actions.forms_intake import take_in_form
from webapp.actions.intake import Incoming, Whose, content_of
from webapp.actions.judging import judge_values
from webapp.domain.days import local_day
from webapp.domain.handovers import DIRECTIONS, Move, refuse_odd_handover
from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.gateways.storage import Storage
from webapp.queries.handovers import handover_meter


def announce_move(
    *, person: Person, meter_id: int, move: Move, now: datetime, storage: Storage
) -> str:
    """Send the handover's reading to the desk and return its submission's id.

    Reading windows do not apply. Raises NotFound, or Refusal V01, V02, `direction`,
    `handover_days`, or what photos are refused for.
    """
    meter = handover_meter(person=person, meter_id=meter_id, now=now)
    if meter is None:
        raise NotFound
    if move.direction not in DIRECTIONS:
        raise Refusal("direction", N_("Please say whether you move in or out."), field="direction")
    refuse_odd_handover(
        handover_on=move.handover_on,
        read_on=move.read_on,
        today=local_day(now=now, timezone=meter.timezone),
    )
    values = _values(meter, move)
    incoming = _incoming(person, meter, move, values, now)
    return take_in_form(
        person=person,
        incoming=incoming,
        values=values,
        findings=judge_values(
            company_id=meter.company_id,
            customer_id=meter.customer_id,
            meter_id=meter.id,
            values=values,
            day=move.read_on,
            now=incoming.captured_at,
        ),
        photo=move.photo,
        now=now,
        storage=storage,
    )


def _values(meter: MeterCard, move: Move) -> dict[int, int]:
    return {
        register.id: parse_value(
            move.values.get(register.id, ""),
            digits=register.digits,
            decimals=register.decimals,
            field=f"value-{register.id}",
        )
        for register in meter.registers
    }


def _incoming(
    person: Person, meter: MeterCard, move: Move, values: Mapping[int, int], now: datetime
) -> Incoming:
    noon = datetime.combine(move.read_on, time(12), ZoneInfo(meter.timezone))
    said = (move.direction, move.handover_on, move.read_on, sorted(values.items()), move.note)
    return Incoming(
        id=move.id,
        kind=move.direction,
        channel="web",
        whose=Whose(
            company_id=meter.company_id,
            account_id=person.account_id,
            customer_id=meter.customer_id,
            service_point_id=meter.service_point_id,
            meter_id=meter.id,
        ),
        captured_at=min(noon, now),
        read_on=move.read_on,
        content_hash=content_of(*said, photo=move.photo),
        note=move.note,
        handover_on=move.handover_on,
    )
