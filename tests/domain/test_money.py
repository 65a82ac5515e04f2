"""Money is whole minor units: read as people type it, split without loss, never mixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.money import Money, money_text, parse_money, split, total
from webapp.domain.refusals import Refusal

CURRENCIES = st.sampled_from(["HUF", "CZK", "EUR", "RON", "RUB"])
AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("38 837", "HUF", 38837),
        ("38\u00a0837,00", "HUF", 38837),
        ("12,50", "EUR", 1250),
        ("12.5", "EUR", 1250),
        ("-3.1", "CZK", -310),
        ("0", "RON", 0),
    ],
)
def test_amounts_are_read_as_people_type_them(text, currency, minor):
    assert parse_money(text, currency=currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [("", "HUF"), ("twelve", "EUR"), ("1.5", "HUF"), ("1.234", "EUR"), ("1e3", "EUR"),
     ("١٢", "EUR"), ("9" * 20, "HUF"), ("--1", "EUR")],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text, currency):
    with pytest.raises(Refusal) as refused:
        parse_money(text, currency=currency, field="amount")
    assert (refused.value.code, refused.value.field) == ("money_shape", "amount")


@pytest.mark.parametrize("digits", [16, 30, 5_000])
def test_an_amount_beyond_all_measure_is_refused(digits):
    with pytest.raises(Refusal) as refused:
        parse_money("9" * digits, currency="HUF", field="amount")
    assert (refused.value.code, refused.value.field) == ("money_shape", "amount")


def test_zeros_in_front_are_harmless():
    assert parse_money("0" * 5_000 + "12", currency="HUF").minor == 12


@given(AMOUNTS, CURRENCIES)
def test_written_and_read_again_it_is_the_same(minor, currency):
    money = Money(minor, currency)
    assert parse_money(money_text(money), currency=currency) == money


@given(AMOUNTS, st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_parts_add_up_and_lie_within_one_unit_of_their_share(minor, weights):
    parts = split(minor, weights=weights)
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - minor * weight) < sum(weights)


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_share_out_nothing_are_refused(weights):
    with pytest.raises(ValueError, match=r"weights|empty"):
        split(10, weights=weights)


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="do not mix"):
        Money(1, "HUF") + Money(1, "EUR")
    assert not Money(0, "HUF")
    assert total([Money(2, "EUR"), -Money(5, "EUR")], currency="EUR") == Money(-3, "EUR")
    assert Money(1, "EUR") < Money(2, "EUR") <= Money(2, "EUR")
    assert Money(3, "EUR") > Money(2, "EUR") >= Money(2, "EUR") - Money(0, "EUR")
