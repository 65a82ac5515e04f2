"""What may become of an attempt to pay, and when a bank is asked about it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.payment_rules import (
    GIVEN_UP,
    HOLDING,
    MAY_BECOME,
    OPEN,
    before,
    choice_hash,
    filled,
    misfit,
    next_poll,
)
from webapp.domain.payment_words import FACE_OF, HEADLINES, SENTENCES, Face
from webapp.domain.payments import ProviderState, State
from webapp.domain.return_tokens import return_hash, return_token

BEGAN = datetime(2026, 11, 25, 12, tzinfo=UTC)
OVER = BEGAN + timedelta(minutes=30)


def test_paid_is_never_unpaid_and_late_money_always_counts():
    assert MAY_BECOME.keys() == set(State)
    assert not MAY_BECOME[State.SUCCEEDED]
    for state in OPEN | GIVEN_UP:
        assert State.SUCCEEDED in MAY_BECOME[state]
    for state in GIVEN_UP:
        assert MAY_BECOME[state] == {State.SUCCEEDED, State.REVIEW}
    assert set(before(State.REDIRECTED)) == {"created", "unknown"}
    assert not HOLDING & GIVEN_UP


def test_no_way_leads_in_a_circle():
    def reachable(state, seen=()):
        return {n for to in MAY_BECOME[state] if to not in seen
                for n in (to, *reachable(to, (*seen, state)))}  # fmt: skip

    # A lost answer may be found again; nothing else comes back to where it was.
    for state in set(State) - {State.CREATED, State.UNKNOWN, State.REDIRECTED}:
        assert state not in reachable(state)


def test_the_moments_at_which_a_bank_is_asked():
    asked, now = [], BEGAN
    while (due := next_poll(since=BEGAN, expires_at=OVER, now=now)) is not None:
        asked.append(due - BEGAN)
        now = due
    seconds = [wait.total_seconds() for wait in asked]
    assert seconds[:6] == [10, 30, 120, 600, 1_860, 3_600]
    days = [OVER - BEGAN + timedelta(days=day) for day in range(1, 8)]
    assert asked[6:] == days


@given(st.integers(0, 10 * 86_400), st.integers(1, 86_400), st.integers(0, 86_400))
def test_the_next_moment_lies_ahead_and_not_beyond_the_week(later, life, began):
    now = BEGAN + timedelta(seconds=later)
    over = BEGAN + timedelta(seconds=life)
    due = next_poll(since=BEGAN + timedelta(seconds=began), expires_at=over, now=now)
    if due is None:
        assert now >= over + timedelta(days=7)
    else:
        assert now < due <= over + timedelta(days=7)
        assert due - now <= timedelta(days=1, minutes=1)


AMOUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=6)


@given(AMOUNTS, st.integers(1, 10**7))
def test_an_own_amount_fills_debts_in_their_order(amounts, amount):
    owed = [Choice(place, one) for place, one in enumerate(amounts)]
    parts = filled(amount=amount, owed=owed)
    assert sum(part.amount for part in parts) == min(amount, sum(amounts))
    assert all(0 < part.amount <= amounts[part.debt_id] for part in parts)
    assert all(part.amount == amounts[part.debt_id] for part in parts[:-1])


@given(AMOUNTS, st.randoms())
def test_the_same_choice_has_one_name_in_any_order(amounts, chance):
    chosen = [Choice(place, one) for place, one in enumerate(amounts)]
    mixed = chosen[:]
    chance.shuffle(mixed)
    name = choice_hash(customer_id=1, chosen=chosen, money=Money(5, "HUF"))
    assert name == choice_hash(customer_id=1, chosen=mixed, money=Money(5, "HUF"))
    for other in (
        choice_hash(customer_id=2, chosen=chosen, money=Money(5, "HUF")),
        choice_hash(customer_id=1, chosen=chosen[1:], money=Money(5, "HUF")),
        choice_hash(customer_id=1, chosen=chosen, money=Money(6, "HUF")),
        choice_hash(customer_id=1, chosen=chosen, money=Money(5, "EUR")),
    ):
        assert other != name


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"captured": Money(100, "HUF")}, None),
        ({"captured": Money(100, "HUF"), "reference": "P1"}, None),
        ({"captured": Money(100, "HUF"), "reference": "P2"}, "reference"),
        ({"captured": Money(99, "HUF")}, "amount"),
        ({"captured": Money(100, "EUR")}, "currency"),
        ({}, "no_amount"),
    ],
)
def test_what_does_not_fit(told, wrong):
    said = ProviderState(state=State.SUCCEEDED, **told)
    assert misfit(asked=Money(100, "HUF"), reference="P1", told=said) == wrong


def test_every_state_has_its_words():
    assert FACE_OF.keys() == set(State)
    assert HEADLINES.keys() == SENTENCES.keys() == set(Face)


def test_tokens_of_return():
    token = return_token(secret="s", payment_id="p")
    assert token == return_token(secret="s", payment_id="p")
    assert len(bytes.fromhex(token)) * 8 == 128
    others = [return_token(secret="t", payment_id="p"), return_token(secret="s", payment_id="q")]
    assert token not in others
    assert token not in return_hash(token)
