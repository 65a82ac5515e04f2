"""Amounts and quantities as each language writes them."""

from datetime import date

import pytest

from webapp.domain.money import Money
from webapp.gateways.figures import (
    amount_words,
    day_words,
    decimal_words,
    quantity_words,
    rate_words,
)


@pytest.mark.parametrize(
    ("money", "language", "words"),
    [
        (Money(38837, "HUF"), "hu", "38 837 Ft"),
        (Money(-38837, "HUF"), "hu", "-38 837 Ft"),
        (Money(38837, "HUF"), "en", "HUF38,837"),
        (Money(14537, "EUR"), "de", "145,37 €"),
        (Money(14530, "EUR"), "en", "€145.30"),
        (Money(123456789, "CZK"), "cs", "1 234 567,89 Kč"),
        (Money(5, "RON"), "ro", "0,05 RON"),
        (Money(145370, "RUB"), "ru", "1 453,70 ₽"),
    ],
)
def test_amounts(money, language, words):
    assert amount_words(money, language=language).replace("\u00a0", " ") == words


def test_quantities_prices_rates_and_days():
    assert quantity_words(1_078_500, unit="m³", language="hu") == "1078,5\u00a0m³"
    assert quantity_words(5_000, unit="", language="en") == "5"
    assert decimal_words("1234.5670", language="de") == "1.234,5670"
    assert decimal_words("12", language="de") == "12"
    assert rate_words(2700, language="cs") == "27\u00a0%"
    assert rate_words(550, language="cs") == "5,5\u00a0%"
    assert day_words(date(2026, 11, 30), language="cs") == "30. 11. 2026"
