"""What is to be said about meters themselves, to those who read them."""

from collections.abc import Sequence

from webapp.domain.findings import Finding
from webapp.domain.notices import meter_notices
from webapp.queries.meters import JudgedMeter


def notices_of(meters: Sequence[JudgedMeter]) -> dict[int, list[Finding]]:
    """The notices of each meter (V17 calibration, V18 no real reading for long), by its id."""
    return {meter.card.id: _notices(meter) for meter in meters}


def _notices(meter: JudgedMeter) -> list[Finding]:
    card = meter.card
    if card.today is None:
        return []
    actual = [facts.last_actual for facts in meter.facts.values()]
    return meter_notices(
        calibrated_until=card.calibrated_until,
        last_actual=[one.day if one else None for one in actual],
        day=card.today,
        estimate_days=min(facts.rules.estimate_days for facts in meter.facts.values()),
    )
