"""What a person is asked to look at once more before an unusual reading goes out."""

from collections.abc import Mapping

from webapp.domain.meters import MeterCard
from webapp.domain.plausibility import Finding, judge_value
from webapp.domain.quantities import parse_value


def odd_about(*, meter: MeterCard, values: Mapping[int, str]) -> list[Finding]:
    """The soft findings of what was typed; raises Refusal V01 naming the field."""
    findings: list[Finding] = []
    for register in meter.registers:
        if register.id in values:
            value = parse_value(
                values[register.id],
                digits=register.digits,
                decimals=register.decimals,
                field=f"value-{register.id}",
            )
            findings += judge_value(
                register_id=register.id, value=value, last=register.last, band=register.band
            )
    return [finding for finding in findings if finding.severity == "soft"]
