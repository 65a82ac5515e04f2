"""The word for a bill follows from the ledger, and never says paid of what is owed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.debts import STANDING_WORDS, Standing, standing_of

TODAY = date(2026, 11, 25)


def _word(**given):
    usual = {"amount": 550, "outstanding": 550, "due_on": TODAY}
    return standing_of(of=Standing(**{**usual, **given}), today=TODAY)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "current"),
        ({"outstanding": 305}, "part_paid"),
        ({"due_on": TODAY - timedelta(days=1)}, "overdue"),
        ({"due_on": TODAY - timedelta(days=1), "outstanding": 305}, "overdue"),
        ({"outstanding": 0}, "settled"),
        ({"outstanding": 0, "disputed": True, "in_progress": True}, "settled"),
        ({"outstanding": 0, "voided": True}, "cancelled"),
        ({"disputed": True}, "disputed"),
        ({"disputed": True, "in_progress": True}, "in_progress"),
        ({"amount": -700, "outstanding": 0}, "credit"),
    ],
)
def test_one_word(given, word):
    assert _word(**given) == word


@given(
    st.integers(1, 10**6), st.integers(0, 10**6), st.integers(-99, 99),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_paid_is_said_exactly_of_what_nothing_is_owed_of(amount, owed, days, moving, disputed):
    owed = min(owed, amount)
    word = _word(
        amount=amount, outstanding=owed, due_on=TODAY + timedelta(days=days),
        in_progress=moving, disputed=disputed,
    )  # fmt: skip
    assert (word == "settled") == (owed == 0)
    assert word in STANDING_WORDS
    if word == "overdue":
        assert days < 0
