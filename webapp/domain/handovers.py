"""Moving in and moving out: the day of the handover, and a reading near it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

# A reading this many days before or after the handover is worked out for its day.
HANDOVER_DAYS = 14
# Further away than this nobody remembers what day it was, or knows what it will be.
LONGEST_AGO = 400

DIRECTIONS = {
    "move_out": N_("I move out"),
    "move_in": N_("I move in"),
}


@dataclass(frozen=True, kw_only=True)
class Move:
    """What the form says: its id, which way, both days, each register's value, where to write."""

    id: str
    direction: str
    handover_on: date
    read_on: date
    values: Mapping[int, str]
    note: str = ""
    photo: bytes | None = None


def refuse_odd_handover(*, handover_on: date, read_on: date, today: date) -> None:
    """Raise Refusal unless it was read by today, and near enough to the handover."""
    if read_on > today:
        raise Refusal("V02", N_("The reading is dated in the future."), field="read_on")
    if (today - read_on).days > LONGEST_AGO:
        raise Refusal("V02", N_("That is too long ago to be taken here."), field="read_on")
    if abs((handover_on - read_on).days) > HANDOVER_DAYS:
        raise Refusal(
            "handover_days",
            N_("Please read the meter within %(days)s days before or after the handover."),
            field="read_on",
            days=HANDOVER_DAYS,
        )
