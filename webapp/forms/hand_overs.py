"""The shape of handing an item over; whether the colleague may decide is judged elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.forms.decisions import given_words
from webapp.forms.numbers import id_in


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """To whom, and a word about why."""

    to: int
    words: str


def parse_hand_over(form: Mapping[str, str]) -> HandOver:
    """What this form says; nobody chosen is nobody (0)."""
    return HandOver(to=id_in(form.get("to", "")) or 0, words=given_words(form))
