"""A time to look at: two days typed or picked, both belonging to it."""

from collections.abc import Mapping
from datetime import date, timedelta

from webapp.domain.days import plain_day
from webapp.domain.papers import Period
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

LONGEST = timedelta(days=3660)
DAY = timedelta(days=1)


def asked_period(*, given: Mapping[str, str], today: date) -> Period:
    """The days from `from` to `to`, this year up to today where nothing is said.

    Raises Refusal period for what is no day, for an end before its start, and for a time of more
    than ten years.
    """
    first = _day(given.get("from", ""), date(today.year, 1, 1))
    last = _day(given.get("to", ""), max(today, first))
    if last < first:
        raise Refusal("period", N_("The last day lies before the first one."), field="to")
    if last - first > LONGEST:
        raise Refusal("period", N_("Please choose ten years at most."), field="from")
    return Period(first=first, end=last + DAY)


def _day(text: str, usual: date) -> date:
    if not text.strip():
        return usual
    try:
        day = plain_day(text.strip())
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 9000:
        raise Refusal("period", N_("Please give days as year-month-day, such as 2026-11-30."))
    return day
