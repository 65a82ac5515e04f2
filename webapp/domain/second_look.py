"""What a person is asked to look at once more before an unusual reading goes out."""

from collections.abc import Mapping, Sequence
from datetime import date

from webapp.domain.known import Known
from webapp.domain.meters import MeterCard
from webapp.domain.plausibility import Finding, judge_reading
from webapp.domain.quantities import parse_value


def odd_about(
    *, meter: MeterCard, values: Mapping[int, str], others: Sequence[Known] = ()
) -> list[Finding]:
    """What to ask about what was typed; raises Refusal V01 naming the field.

    `others` are the registers of the same customer's other meters.
    """
    typed = {
        register.id: parse_value(
            values[register.id],
            digits=register.digits,
            decimals=register.decimals,
            field=f"value-{register.id}",
        )
        for register in meter.registers
        if register.id in values
    }
    day = meter.today or date.min
    found = judge_reading(registers=meter.known, values=typed, day=day, others=others)
    return [finding for finding in found if finding.asks]
