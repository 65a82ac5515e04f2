"""What the form about a tariff says: what is to cost how much from when on."""

from collections.abc import Mapping
from datetime import date

from webapp.domain.tariffs import Tariff, known_tariff, parse_tariff, parse_tariff_day

LONGEST = 40


def asked_tariff(form: Mapping[str, str], *, currency: str) -> Tariff:
    """The tariff that is asked for; raises Refusal for what is none."""
    return parse_tariff(
        what=form.get("what", ""),
        step=form.get("step", "")[:LONGEST],
        valid_from=form.get("valid_from", "")[:LONGEST],
        value=form.get("value", "")[:LONGEST],
        currency=currency,
    )


def gone_tariff(form: Mapping[str, str]) -> tuple[str, int, date]:
    """Which one is to be taken back; a step that is none is nobody's. Raises Refusal tariff."""
    step = form.get("step", "")
    whole = step.isascii() and step.isdigit() and len(step) == 1
    what = known_tariff(form.get("what", ""))
    day = parse_tariff_day(form.get("valid_from", "")[:LONGEST])
    return what, int(step) if whole else -1, day
