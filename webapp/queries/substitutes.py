"""What a meter is expected to show on a day: the value that stands in where nobody read it."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.bands import Expectation
from webapp.domain.degree_days import FOLLOW_THE_WEATHER
from webapp.models.meters import Meter
from webapp.queries.expectations import register_facts
from webapp.queries.pasts import pasts_of


@dataclass(frozen=True, kw_only=True)
class Substitute:
    """An estimate of one register; `rolled` says that the counter passes zero on the way."""

    register_id: int
    value: int
    rolled: bool
    expectation: Expectation
    """How it was worked out; its band says how sure it is."""


def substitutes(
    *, company_id: int, meter_id: int, day: date, leave_out: str | None = None
) -> dict[int, Substitute]:
    """The estimate of each register of a meter on a day; none where nothing is known of it.

    A proposal only: a decision or an import makes an estimate official. What `leave_out` (a
    submission) has made official is left out.
    """
    meter = Meter.get_or_none(Meter.company_id == company_id, Meter.id == meter_id)
    if meter is None:
        return {}
    pasts = pasts_of(
        points=[(company_id, meter.service_point_id)],
        day=day,
        weather=meter.medium in FOLLOW_THE_WEATHER,
    )
    found = {}
    for key, register in pasts.registers.items():
        if register.meter_id == meter_id:
            facts = register_facts(
                pasts=pasts, key=key, medium=meter.medium, model=meter.model, day=day,
                leave_out=leave_out,
            )  # fmt: skip
            if facts.expectation is not None:
                value, rolled = facts.expectation.reading(digits=register.digits)
                found[register.id] = Substitute(
                    register_id=register.id,
                    value=value,
                    rolled=rolled,
                    expectation=facts.expectation,
                )
    return found
