"""Register values: decimal text outside, whole thousandths inside, floats nowhere."""

import re

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

SCALE = 1000

_SHAPE = re.compile(r"(\d+)(?:[.,](\d*))?", re.ASCII)
_SPACES = str.maketrans("", "", " \u00a0\u202f\t")


def parse_value(text: str, *, digits: int, decimals: int, field: str | None = None) -> int:
    """Thousandths of the unit that `text` says ("1077", "1 077,48", "1077.480").

    Raises Refusal V01 if it is no number or does not fit the register's face; zeros that overhang
    on either side are harmless and are dropped.
    """
    match = _SHAPE.fullmatch(text.translate(_SPACES))
    if match is None:
        raise Refusal("V01", N_("Please type the reading as a number."), field=field)
    whole = match.group(1).lstrip("0") or "0"
    part = (match.group(2) or "").rstrip("0")
    if len(whole) > digits:
        raise Refusal(
            "V01",
            N_("This meter shows %(digits)s digits before the point; please check the number."),
            field=field,
            digits=digits,
        )
    if len(part) > decimals:
        raise Refusal(
            "V01",
            N_("This meter shows %(decimals)s digits after the point; please check the number."),
            field=field,
            decimals=decimals,
        )
    return int(whole) * SCALE + int(part.ljust(3, "0") or 0)


def value_text(value: int, *, decimals: int | None = None) -> str:
    """Decimal text with a point; as many decimals as asked, or only those that say something."""
    whole, part = divmod(abs(value), SCALE)
    sign = "-" if value < 0 else ""
    shown = f"{part:03d}"
    shown = shown.rstrip("0") if decimals is None else shown[:decimals]
    return f"{sign}{whole}.{shown}" if shown else f"{sign}{whole}"
