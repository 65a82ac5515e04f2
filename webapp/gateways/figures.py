"""Amounts, quantities, rates and days as a language writes them, where there is no request."""

import re
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from webapp.domain.money import Money, decimals_of, money_text
from webapp.domain.quantities import SCALE

_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_FRACTION = re.compile(r"0(\.0+)?(?=\D|$)")


def amount_words(money: Money, *, language: str) -> str:
    """The amount with its currency: 38 837 Ft, 145,37 €, €145.37."""
    pattern = Locale.parse(language).currency_formats["standard"].pattern
    places = decimals_of(money.currency)
    exact = _FRACTION.sub("0." + "0" * places if places else "0", pattern)
    return str(
        format_currency(
            Decimal(money_text(money)),
            money.currency,
            format=exact,
            locale=language,
            currency_digits=False,
        )
    )


def quantity_words(value: int, *, unit: str, language: str) -> str:
    """Thousandths of a unit with the unit: 1078 m³, 12,5 GJ; digits as on the meter, ungrouped."""
    shown = format_decimal(Decimal(value) / SCALE, format="0.###", locale=language)
    return f"{shown}\u00a0{unit}" if unit else str(shown)


def rate_words(hundredths: int, *, language: str) -> str:
    """A tax rate given in hundredths of a percent: 27 %, 5,5 %."""
    rate = Decimal(hundredths) / 100
    return f"{format_decimal(rate, format='0.##', locale=language)}\u00a0%"


def decimal_words(text: str, *, language: str) -> str:
    """Decimal text with a point as the language writes it: a price with all its places.

    What is no such text, which was taken in once without a look, stands as it is.
    """
    if not _DECIMAL.fullmatch(text):
        return text
    places = len(text.partition(".")[2])
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return str(format_decimal(Decimal(text), format=pattern, locale=language))


def day_words(day: date, *, language: str) -> str:
    """A day with its month in digits or letters, whatever is usual: 30.11.2026, 2026. 11. 30."""
    return str(format_date(day, "medium", locale=language))
