"""`meterpost company tariffs` and `company tariff`, run as a person would."""

import pytest

from tests.commands.test_commands import COMPANY, meterpost

__all__ = ["meterpost"]


@pytest.fixture
def company(meterpost):
    """A company without tariffs; a command about it."""
    assert meterpost(*COMPANY).returncode == 0
    return lambda what, *given: meterpost("company", what, "muster", *given)


def test_from_nothing_to_rates_and_fees(company):
    assert company("tariffs").stdout.count("nothing is set yet") == 2
    done = company("tariff", "interest", "8.75", "--from", "2026-01-01")
    assert (done.returncode, done.stdout) == (0, "from 2026-01-01 on 8.75 % a year.\n")
    assert (
        "It is so already" in company("tariff", "interest", "8,75", "--from", "2026-01-01").stdout
    )
    done = company("tariff", "fee", "4.50", "--from", "2026-01-01", "--step", "2")
    assert done.stdout == "from 2026-01-01 on reminder 2 costs 4.50 EUR.\n"
    shown = company("tariffs").stdout
    assert "8.75 % a year   (holds now)" in shown
    assert "reminder 2 costs 4.50 EUR   (holds now)" in shown


def test_what_cannot_be_is_said_and_nothing_set(company, meterpost):
    refused = company("tariff", "interest", "lots", "--from", "2026-01-01")
    assert refused.returncode == 1
    assert "Nothing was set. Please write a percentage" in refused.stderr
    assert company("tariffs").stdout.count("nothing is set yet") == 2
    assert meterpost("company", "tariffs", "nobody").returncode == 1
    assert meterpost("company", "tariff", "nobody", "fee", "5", "--from", "2026-01-01").returncode
