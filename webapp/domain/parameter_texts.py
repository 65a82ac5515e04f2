"""A rule's number as a person writes and reads it."""

import re

from webapp.domain.parameter_defaults import DEFAULTS, Parameter, Value
from webapp.domain.quantities import parse_value, value_text
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

MONTHS = 12
# What the weights of a year come to, give or take what rounding costs.
WHOLE_YEAR, ROUNDING = 1000, 10
LONGEST = 200


def parse_setting(*, name: str, text: str) -> Value | None:
    """The value that a person wrote; nothing written is the default again.

    Raises Refusal `parameter` for an unknown name or a value that cannot be.
    """
    parameter = DEFAULTS.get(name)
    if parameter is None:
        raise Refusal("parameter", N_("Please choose which number to set."), field="name")
    if not text.strip():
        return None
    if parameter.kind == "months":
        return _months(text)
    value = _quantity(text) if parameter.kind == "quantity" else _whole(text)
    if not parameter.least <= value <= parameter.most:
        raise _out_of_bounds(parameter)
    return value


def setting_text(*, name: str, value: Value) -> str:
    """The value as it is written into the form."""
    if isinstance(value, tuple):
        return " ".join(str(share) for share in value)
    return value_text(value) if DEFAULTS[name].kind == "quantity" else str(value)


def _months(text: str) -> tuple[int, ...]:
    shares = [share for share in re.split(r"[\s,;]+", text.strip()[:LONGEST]) if share]
    known = tuple(int(share) for share in shares if re.fullmatch(r"[0-9]{1,4}", share))
    if len(known) != MONTHS or len(shares) != MONTHS or not _is_a_year(known):
        raise Refusal(
            "parameter",
            N_("Please write twelve whole numbers, January first, that come to 1000 together."),
            field="value",
        )
    return known


def _is_a_year(shares: tuple[int, ...]) -> bool:
    return abs(sum(shares) - WHOLE_YEAR) <= ROUNDING


def _whole(text: str) -> int:
    plain = text.strip().removesuffix("%").strip()
    if re.fullmatch(r"[0-9]{1,6}", plain) is None:
        raise Refusal("parameter", N_("Please write a whole number."), field="value")
    return int(plain)


def _quantity(text: str) -> int:
    try:
        return parse_value(text, digits=9, decimals=3)
    except Refusal as refusal:
        raise Refusal(
            "parameter",
            N_("Please write an amount, with three digits after the point at most."),
            field="value",
        ) from refusal


def _out_of_bounds(parameter: Parameter) -> Refusal:
    shown = value_text if parameter.kind == "quantity" else str
    return Refusal(
        "parameter",
        N_("It must lie between %(least)s and %(most)s."),
        field="value",
        least=shown(parameter.least),
        most=shown(parameter.most),
    )
