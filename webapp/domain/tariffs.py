"""What late payment costs from a day on: the rate of interest, and the fee of each reminder."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from webapp.domain.days import plain_day
from webapp.domain.money import parse_money
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

INTEREST, FEE = "interest", "fee"
TARIFF_WORDS = {INTEREST: N_("Interest on late payment"), FEE: N_("Reminder fees")}
# No law or contract of ours reaches further back, and nobody knows a rate of so far ahead.
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_STEPS = 9
MOST_RATE = 100 * 100


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """What holds from a day on, until the next one does.

    `value` is hundredths of a percent a year for interest, minor units for a fee; `step` is which
    reminder it is that costs it, and 0 for interest.
    """

    what: str
    step: int
    valid_from: date
    value: int


def parse_tariff(*, what: str, step: str, valid_from: str, value: str, currency: str) -> Tariff:
    """The tariff that a person wrote; raises Refusal tariff or money_shape for one that is none."""
    return Tariff(
        what=known_tariff(what),
        step=_step(step) if what == FEE else 0,
        valid_from=parse_tariff_day(valid_from),
        value=_rate(value) if what == INTEREST else _fee(value, currency),
    )


def known_tariff(what: str) -> str:
    """This kind of tariff; raises Refusal tariff for what is none."""
    if what not in TARIFF_WORDS:
        raise Refusal("tariff", N_("Please choose what to set."), field="form")
    return what


def parse_tariff_day(text: str) -> date:
    """A day such as 2026-01-31; raises Refusal tariff for what is none."""
    try:
        day = plain_day(text.strip())
    except ValueError as error:
        raise _no("valid_from", N_("Please write a day such as 2026-01-31.")) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refusal(
            "tariff",
            N_("Please choose a day from %(first)s to %(last)s."),
            field="valid_from",
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return day


def fee_on(tariffs: Collection[Tariff], *, step: int | None, day: date) -> Tariff | None:
    """What that reminder costs on that day, or None where nobody said.

    Without a step it is only known where all reminders cost the same step's fee.
    """
    steps = {one.step for one in tariffs}
    if step is None:
        if len(steps) != 1:
            return None
        (step,) = steps
    known = [one for one in tariffs if one.step == step and one.valid_from <= day]
    return max(known, key=lambda one: one.valid_from, default=None)


def holding(tariffs: Collection[Tariff], *, day: date) -> set[Tariff]:
    """Those that hold on that day: of each step the latest that has begun."""
    newest: dict[int, Tariff] = {}
    for one in sorted(tariffs, key=lambda one: one.valid_from):
        if one.valid_from <= day:
            newest[one.step] = one
    return set(newest.values())


def _step(text: str) -> int:
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) == 1 and bare != "0"):
        raise Refusal(
            "tariff",
            N_("Please write which reminder it is, from 1 to %(most)s."),
            field="step",
            most=MOST_STEPS,
        )
    return int(bare)


def _rate(text: str) -> int:
    words = N_("Please write a percentage from 0 to 100, such as 8.75.")
    try:
        thousandths = parse_value(text.strip().removesuffix("%"), digits=3, decimals=2)
    except Refusal as refusal:
        raise _no("value", words) from refusal
    rate = thousandths // 10
    if not 0 <= rate <= MOST_RATE:
        raise _no("value", words)
    return rate


def _fee(text: str, currency: str) -> int:
    amount = parse_money(text, currency=currency, field="value").minor
    if amount < 0:
        raise _no("value", N_("A fee cannot be less than nothing."))
    return amount


def _no(field: str, message: str) -> Refusal:
    return Refusal("tariff", message, field=field)
