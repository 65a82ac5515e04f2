"""The answers of the plain capture form in words, each where it belongs."""

from collections.abc import Iterable

from flask_babel import gettext

from webapp.actions.rounds import Answer
from webapp.actions.submissions import OtherContent
from webapp.domain.meters import MeterCard
from webapp.domain.plausibility import Finding
from webapp.web.language import say
from webapp.web.sentences import finding_sentence, medium_name


def errors_of(answers: Iterable[Answer]) -> dict[str, str]:
    """Every refusal's sentence by its field: a value, a photo, or the meter as a whole."""
    return {_field(answer): _sentence(answer) for answer in answers if answer.refusal is not None}


def questions_of(answers: Iterable[Answer]) -> list[str]:
    """What looks odd, and on which meter and register."""
    return [_question(finding, answer.entry.meter) for answer in answers for finding in answer.odd]


def _field(answer: Answer) -> str:
    meter, refusal = answer.entry.meter, answer.refusal
    place = (refusal and refusal.field) or ""
    if place.startswith("value-"):
        return place
    return f"photo-{meter.id}" if place.startswith("photo") else f"meter-{meter.id}"


def _sentence(answer: Answer) -> str:
    refusal = answer.refusal
    if isinstance(refusal, OtherContent):
        return gettext(
            "You have sent this meter with another value: receipt %(receipt)s. "
            "Press “Save reading” once more to send this one, too.",
            receipt=refusal.receipt.receipt,
        )
    return say(refusal) if refusal else ""


def _question(finding: Finding, meter: MeterCard) -> str:
    register = next(r for r in meter.registers if r.id == finding.register_id)
    name = f"{medium_name(meter.medium)} {meter.serial} {register.label}".strip()
    sentence = finding_sentence(finding, unit=register.unit)
    return gettext("%(meter)s: %(sentence)s", meter=name, sentence=sentence)
