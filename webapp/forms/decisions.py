"""The shape of a clerk's verdict; whether it may stand is judged elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.numbers import id_in

VERDICTS = ("accept", "correct", "return", "reject")
LONGEST_WORDS = 1000
LONGEST_VALUE = 40
VALUE = "value-"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the clerk's form says."""

    verdict: str
    reason_code: str = ""
    words: str = ""
    values: dict[int, str]
    """Register id → the value as it was typed."""


def parse_verdict(form: Mapping[str, str]) -> Verdict:
    """The verdict of this form; raises Refusal `shape` for what no form of ours sends."""
    verdict = form.get("verdict", "")
    if verdict not in VERDICTS:
        raise Refusal("shape", N_("Please choose what to do with it."), field="verdict")
    return Verdict(
        verdict=verdict,
        reason_code=form.get("reason_code", ""),
        words=given_words(form),
        values=typed_values(form),
    )


def typed_values(form: Mapping[str, str]) -> dict[int, str]:
    """What stands in the counters, by register."""
    ids = {name: id_in(name.removeprefix(VALUE)) for name in form if name.startswith(VALUE)}
    return {
        register_id: form[name][:LONGEST_VALUE]
        for name, register_id in ids.items()
        if register_id is not None
    }


def given_words(form: Mapping[str, str]) -> str:
    """A person's own words in this form; raises Refusal `words` for too many."""
    # Browsers send line ends as CR LF; PostgreSQL takes no NUL in text, and nobody types one.
    words = form.get("words", "").replace("\r\n", "\n").replace("\0", "").strip()
    if len(words) > LONGEST_WORDS:
        raise Refusal(
            "words",
            N_("Please say it in at most %(most)s characters."),
            field="words",
            most=LONGEST_WORDS,
        )
    return words
