"""Our short ways write what Babel writes."""

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import g
from hypothesis import given
from hypothesis import strategies as st

from webapp.web import written

LANGUAGES = ("en", "hu", "de", "cs", "ro", "ru", "sv")
PATTERNS = ("d MMM", "d MMM yyyy", "MMM yyyy")


@pytest.fixture
def reading(app):
    """A reader of some language."""
    with app.test_request_context("/"):
        yield lambda language: setattr(g, "locale_name", language)


@given(
    language=st.sampled_from(LANGUAGES),
    value=st.integers(-(10**12), 10**12),
    digits=st.sampled_from((None, 1, 2, 3)),
)
def test_numbers_are_babels(reading, language, value, digits):
    reading(language)
    pattern = "0." + ("0" * digits if digits else "###")
    said = written.number_text(value, digits=digits)
    babels = format_decimal(Decimal(value) / 1000, format=pattern, locale=language)
    # Babel keeps the minus of what it has rounded to nothing.
    assert said == babels or (said.strip("0.,") == "" and babels[1:] == said)


@given(
    language=st.sampled_from(LANGUAGES),
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    pattern=st.sampled_from(PATTERNS),
)
def test_days_are_babels(reading, language, day, pattern):
    reading(language)
    assert written.day_text(day, pattern) == format_date(day, pattern, locale=language)


def test_without_a_reader_it_is_english():
    assert written.number_text(1_077_482) == "1077.482"


def test_nothing_is_kept_from_one_request_to_the_next(app):
    with app.test_request_context("/"):
        g.locale_name = "hu"
        assert written.number_text(1500) == "1,5"
    with app.test_request_context("/"):
        assert written.number_text(1500) == "1.5"
