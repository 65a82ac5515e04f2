"""Numbers and days as the reader's language writes them: what every row of every page needs.

Babel finds out anew each time what a language's pattern means. Days come again and again, so they
are kept; a decimal number is only two signs away from its digits.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import g
from flask_babel import get_locale

from webapp.domain.quantities import SCALE

PLACES = 3


def day_text(day: date, pattern: str) -> str:
    """A day after a pattern of Babel's, such as "d MMM yyyy"."""
    return _day(day, pattern, locale_name())


def number_text(value: int, *, digits: int | None = None) -> str:
    """Thousandths as a decimal number, ungrouped: without needless zeros, or with so many digits.

    What does not fit is rounded half to even, as Babel does.
    """
    point, minus = _signs(locale_name())
    step = SCALE // 10 ** (PLACES if digits is None else digits)
    whole, rest = divmod(_rounded(abs(value), step), SCALE)
    part = f"{rest:0{PLACES}d}"
    part = part.rstrip("0") if digits is None else part[:digits]
    shown = f"{whole}{point}{part}" if part else str(whole)
    return f"{minus}{shown}" if value < 0 and any(sign in "123456789" for sign in shown) else shown


def amount_text(minor: int, decimals: int) -> str:
    """Minor units as an amount in groups of digits that never break across lines."""
    return _amount(minor, decimals, locale_name())


def locale_name() -> str:
    """The identifier of the reader's language, such as hu; found out once a request."""
    try:
        known: str = g.locale_name
    except AttributeError:
        known = g.locale_name = str(get_locale() or "en")
    except RuntimeError:
        return "en"  # nobody reads this: no request is under way
    return known


@lru_cache(maxsize=10_000)
def _day(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=10_000)
def _amount(minor: int, decimals: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    shown = format_decimal(Decimal(minor).scaleb(-decimals), format=pattern, locale=locale)
    return shown.replace(" ", "\u00a0")


@lru_cache
def _signs(locale: str) -> tuple[str, str]:
    """The decimal sign and the minus of a language."""
    shown = format_decimal(Decimal("-1.5"), format="0.#", locale=locale)
    minus, point = shown.removesuffix("5").split("1")
    return point, minus


def _rounded(value: int, step: int) -> int:
    count, rest = divmod(value, step)
    return (count + (rest * 2 > step or (rest * 2 == step and count % 2))) * step
