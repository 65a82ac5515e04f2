"""What a counter showed on a day between or beside the days on which it was read."""

from datetime import date

from webapp.domain.expectation import Dated


def prorated_value(
    *, measured: Dated, on: date, before: Dated | None = None, after: Dated | None = None
) -> int:
    """The value for the day `on`, by the use a day between the readings nearest to it.

    `before` and `after` are the neighbours of the measured one. Between two readings it never
    leaves their range, and it never falls from one day to the next. Where nothing is known of
    the use, or a neighbour does not fit because the counter was turned or exchanged, the measured
    value itself stands.
    """
    known = [one for one in (before, measured, after) if one is not None]
    left, right = (before, measured) if on <= measured.day else (measured, after)
    if left is None or right is None:
        # Beyond what was read: the use a day of the stretch on the other side goes on.
        left, right = known[0], known[-1]
    if left.day >= right.day or left.value > right.value:
        return measured.value
    return _on_the_line(left, right, on, measured)


def _on_the_line(left: Dated, right: Dated, on: date, measured: Dated) -> int:
    used, days = right.value - left.value, (right.day - left.day).days
    # Counted from the measured one, so that its own day gives its own value to the last digit.
    gone = (on - measured.day).days
    return max(0, measured.value + used * gone // days)
