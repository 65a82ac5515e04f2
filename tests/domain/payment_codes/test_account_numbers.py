"""Account numbers and structured references notice a mistyped digit."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webapp.domain.payment_codes.creditor_reference import (
    checked_creditor_reference,
    creditor_reference,
    is_creditor_reference,
)
from webapp.domain.payment_codes.iban import checked_iban, spaced_iban
from webapp.domain.refusals import Refusal

KNOWN = [
    "DE33100205000001194700",
    "HU42117730161111101800000000",
    "CZ6508000000192000145399",
    "RO49AAAA1B31007593840000",
]


@pytest.mark.parametrize("iban", KNOWN)
def test_a_right_number_is_taken_however_it_is_typed(iban):
    assert checked_iban(f" {spaced_iban(iban).lower()} ") == iban


@pytest.mark.parametrize(
    "text",
    ["", "DE", "DE34100205000001194700", "DE3310020500000119470", "XX00!", "40702810138250123017"],
)
def test_a_wrong_number_is_refused_with_its_field(text):
    with pytest.raises(Refusal, match="digit by digit") as refusal:
        checked_iban(text, field="iban")
    assert (refusal.value.code, refusal.value.field) == ("account_number", "iban")


def test_a_right_checksum_of_the_wrong_length_is_refused():
    # GB82 WEST … with its last two places moved to a country whose numbers are longer.
    with pytest.raises(Refusal):
        checked_iban("HU" + "33" + "100205000001194700")


@given(st.sampled_from(KNOWN), st.data())
def test_one_mistyped_digit_is_noticed(iban, data):
    at = data.draw(st.integers(2, len(iban) - 1))
    other = data.draw(st.sampled_from("0123456789"))
    assume(iban[at].isdigit() and iban[at] != other)
    with pytest.raises(Refusal):
        checked_iban(iban[:at] + other + iban[at + 1 :])


def test_known_references():
    assert creditor_reference("539007547034") == "RF18539007547034"
    assert creditor_reference("2014S000572") == "RF932014S000572"
    assert creditor_reference("2014 S-000/572") == "RF932014S000572"
    assert checked_creditor_reference("rf18 5390 0754 7034") == "RF18539007547034"


@pytest.mark.parametrize("number", ["", "--", "1" * 22, "ŐZ-1", "a_b"])
def test_what_cannot_be_a_reference_is_refused(number):
    with pytest.raises(Refusal) as refusal:
        creditor_reference(number)
    assert refusal.value.code == "payment_code"


@given(st.from_regex(r"[A-Z0-9]{1,21}", fullmatch=True), st.data())
def test_a_made_reference_is_right_and_a_changed_one_is_not(body, data):
    reference = creditor_reference(body)
    assert is_creditor_reference(reference)
    at = data.draw(st.integers(2, len(reference) - 1))
    other = data.draw(st.sampled_from("0123456789"))
    assume(reference[at].isdigit() and reference[at] != other)
    with pytest.raises(Refusal, match="check digits"):
        checked_creditor_reference(reference[:at] + other + reference[at + 1 :])
