"""Where money goes: sums agree, the order is the company's, and nothing goes below nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.ledger import (
    USUAL_ORDER,
    Choice,
    OpenLine,
    by_choice,
    in_order,
    net_of,
    outstanding,
    reopened,
    spread,
)
from webapp.domain.refusals import Refusal

DAY = date(2026, 11, 30)
LINES = st.lists(
    st.builds(
        lambda kind, days, owed: (kind, DAY - timedelta(days=days), owed),
        st.sampled_from(["invoice", "interest", "dunning_fee", "advance"]),
        st.integers(0, 900),
        st.integers(1, 10**6),
    ),
    max_size=8,
).map(
    lambda rows: [
        OpenLine(debt_id=place, kind=kind, due_on=due, outstanding=owed)
        for place, (kind, due, owed) in enumerate(rows, 1)
    ]
)
AMOUNTS = st.integers(0, 5 * 10**6)


def _line(debt_id, kind, *, days, owed):
    return OpenLine(debt_id=debt_id, kind=kind, due_on=DAY - timedelta(days=days), outstanding=owed)


BILL_OLD = _line(1, "invoice", days=400, owed=66365)
BILL = _line(2, "invoice", days=0, owed=38837)
KAMAT = _line(3, "interest", days=15, owed=2254)
FEE = _line(4, "dunning_fee", days=60, owed=550)


def test_fees_go_first_then_interest_then_the_oldest_bill():
    ordered = in_order(lines=[BILL, KAMAT, BILL_OLD, FEE], order=USUAL_ORDER)
    assert ordered == [FEE, KAMAT, BILL_OLD, BILL]


def test_a_company_may_have_agreed_on_another_order():
    by_age = in_order(lines=[BILL, KAMAT, BILL_OLD, FEE], order="")
    assert by_age == [BILL_OLD, FEE, KAMAT, BILL]
    assert in_order(lines=[FEE, KAMAT, BILL], order="principal") == [BILL, FEE, KAMAT]


def test_a_lump_sum_settles_in_part_where_it_ends():
    done = spread(amount=3000, lines=[BILL, KAMAT, FEE], order=USUAL_ORDER)
    assert done == [Choice(4, 550), Choice(3, 2254), Choice(2, 196)]


def test_the_customers_choice_wins_and_a_settled_debt_takes_nothing():
    done = by_choice(amount=40000, chosen=[Choice(2, 38837), Choice(9, 500)], lines=[BILL, FEE])
    assert done == [Choice(2, 38837)]
    with pytest.raises(Refusal):
        by_choice(amount=10, chosen=[Choice(2, 0)], lines=[BILL])


def test_what_is_on_account_is_taken_back_first_then_what_was_settled_last():
    settled = [Choice(1, 600), Choice(2, 300)]
    assert reopened(amount=100, on_account=100, settled=settled) == []
    assert reopened(amount=500, on_account=100, settled=settled) == [
        Choice(2, 300),
        Choice(1, 100),
    ]
    with pytest.raises(Refusal, match="more than what is left"):
        reopened(amount=1001, on_account=100, settled=settled)


def test_more_cannot_be_settled_than_is_owed():
    assert outstanding(amount=550, settled=245) == 305
    for settled in (-1, 551):
        with pytest.raises(ValueError, match="settled"):
            outstanding(amount=550, settled=settled)


@given(AMOUNTS, LINES, st.permutations(["fees", "interest", "principal"]))
def test_a_sum_is_spread_without_loss_and_without_excess(amount, lines, groups):
    done = spread(amount=amount, lines=lines, order=",".join(groups))
    owed = {line.debt_id: line.outstanding for line in lines}
    assert sum(one.amount for one in done) == min(amount, sum(owed.values()))
    assert all(0 < one.amount <= owed[one.debt_id] for one in done)
    assert len({one.debt_id for one in done}) == len(done)
    # Only the last one may be left in part.
    assert all(one.amount == owed[one.debt_id] for one in done[:-1])


@given(AMOUNTS, LINES, st.lists(st.builds(Choice, st.integers(1, 9), st.integers(1, 10**6))))
def test_choices_never_settle_more_than_is_owed_or_was_paid(amount, lines, chosen):
    done = by_choice(amount=amount, chosen=chosen, lines=lines)
    owed = {line.debt_id: line.outstanding for line in lines}
    assert sum(one.amount for one in done) <= amount
    assert all(0 < one.amount <= owed[one.debt_id] for one in done)
    assert {one.debt_id for one in done} <= {one.debt_id for one in chosen}


@given(
    AMOUNTS,
    st.integers(0, 10**6),
    st.lists(st.builds(Choice, st.integers(1, 4), st.integers(1, 999))),
)
def test_taking_back_opens_exactly_what_is_missing(amount, on_account, parts):
    settled = net_of(allocations=parts)
    held = on_account + sum(one.amount for one in settled)
    if amount > held:
        with pytest.raises(Refusal):
            reopened(amount=amount, on_account=on_account, settled=settled)
        return
    opened = reopened(amount=amount, on_account=on_account, settled=settled)
    assert sum(one.amount for one in opened) == max(0, amount - on_account)
    left = {one.debt_id: one.amount for one in settled}
    assert all(one.amount <= left[one.debt_id] for one in opened)
