"""Findings and decisions as sentences for the person who reads them."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext

from webapp.domain.bands import Expectation
from webapp.domain.meters import MEDIUM_NAMES
from webapp.domain.plausibility import Finding
from webapp.domain.quantities import value_text
from webapp.domain.reasons import sentence
from webapp.web.finding_words import BASIS_TOLD, BASIS_WORDS, FINDINGS, NOTICES
from webapp.web.language import day_in_words

QUANTITIES = frozenset(
    {
        *("value", "last", "low", "high", "used", "expected", "suggested", "most", "later"),
        *("usual_low", "usual_high", "amount", "yearly", "base_per_day", "per_degree_day"),
    }
)
# What is expected is a guess, and says no more digits than that.
GUESSES = frozenset(("low", "high", "expected", "most", "usual_low", "usual_high", "yearly"))
DAYS = frozenset(("day", "billed", "from", "to", "until"))
TENTH = 100


def finding_sentence(finding: Finding, *, unit: str = "", for_: str = "customer") -> str:
    """What looks odd: for the customer what to do, for the "clerk" the numbers and the rule."""
    words = FINDINGS[finding.code][_variant(finding)]
    template = words.clerk if for_ == "clerk" else words.customer
    return gettext(template, **_shown(_with_use(finding.numbers), unit))


def notice_sentence(notice: Finding, *, for_: str = "customer") -> str:
    """What is to be said about the meter itself; see webapp/domain/notices.py."""
    words = NOTICES[notice.code]
    return gettext(words.clerk if for_ == "clerk" else words.customer, **_shown(notice.numbers, ""))


def expectation_sentence(expectation: Expectation, *, unit: str = "") -> str:
    """How we came to what was expected, so that a clerk can follow it."""
    return gettext(BASIS_TOLD[expectation.basis], **_shown(expectation.numbers, unit))


def _variant(finding: Finding) -> str:
    """Which of a code's sentences the numbers ask for."""
    numbers = finding.numbers
    if finding.code == "V09" and "used" in numbers:
        return "low" if int(numbers["value"]) < int(numbers["low"]) else "high"
    return str(numbers.get("what", ""))


def _with_use(numbers: Mapping[str, int | str]) -> dict[str, int | str]:
    """The numbers, and the usual as use instead of readings."""
    shown: dict[str, int | str] = {"expected": "", "days": "", "basis": "", **numbers}
    if {"last", "low", "high"} <= numbers.keys():
        shown["usual_low"] = int(numbers["low"]) - int(numbers["last"])
        shown["usual_high"] = int(numbers["high"]) - int(numbers["last"])
    if {"serial", "label"} <= numbers.keys():
        shown["meter"] = f"{numbers['serial']} {numbers['label']}".strip()
    return shown


def _shown(numbers: Mapping[str, int | str], unit: str) -> dict[str, object]:
    return {name: _said(name, value, unit) for name, value in numbers.items()}


def _said(name: str, value: int | str, unit: str) -> object:
    if name in QUANTITIES and isinstance(value, int):
        return f"{value_text(_rough(value) if name in GUESSES else value)} {unit}".strip()
    if name in DAYS:
        return day_in_words(date.fromisoformat(str(value)))
    if name == "basis" and value:
        return gettext(BASIS_WORDS[str(value)])
    return value_text(_rough(int(value))) if name == "degree_days" else value


def _rough(value: int) -> int:
    return round(value / TENTH) * TENTH


def reason_sentence(reason: tuple[str, str] | None, words: str | None) -> str:
    """Why it was decided so: the clerk's own words first, else the sentence of the reason code."""
    if words:
        return words
    return gettext(sentence(verdict=reason[0], reason_code=reason[1])) if reason else ""


def medium_name(medium: str) -> str:
    """Hot water, heat …"""
    return gettext(MEDIUM_NAMES[medium])
