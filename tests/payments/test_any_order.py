"""Whatever a bank says of a payment, in whatever order: booked once, never unpaid, sums equal."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money import invoiced
from tests.till import entries_of, held_by, owed, state_of
from webapp.actions.invariants import broken_invariants
from webapp.actions.settling import settle
from webapp.domain.money import Money
from webapp.domain.payment_rules import HOLDING, OPEN
from webapp.domain.payments import ProviderState, State
from webapp.models.base import database

AMOUNT = 10_000

SAID = st.builds(
    ProviderState,
    state=st.sampled_from(list(State)),
    captured=st.sampled_from(
        [None, Money(AMOUNT, "HUF"), Money(AMOUNT, "HUF"), Money(AMOUNT - 1, "HUF"),
         Money(AMOUNT, "EUR")]
    ),
    disputed=st.sampled_from([None, None, Money(3_000, "HUF"), Money(AMOUNT, "HUF")]),
    won=st.sampled_from([None, None, Money(0, "HUF"), Money(3_000, "HUF"), Money(AMOUNT, "HUF")]),
    refunded=st.sampled_from([None, Money(0, "HUF"), Money(500, "HUF")]),
)  # fmt: skip


@pytest.fixture
def begun(till):
    debt = invoiced(till.world, amount=AMOUNT)[1]
    return debt, till.start(debt)


@settings(max_examples=150)
@given(said=st.lists(SAID, max_size=7))
def test_whatever_the_bank_says(begun, said):
    debt, payment = begun
    with database.atomic() as undone:
        paid, taken, won = False, 0, 0
        for told in said:
            state = settle(
                company_id=payment.company_id, payment_id=payment.id, told=told,
                now=datetime.now(UTC),
            )  # fmt: skip
            assert state is State.SUCCEEDED or not paid
            paid = state is State.SUCCEEDED
            if paid and told.disputed is not None:
                again = won if told.won is None else min(told.won.minor, told.disputed.minor)
                # Smaller sums are an older answer.
                if told.disputed.minor >= taken and again >= won:
                    taken, won = told.disputed.minor, again
        booked = entries_of(payment)
        back = entries_of(payment, "chargeback") + entries_of(payment, "won_back")
        assert booked == ([AMOUNT] if paid else [])
        assert -sum(back) == taken - won
        assert owed(payment.company_id, debt) == [AMOUNT - sum(booked) - sum(back)]
        now_at = State(state_of(payment))
        # Once given up it holds nothing, also when wrong money comes late.
        assert not held_by(payment) or now_at in HOLDING
        assert held_by(payment) or now_at not in OPEN
        assert not broken_invariants()
        undone.rollback()
