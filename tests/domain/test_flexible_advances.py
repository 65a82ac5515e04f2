"""What a month comes to by the last readings: exact, never below nothing, never half known."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.consumption import Counted
from webapp.domain.flexible_advances import (
    MonthlyFee,
    PricedUse,
    days_before,
    month_by_use,
    span_of,
)

OCTOBER = date(2026, 10, 31)


def counted(days_ago, value, kind="customer", rollovers=0):
    return Counted(
        day=OCTOBER - timedelta(days=days_ago), value=value, kind=kind, rollovers=rollovers
    )


def test_a_month_of_current_with_its_basic_price_and_tax():
    # (244 + 28) kWh × 0.35 € + 9.90 €, and 19 % on it.
    uses = [
        PricedUse(used=used, days=31, price=Decimal("0.35"), tax_rate=1_900)
        for used in (244_000, 28_000)
    ]
    fees = [MonthlyFee(net=Fraction(11_880, 12), tax_rate=1_900)]
    assert month_by_use(uses=uses, fees=fees, days=31, currency="EUR") == 12_507


def test_forints_have_no_parts():
    uses = [PricedUse(used=5_000, days=30, price=Decimal("1180"), tax_rate=500)]
    assert month_by_use(uses=uses, fees=[], days=30, currency="HUF") == 6_195


@given(
    used=st.integers(0, 10**9), days=st.integers(20, 100), month=st.integers(28, 31),
    price=st.decimals(0, 10_000, places=4), tax=st.integers(0, 3_000),
)  # fmt: skip
def test_more_use_never_costs_less_and_nothing_costs_nothing(used, days, month, price, tax):
    def cost(thousandths):
        use = PricedUse(used=thousandths, days=days, price=price, tax_rate=tax)
        return month_by_use(uses=[use], fees=[], days=month, currency="EUR")

    assert cost(0) == 0
    assert 0 <= cost(used) <= cost(used + 1_000)


def test_the_newest_reading_and_the_one_about_a_month_before():
    readings = [counted(61, 100), counted(31, 200), counted(9, 280), counted(0, 300)]
    assert span_of(readings) == (readings[1], readings[3])


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [counted(0, 300)],
        [counted(9, 280), counted(0, 300)],
        [counted(31, 200, "estimated"), counted(0, 300)],
        [counted(31, 200), counted(0, 300, "estimated"), counted(20, 250)],
        [counted(150, 200), counted(0, 300)],
        [counted(31, 99_000), counted(0, 5, rollovers=1)],
        [counted(31, 200), counted(10, 5, rollovers=1), counted(0, 300)],
    ],
    ids=["none", "one", "too close", "only an estimate before", "newest is guessed", "too far",
         "passed zero", "passed zero between"],
)  # fmt: skip
def test_no_span_rather_than_a_wrong_one(readings):
    assert span_of(readings) is None


def test_the_month_an_advance_follows():
    assert days_before(date(2026, 12, 15)) == 30
    assert days_before(date(2028, 3, 1)) == 29
