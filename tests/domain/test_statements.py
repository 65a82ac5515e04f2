"""What a line of a statement names, and what makes it the same line again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.payment_codes.creditor_reference import creditor_reference
from webapp.domain.payment_codes.spayd import variable_symbol
from webapp.domain.refusals import Refusal
from webapp.domain.statements import (
    ACCOUNT,
    NUMBER,
    REFERENCE,
    BankLine,
    Match,
    Named,
    by_account,
    chosen_match,
    comes_in,
    filled,
    line_key,
    shape_of,
    sought_in,
    takes_back,
)

LINE = BankLine(
    account="A", bank_reference="B1", booked_on=date(2026, 11, 24), value_on=date(2026, 11, 24),
    amount=100, currency="HUF",
)  # fmt: skip
ANNA, SZABO = 1, 2


def said(**changes):
    return sought_in(replace(LINE, **changes))


def named(customer, debt=9):
    return Named(customer_id=customer, debt_id=debt, outstanding=100)


def test_references_are_read_wherever_they_stand():
    reference = creditor_reference("2026S000572")
    spaced = " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    assert said(reference=spaced).references == (reference,)
    assert said(words=f"FOR {spaced} THANK YOU").references == (reference,)
    assert said(words=f"for {spaced.lower()} thank you").references == (reference,)
    assert said(reference="NOTPROVIDED").references == ()


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("VS:0026000572", ("26000572",)), ("/VS26000572/SS/KS0308", ("26000572",)),
        ("VS 123 SS 4", ("123",)), ("EVS 123", ()), ("VS12345678901", ()),
    ],
)  # fmt: skip
def test_variable_symbols_in_words(text, symbols):
    assert said(words=text).symbols == symbols
    assert said(end_to_end=text.replace(" ", "")).symbols == symbols


def test_words_that_look_like_numbers_are_asked_about():
    words = "Bill 2026S000572, K93042 and 2026-11-24; phone +36 1 000"
    assert said(words=words).numbers == ("2026S000572", "K93042", "2026-11-24")
    assert sought_in(replace(LINE, words="no. 17, no. 18"), pattern=r"no\. (\d+)").numbers == (
        "17", "18",
    )  # fmt: skip
    assert len(said(words=" ".join(f"A{n:05}" for n in range(60))).numbers) == 16


def test_a_pattern_that_is_none_is_refused():
    with pytest.raises(Refusal, match="pattern"):
        sought_in(LINE, pattern="(")


@given(st.from_regex(r"[A-Z]{0,2}[0-9]{1,4}[A-Z/-][0-9]{1,6}", fullmatch=True))
def test_a_symbol_leads_back_to_its_reference(reference):
    symbol = variable_symbol(reference)
    for told in (symbol, symbol.lstrip("0")):
        assert filled(shape=shape_of(reference), symbol=told) == reference


def test_a_symbol_of_another_length_is_no_such_reference():
    assert filled(shape="0000S00", symbol="1234567") == ""
    assert filled(shape="00000000000", symbol="1") == ""


def test_the_strongest_way_decides():
    ways = [(REFERENCE, []), (NUMBER, [named(ANNA, 1), named(ANNA, 2)]), (ACCOUNT, [named(SZABO)])]
    assert chosen_match(ways) == Match(customer_id=ANNA, debt_ids=(1, 2), why=NUMBER)
    # Where it names two people, what is weaker may not choose between them.
    assert chosen_match([(REFERENCE, [named(ANNA), named(SZABO)]), (NUMBER, [named(ANNA)])]) is None
    assert chosen_match([(REFERENCE, [named(ANNA, None)])]) == Match(
        customer_id=ANNA, debt_ids=(), why=REFERENCE
    )
    assert chosen_match([]) is None


def test_an_account_alone_needs_one_customer_and_one_such_debt():
    owed = [named(ANNA, 1), replace(named(ANNA, 2), outstanding=50)]
    assert by_account(amount=100, customers=[ANNA], owed=owed).debt_ids == (1,)
    assert by_account(amount=70, customers=[ANNA], owed=owed) is None
    assert by_account(amount=100, customers=[ANNA, SZABO], owed=owed) is None
    assert by_account(amount=100, customers=[ANNA], owed=[*owed, named(ANNA, 3)]) is None


def test_which_way_money_goes():
    assert comes_in(LINE)
    assert not takes_back(LINE)
    for back in ({"reversal": True}, {"return_reason": "AC04"}):
        assert takes_back(replace(LINE, amount=-100, **back))
        assert not comes_in(replace(LINE, **back))
    assert not takes_back(replace(LINE, amount=-100))


def test_what_makes_a_line_the_same():
    same = replace(LINE, payer="Anna", words="told in full")
    assert line_key(same) == line_key(LINE)
    for other in ({"amount": 101}, {"booked_on": date(2026, 11, 25)}, {"bank_reference": "B2"},
                  {"part": "2"}):  # fmt: skip
        assert line_key(replace(LINE, **other)) != line_key(LINE)
    bare = replace(LINE, bank_reference="NONREF")
    assert line_key(bare) != line_key(replace(bare, words="other"))
    assert line_key(bare, 0) != line_key(bare, 1)
