"""The Czech code, its checksum and its plain capitals."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.payment_codes.reading_back import read_spayd
from webapp.domain.money import Money
from webapp.domain.payment_codes.spayd import checksum, spayd_payload, variable_symbol
from webapp.domain.refusals import Refusal

GIVEN = {
    "iban": "CZ65 0800 0000 1920 0014 5399",
    "amount": Money(48050, "CZK"),
    "message": "Záloha 11/2026",
    "variable_symbol": "2014000572",
    "due_on": date(2026, 11, 30),
}
VECTOR = (
    "SPD*1.0*ACC:CZ6508000000192000145399*AM:480.50*CC:CZK*DT:20261130*MSG:ZALOHA 11/2026"
    "*X-VS:2014000572*CRC32:BFB7A623"
)


def test_the_vector():
    assert spayd_payload(**GIVEN) == VECTOR


def test_the_checksum_is_that_of_a_published_example():
    # Attributes in order, the last star included; without it the sum would be F347F1F0.
    published = (
        "SPD*1.0*ACC:CZ0608000000192235210247"
        "*ALT-ACC:CZ9003000000192235210247,CZ4601000000192235210247*AM:599*CC:CZK"
        "*MSG:T-Mobile - QR platba*RN:T-Mobile Czech Republic a.s.*X-CUSTOM:orang utan"
        "*X-SS:11*X-VS:1113334445*"
    )
    assert checksum(published) == "B4F793B6"


@pytest.mark.parametrize(
    ("reference", "symbol"),
    [("2014S000572", "2014000572"), ("RF18539007547034", ""), ("", ""), ("S-٣", "")],
)
def test_the_variable_symbol_is_the_references_digits(reference, symbol):
    assert variable_symbol(reference) == symbol


def test_a_star_is_escaped_and_marks_are_taken_off():
    payload = spayd_payload(**{**GIVEN, "message": "žluťoučký * 5 %", "payee": "Teplárna Brno"})
    assert "*MSG:ZLUTOUCKY %2A 5 %25*RN:TEPLARNA BRNO*" in payload
    assert read_spayd(payload)["MSG"] == "ZLUTOUCKY * 5 %"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"iban": "CZ6608000000192000145399"}, "iban"),
        ({"message": "x" * 61}, "message"),
        ({"message": "*" * 21}, "message"),
        ({"payee": "x" * 36}, "payee"),
        ({"variable_symbol": "12345678901"}, "reference"),
        ({"variable_symbol": "2014S1"}, "reference"),
        ({"bic": "X"}, "bic"),
        ({"amount": Money(0, "CZK")}, "amount"),
        ({"amount": Money(10**9, "CZK")}, "amount"),
        ({"amount": Money(5, "KRONEN")}, "amount"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(change, field):
    with pytest.raises(Refusal) as refusal:
        spayd_payload(**{**GIVEN, **change})
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


@given(
    message=st.text(max_size=70),
    payee=st.text(max_size=40),
    symbol=st.from_regex(r"[0-9]{0,11}", fullmatch=True),
    amount=st.integers(-5, 10**9 + 5),
    due_on=st.none() | st.dates(date(2020, 1, 1)),
)
def test_what_goes_in_comes_out_and_never_too_much(message, payee, symbol, amount, due_on):
    with suppress(Refusal):
        payload = spayd_payload(
            iban=GIVEN["iban"],
            amount=Money(amount, "CZK"),
            message=message,
            payee=payee,
            variable_symbol=symbol,
            due_on=due_on,
        )
        read = read_spayd(payload)
        assert (read["ACC"], read["CC"]) == ("CZ6508000000192000145399", "CZK")
        assert float(read["AM"]) * 100 == pytest.approx(amount)
        assert read.get("X-VS", "") == symbol
        assert read.get("DT") == (due_on and f"{due_on:%Y%m%d}")
        assert len(read.get("MSG", "")) <= 60
        assert len(read.get("RN", "")) <= 35
        assert payload.isascii()
