"""The company's kind of code, filled from one order; long words never stop a bill."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.payment_codes.reading_back import read_epc, read_hct, read_spayd, read_st00012
from webapp.domain.money import Money
from webapp.domain.payment_codes import PaymentOrder, payment_payload
from webapp.domain.refusals import Refusal

SEPA = PaymentOrder(
    payee="Stadtwerke Muster GmbH",
    account="DE33100205000001194700",
    amount=Money(14537, "EUR"),
    reference="RF932014S000572",
    message="Rechnung 2014S000572",
)
CZECH = replace(
    SEPA,
    account="CZ6508000000192000145399",
    amount=Money(48050, "CZK"),
    reference="2014S000572",
    message="Záloha",
    due_on=date(2026, 11, 30),
)
HUNGARIAN = replace(
    SEPA,
    account="HU42117730161111101800000000",
    bic="OTPVHUHB",
    amount=Money(38837, "HUF"),
    reference="2014S000572",
    customer_number="SU0044",
    valid_until=datetime(2026, 11, 30, 23, 59, 59, tzinfo=ZoneInfo("Europe/Budapest")),
)
RUSSIAN = replace(
    SEPA,
    payee="АО Энергосбыт",
    account="40702810138250123017",
    bank="ПАО СБЕРБАНК",
    bic="044525225",
    amount=Money(145370, "RUB"),
    reference="2014S000572",
    customer_number="1234567890",
    meter="37461",
    reading=1_078_000,
)
ORDERS = {"epc": SEPA, "spayd": CZECH, "hct": HUNGARIAN, "st00012": RUSSIAN}


def test_a_structured_reference_stands_alone():
    read = read_epc(payment_payload("epc", SEPA))
    assert (read["reference"], read["message"]) == ("RF932014S000572", "")


def test_any_other_reference_is_told_in_the_message():
    read = read_epc(payment_payload("epc", replace(SEPA, reference="2014S000572", message="Heat")))
    assert (read["reference"], read["message"]) == ("", "2014S000572 Heat")


def test_each_kind_says_how_the_payment_is_recognised():
    assert read_spayd(payment_payload("spayd", CZECH))["X-VS"] == "2014000572"
    assert read_hct(payment_payload("hct", HUNGARIAN))[12:14] == ["2014S000572", "SU0044"]
    russian = read_st00012(payment_payload("st00012", RUSSIAN))
    assert (russian["PersAcc"], russian["CounterVal"]) == ("1234567890", "1078")


@pytest.mark.parametrize("kind", ORDERS)
def test_there_is_no_code_for_nothing_or_for_other_money(kind):
    order = ORDERS[kind]
    assert payment_payload("none", order) is None
    assert payment_payload(kind, replace(order, amount=Money(0, order.amount.currency))) is None
    assert payment_payload(kind, replace(order, amount=Money(-5, order.amount.currency))) is None
    assert payment_payload(kind, replace(order, amount=Money(500, "RON"))) is None


@pytest.mark.parametrize("kind", ORDERS)
def test_a_wrong_account_is_refused_and_never_shortened(kind):
    with pytest.raises(Refusal):
        payment_payload(kind, replace(ORDERS[kind], account=ORDERS[kind].account[:-1]))


def test_the_hungarian_code_must_end_somewhen():
    with pytest.raises(Refusal, match="until when"):
        payment_payload("hct", replace(HUNGARIAN, valid_until=None))


# Of every script, with blanks and marks; the signs that could part a Russian code left out.
NAMES = st.text(st.characters(categories=("L", "N", "Mn", "Zs", "Cc")), max_size=300).map(
    lambda text: f"A{text}"
)


@given(st.sampled_from(list(ORDERS)), NAMES, NAMES)
def test_however_long_the_words_are_there_is_a_code(kind, payee, message):
    order = replace(ORDERS[kind], payee=payee, message=message, reference="2014S000572")
    payload = payment_payload(kind, order)
    assert payload is not None
    assert "2014" in payload
