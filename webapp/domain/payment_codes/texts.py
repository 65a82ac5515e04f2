"""What every payment code asks of its texts: short enough, and on one line."""

import unicodedata
from collections.abc import Callable

from webapp.domain.refusals import Number, Refusal
from webapp.domain.words import N_

Measure = Callable[[str], int]


def refused(message: str, *, field: str | None = None, **numbers: Number) -> Refusal:
    """The refusal of a code that no banking app would read."""
    return Refusal("payment_code", message, field=field, **numbers)


def fitting(text: str, *, most: int, field: str) -> str:
    """The text unchanged; refuses one that is longer than `most` or has more than one line."""
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        raise refused(N_("A text in a payment code must stand on one line."), field=field)
    if len(text) > most:
        raise refused(
            N_("A text in the payment code may have %(most)s characters at most."),
            field=field,
            most=most,
        )
    return text


def required(text: str, *, most: int, field: str) -> str:
    """Like `fitting`, and refuses nothing at all."""
    if not text.strip():
        raise refused(N_("The payment code needs to say who is paid, and where."), field=field)
    return fitting(text, most=most, field=field)


def digits_only(text: str, *, length: int, field: str) -> str:
    """The text without blanks; refuses anything but exactly that many digits."""
    bare = "".join(text.split())
    if not (bare.isascii() and bare.isdigit() and len(bare) == length):
        raise refused(N_("This number must have %(length)s digits."), field=field, length=length)
    return bare


def shortened(text: str, *, most: int, measure: Measure = len) -> str:
    """The text on one line, cut after the last word that fits; for words that only people read."""
    line = " ".join("".join(map(_plain, text)).split())
    while measure(line) > most:
        line = line.rpartition(" ")[0] if " " in line[1:] else line[:-1]
    return line


def _plain(letter: str) -> str:
    return " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
