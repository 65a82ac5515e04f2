"""A day is year, month and day with hyphens, whatever else Python would take."""

from datetime import date

import pytest

from webapp.domain.days import plain_day


def test_a_day_is_read():
    assert plain_day("2026-01-31") == date(2026, 1, 31)


@pytest.mark.parametrize(
    "text",
    ["", "2026-W05-6", "20260131", "2026-02-30", "0000-01-01", "２０２６-01-31", "2026-01-31\n"],
)
def test_what_is_written_otherwise_is_none(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the callers know which day they asked for
        plain_day(text)
