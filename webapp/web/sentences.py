"""Findings and decisions as sentences for the person who reads them."""

from datetime import date

from flask_babel import gettext

from webapp.domain.meters import MEDIUM_NAMES
from webapp.domain.plausibility import Finding
from webapp.domain.quantities import value_text
from webapp.domain.reasons import sentence
from webapp.domain.words import N_
from webapp.web.language import day_in_words

FINDINGS = {
    "V05": N_("Another reading of the same day or value is already here: %(value)s on %(day)s."),
    "V06": N_("This is lower than the last reading, %(last)s."),
    "V09": N_("We expected between %(low)s and %(high)s."),
    "SKEW": N_("The clock of the phone is off by %(minutes)s minutes."),
    "LATE": N_("It arrived %(days)s days after it was read."),
}

QUANTITIES = ("value", "last", "low", "high")
GUESSES = ("low", "high")
TENTH = 100


def finding_sentence(finding: Finding, *, unit: str = "") -> str:
    """What looks odd and by which numbers."""
    shown: dict[str, object] = dict(finding.numbers)
    for name in QUANTITIES:
        if name in shown:
            value = _rough(int(str(shown[name]))) if name in GUESSES else int(str(shown[name]))
            shown[name] = f"{value_text(value)} {unit}".strip()
    if "day" in shown:
        shown["day"] = day_in_words(date.fromisoformat(str(shown["day"])))
    return gettext(FINDINGS[finding.code], **shown)


def _rough(value: int) -> int:
    # What is expected is a guess, and says no more digits than that.
    return round(value / TENTH) * TENTH


def reason_sentence(reason: tuple[str, str] | None, words: str | None) -> str:
    """Why it was decided so: the clerk's own words first, else the sentence of the reason code."""
    if words:
        return words
    return gettext(sentence(verdict=reason[0], reason_code=reason[1])) if reason else ""


def medium_name(medium: str) -> str:
    """Hot water, heat …"""
    return gettext(MEDIUM_NAMES[medium])
