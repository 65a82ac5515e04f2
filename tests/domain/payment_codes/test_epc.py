"""The SEPA code, byte for byte."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.payment_codes.reading_back import read_epc
from webapp.domain.money import Money, money_text
from webapp.domain.payment_codes.epc import epc_payload
from webapp.domain.refusals import Refusal

GIVEN = {
    "payee": "Stadtwerke Muster GmbH",
    "iban": "DE33 1002 0500 0001 1947 00",
    "amount": Money(14537, "EUR"),
    "reference": "RF932014S000572",
}
VECTOR = (
    "BCD\n002\n1\nSCT\n\nStadtwerke Muster GmbH\nDE33100205000001194700\nEUR145.37\n\n"
    "RF932014S000572"
)


def test_the_vector():
    assert epc_payload(**GIVEN) == VECTOR


def test_zeros_after_the_point_stay():
    assert "\nEUR145.30\n" in epc_payload(**{**GIVEN, "amount": Money(14530, "EUR")})


def test_a_message_takes_the_line_after_the_reference():
    payload = epc_payload(**{**GIVEN, "reference": "", "message": "Rechnung 2014S000572"})
    assert payload.split("\n")[8:] == ["", "", "Rechnung 2014S000572"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"message": "both"}, "reference"),
        ({"reference": ""}, "reference"),
        ({"reference": "RF942014S000572"}, "reference"),
        ({"iban": "DE34100205000001194700"}, "iban"),
        ({"payee": " "}, "payee"),
        ({"payee": "x" * 71}, "payee"),
        ({"payee": "two\nlines"}, "payee"),
        ({"reference": "", "message": "x" * 141}, "message"),
        ({"note": "x" * 71}, "note"),
        ({"bic": "TOOSHORT1"}, "bic"),
        ({"purpose": "toolong"}, "purpose"),
        ({"amount": Money(0, "EUR")}, "amount"),
        ({"amount": Money(10**11, "EUR")}, "amount"),
        ({"amount": Money(14537, "CZK")}, "amount"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(change, field):
    with pytest.raises(Refusal) as refusal:
        epc_payload(**{**GIVEN, **change})
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


def test_too_many_bytes_are_refused():
    with pytest.raises(Refusal, match="331"):
        epc_payload(
            **{**GIVEN, "payee": "Ж" * 70, "reference": "", "message": "Ж" * 140, "note": "Ж" * 70}
        )


@given(
    payee=st.text(max_size=80),
    amount=st.integers(-5, 10**12),
    message=st.text(max_size=150),
    note=st.text(max_size=80),
)
def test_what_goes_in_comes_out_and_never_too_much(payee, amount, message, note):
    with suppress(Refusal):
        payload = epc_payload(
            payee=payee,
            iban=GIVEN["iban"],
            amount=Money(amount, "EUR"),
            message=message,
            note=note,
        )
        assert len(payload.encode()) <= 331
        read = read_epc(payload)
        assert (read["payee"], read["message"], read["note"]) == (payee, message, note)
        assert read["amount"] == f"EUR{money_text(Money(amount, 'EUR'))}"
