"""Advances that follow what was used: what a month comes to by the last readings and prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from webapp.domain.consumption import Counted
from webapp.domain.meters import ESTIMATES
from webapp.domain.money import decimals_of
from webapp.domain.quantities import SCALE

# Readings closer together say little of a month; ones further apart speak of another season.
LEAST_DAYS, MOST_DAYS = 20, 100
TAX_SCALE = 10_000


@dataclass(frozen=True, kw_only=True)
class PricedUse:
    """What a register counted in so many days, in thousandths, and the price of one unit.

    `price` is in whole units of the currency, `tax_rate` in hundredths of a percent.
    """

    used: int
    days: int
    price: Decimal
    tax_rate: int


@dataclass(frozen=True, kw_only=True)
class MonthlyFee:
    """A fixed price a month without tax, in minor units."""

    net: Fraction
    tax_rate: int


def span_of(readings: Sequence[Counted]) -> tuple[Counted, Counted] | None:
    """The newest reading that somebody took and the one before it that makes about a month.

    None where there are none, or where a counter passed zero or went back between them.
    """
    taken = sorted((r for r in readings if r.kind not in ESTIMATES), key=lambda r: r.day)
    if not taken:
        return None
    newest = taken[-1]
    earlier = [
        one
        for one in taken
        if LEAST_DAYS <= (newest.day - one.day).days <= MOST_DAYS and one.value <= newest.value
    ]
    if not earlier:
        return None
    since = earlier[-1]
    between = [r for r in readings if since.day < r.day <= newest.day]
    return None if any(r.rollovers for r in between) else (since, newest)


def month_by_use(
    *, uses: Sequence[PricedUse], fees: Sequence[MonthlyFee], days: int, currency: str
) -> int:
    """What a month of so many days comes to with tax, in minor units, rounded once at the end."""
    unit = 10 ** decimals_of(currency)
    total = Fraction(0)
    for use in uses:
        net = Fraction(use.used, SCALE) * Fraction(use.price) * unit * Fraction(days, use.days)
        total += _with_tax(net, use.tax_rate)
    for fee in fees:
        total += _with_tax(fee.net, fee.tax_rate)
    return int(total + Fraction(1, 2))


def days_before(due_on: date) -> int:
    """How many days the month before a due date has: the month that an advance follows."""
    end = due_on.replace(day=1) - timedelta(days=1)
    return end.day


def _with_tax(net: Fraction, tax_rate: int) -> Fraction:
    return net * (TAX_SCALE + tax_rate) / TAX_SCALE
