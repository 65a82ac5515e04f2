"""The Hungarian code: seventeen lines, one digit of offset."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.payment_codes.reading_back import read_hct
from webapp.domain.money import Money
from webapp.domain.payment_codes.hct import hct_payload
from webapp.domain.refusals import Refusal

BUDAPEST = ZoneInfo("Europe/Budapest")
GIVEN = {
    "bic": "OTPVHUHB",
    "payee": "Minta Tavho Kft.",
    "iban": "HU42117730161111101800000000",
    "amount": Money(38837, "HUF"),
    "valid_until": datetime(2026, 11, 30, 23, 59, 59, tzinfo=BUDAPEST),
    "purpose": "ENRG",
    "message": "Tavho szamla 2014S000572",
    "invoice_number": "2014S000572",
    "customer_number": "SU0044",
}
VECTOR = (
    "HCT\n001\n1\nOTPVHUHBXXX\nMinta Tavho Kft.\nHU42117730161111101800000000\nHUF38837\n"
    "20261130235959+1\nENRG\nTavho szamla 2014S000572\n\n\n2014S000572\nSU0044\n\n\n\n"
)


def test_the_vector():
    payload = hct_payload(**GIVEN)
    assert payload == VECTOR
    assert len(payload.encode()) == 148


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (UTC, "+0"),
        (timezone(timedelta(hours=2)), "+2"),
        (timezone(timedelta(hours=-3)), "-3"),
        (timezone(timedelta(hours=11)), "+11"),
    ],
)
def test_the_offset_has_as_few_digits_as_it_can(zone, written):
    moment = datetime(2026, 7, 1, 12, tzinfo=zone)
    lines = read_hct(hct_payload(**{**GIVEN, "valid_until": moment}))
    assert lines[7] == f"20260701120000{written}"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bic": ""}, "bic"),
        ({"iban": "DE33100205000001194700"}, "iban"),
        ({"amount": Money(38837, "EUR")}, "amount"),
        ({"amount": Money(0, "HUF")}, "amount"),
        ({"amount": Money(10**12, "HUF")}, "amount"),
        ({"purpose": "ENERGY"}, "purpose"),
        ({"message": "x" * 71}, "message"),
        ({"message": "a\nb"}, "message"),
        ({"invoice_number": "x" * 36}, "reference"),
        ({"customer_number": "x" * 36}, "customer_number"),
        ({"valid_until": datetime(2026, 11, 30)}, None),  # noqa: DTZ001 - the mistake is meant
        ({"valid_until": datetime(2026, 1, 1, tzinfo=timezone(timedelta(minutes=90)))}, None),
        ({"payee": "Ő" * 70, "message": "Ő" * 70, "invoice_number": "Ő" * 35}, None),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(change, field):
    with pytest.raises(Refusal) as refusal:
        hct_payload(**{**GIVEN, **change})
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


@given(
    payee=st.text(max_size=75),
    message=st.text(max_size=75),
    invoice_number=st.text(max_size=40),
    customer_number=st.text(max_size=40),
    amount=st.integers(-5, 10**12 + 5),
)
def test_what_goes_in_comes_out_and_never_too_much(
    payee, message, invoice_number, customer_number, amount
):
    with suppress(Refusal):
        payload = hct_payload(
            **{
                **GIVEN,
                "payee": payee,
                "message": message,
                "invoice_number": invoice_number,
                "customer_number": customer_number,
                "amount": Money(amount, "HUF"),
            }
        )
        assert len(payload) <= 345
        assert len(payload.encode()) <= 331
        lines = read_hct(payload)
        assert [lines[4], lines[9]] == [payee, message]
        assert [lines[12], lines[13]] == [invoice_number, customer_number]
        assert lines[6] == f"HUF{amount}"
