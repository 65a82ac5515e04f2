"""The Russian code: order of its blocks, its separator, and the reading that travels along."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.payment_codes.reading_back import read_st00012
from webapp.domain.money import Money
from webapp.domain.payment_codes.st00012 import SEPARATORS, st00012_payload
from webapp.domain.refusals import Refusal

GIVEN = {
    "payee": "АО Энергосбыт",
    "account": "40702810138250123017",
    "bank": "ПАО СБЕРБАНК",
    "bic": "044525225",
    "corresp_account": "30101810400000000225",
    "amount": Money(145370, "RUB"),
    "purpose": "Оплата по счёту 2014S000572",
    "tax_number": "7707083893",
    "customer_account": "1234567890",
    "period": date(2026, 10, 1),
    "meter": "37461",
    "reading": 1_078_000,
}
VECTOR = (
    "ST00012|Name=АО Энергосбыт|PersonalAcc=40702810138250123017|BankName=ПАО СБЕРБАНК"
    "|BIC=044525225|CorrespAcc=30101810400000000225|Sum=145370"
    "|Purpose=Оплата по счёту 2014S000572|PayeeINN=7707083893|PersAcc=1234567890"
    "|PaymPeriod=102026|CounterId=37461|CounterVal=1078|TechCode=02"
)


def test_the_vector():
    assert st00012_payload(**GIVEN) == VECTOR


def test_the_separator_changes_everywhere_when_a_value_holds_it():
    payload = st00012_payload(**{**GIVEN, "payee": "АО |#Энергосбыт"})
    assert payload.startswith("ST00012;Name=АО |#Энергосбыт;PersonalAcc=")
    assert read_st00012(payload)["TechCode"] == "02"


def test_a_payee_at_the_treasury_has_a_zero_for_its_correspondent():
    assert "|CorrespAcc=0|" in st00012_payload(**{**GIVEN, "corresp_account": ""})


def test_only_what_is_known_is_said():
    bare = {key: GIVEN[key] for key in ("payee", "account", "bank", "bic")}
    assert list(read_st00012(st00012_payload(**bare))) == [
        *("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc", "TechCode")
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"account": "4070281013825012301"}, "account"),
        ({"bic": "04452522X"}, "bic"),
        ({"bank": ""}, "bank"),
        ({"payee": "Ж" * 161}, "payee"),
        ({"payee": "Ж" * 120}, "payee"),
        ({"corresp_account": "301"}, "corresp_account"),
        ({"amount": Money(1, "EUR")}, "amount"),
        ({"amount": Money(0, "RUB")}, "amount"),
        ({"purpose": "Ж" * 161}, "message"),
        ({"tax_number": "77070838"}, "tax_number"),
        ({"meter": "3\n7"}, "meter"),
        ({"purpose": SEPARATORS}, None),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(change, field):
    with pytest.raises(Refusal) as refusal:
        st00012_payload(**{**GIVEN, **change})
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


@given(
    payee=st.text(max_size=170),
    bank=st.text(max_size=50),
    purpose=st.text(max_size=170),
    meter=st.text(max_size=40),
    reading=st.none() | st.integers(0, 10**12),
)
def test_what_goes_in_comes_out_and_never_too_much(payee, bank, purpose, meter, reading):
    with suppress(Refusal):
        given_texts = {"payee": payee, "bank": bank, "purpose": purpose, "meter": meter}
        payload = st00012_payload(**{**GIVEN, **given_texts, "reading": reading})
        front = payload.partition(f"{payload[7]}Sum=")[0]
        assert len(front.encode()) <= 300
        read = read_st00012(payload)
        assert (read["Name"], read["BankName"]) == (payee, bank)
        assert (read.get("Purpose", ""), read.get("CounterId", "")) == (purpose, meter)
        assert ("CounterVal" in read) == (reading is not None)
