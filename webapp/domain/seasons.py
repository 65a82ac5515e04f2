"""How a year's use falls on its days: monthly shares, added up exactly."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

# The least common multiple of 28, 29, 30 and 31: a day's share of its month stays whole.
FINE = 377_580


def share(*, weights: Sequence[int], after: date, until: date) -> int:
    """The weight of the days after one day, up to and including another; see `year`.

    Shares of neighbouring periods add up to the share of both, exactly.
    """
    return _up_to(weights, until) - _up_to(weights, after)


def year(weights: Sequence[int]) -> int:
    """The weight of a whole year."""
    return sum(weights) * FINE


def _up_to(weights: Sequence[int], day: date) -> int:
    months = day.year * sum(weights) + sum(weights[: day.month - 1])
    days = monthrange(day.year, day.month)[1]
    return months * FINE + weights[day.month - 1] * day.day * (FINE // days)
