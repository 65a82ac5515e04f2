"""What late payment costs from a day on: as people write it, and which one holds."""

from datetime import date

import pytest

from webapp.domain.refusals import Refusal
from webapp.domain.tariffs import FEE, INTEREST, Tariff, fee_on, holding, parse_tariff

JAN, MAY = date(2026, 1, 1), date(2026, 5, 1)


def written(**given):
    usual = {"what": FEE, "step": "1", "valid_from": "2026-01-01", "value": "570"}
    return parse_tariff(**{**usual, "currency": "HUF", **given})


def fee(valid_from=JAN, value=570, step=1):
    return Tariff(what=FEE, step=step, valid_from=valid_from, value=value)


@pytest.mark.parametrize(
    ("text", "rate"), [("8.75", 875), ("8,75 %", 875), ("0", 0), ("100", 10_000), ("12", 1200)]
)
def test_a_rate_is_a_percentage(text, rate):
    assert written(what=INTEREST, value=text, step="x") == Tariff(
        what=INTEREST, step=0, valid_from=JAN, value=rate
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": "tax"}, "form"),
        ({"what": INTEREST, "value": "100.01"}, "value"),
        ({"what": INTEREST, "value": "-1"}, "value"),
        ({"what": INTEREST, "value": "8.755"}, "value"),
        ({"what": INTEREST, "value": "much"}, "value"),
        ({"value": "-5"}, "value"),
        ({"value": "5.5"}, "value"),
        ({"step": "0"}, "step"),
        ({"step": "10"}, "step"),
        ({"step": "²"}, "step"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": "20260101"}, "valid_from"),
        ({"valid_from": "2026-W01-1"}, "valid_from"),
        ({"valid_from": "２０２６-01-01"}, "valid_from"),
        ({"valid_from": "0001-01-01"}, "valid_from"),
        ({"valid_from": ""}, "valid_from"),
    ],
)
def test_what_is_none_is_refused_at_its_field(given, field):
    with pytest.raises(Refusal) as refused:
        written(**given)
    assert refused.value.field == field
    assert str(refused.value)


def test_the_latest_that_has_begun_holds():
    tariffs = [fee(MAY, 600), fee(JAN, 570)]
    assert fee_on(tariffs, step=1, day=date(2025, 12, 31)) is None
    assert fee_on(tariffs, step=1, day=date(2026, 4, 30)) == fee(JAN, 570)
    assert fee_on(tariffs, step=1, day=MAY) == fee(MAY, 600)
    assert fee_on(tariffs, step=2, day=MAY) is None


def test_without_a_step_it_is_only_known_where_there_is_one():
    assert fee_on([fee()], step=None, day=MAY) == fee()
    assert fee_on([fee(step=3)], step=None, day=MAY) == fee(step=3)
    assert fee_on([fee(), fee(step=2)], step=None, day=MAY) is None
    assert fee_on([], step=None, day=MAY) is None


def test_each_step_has_one_that_holds():
    tariffs = [fee(JAN, 570), fee(MAY, 600), fee(JAN, 900, step=2), fee(MAY, 990, step=3)]
    assert holding(tariffs, day=date(2026, 4, 1)) == {fee(JAN, 570), fee(JAN, 900, step=2)}
