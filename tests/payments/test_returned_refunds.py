"""Scenario 26: a refund that had gone through and comes back, told whenever and however often."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.gateways.payments.intents import intent
from tests.money import attempted, cause, decided, invoiced, paid, remaining
from tests.processes import COMMON, race
from tests.stripe_server import SECRET_KEY, fake_stripe
from tests.till import entries_of, owed, tasks
from webapp.actions.asking import ask_bank, poll_payments
from webapp.actions.invariants import broken_invariants
from webapp.actions.ledger import take_back
from webapp.actions.payment_entries import entry_of
from webapp.actions.refunds import ask_refund, poll_refunds, refundable
from webapp.actions.settlements import compare_day
from webapp.domain.ledger import Choice
from webapp.domain.payments import NotSupported, RefundResult, RefundState, State
from webapp.domain.refusals import Refusal
from webapp.gateways.payments.choice import provider_from
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.payments import Payment
from webapp.models.refunds import Refund
from webapp.queries.desk_customer_money import movements_of

A = 38_837

ASKED = (
    COMMON
    + """
from webapp.actions.asking import ask_bank
from webapp.actions.banks import Banks
print(ask_bank(company_id=given["company"], payment_id=given["payment"],
    banks=Banks(Path(given["file"])), now=now).state)
"""
)


def refunded(till, amounts):
    """(debt, payment): paid by card, and so much given back by decisions of two people."""
    debt = invoiced(till.world, amount=A)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    poll_payments(banks=till.banks, now=payment.created_at + timedelta(seconds=15))
    for amount in amounts:
        assert back(till, payment, amount) is RefundState.SUCCEEDED
    return debt, payment


def back(till, payment, amount, banks=None):
    now = datetime.now(UTC)
    return ask_refund(
        company_id=payment.company_id, payment_id=payment.id, amount=amount, now=now,
        decision_id=decided(till.world, "refund", now=now, about=entry_of(payment).id),
        banks=banks or till.banks,
    )  # fmt: skip


def asked(till, payment, banks=None):
    return ask_bank(
        company_id=payment.company_id, payment_id=payment.id, banks=banks or till.banks,
        now=datetime.now(UTC),
    ).state  # fmt: skip


def refund_entries():
    rows = LedgerEntry.select(LedgerEntry.amount).where(LedgerEntry.kind == "refund")
    return [amount for (amount,) in rows.order_by(LedgerEntry.id).tuples()]


def test_26_what_it_had_opened_is_settled_again_once(till):
    debt, payment = refunded(till, [8_000])
    assert owed(payment.company_id, debt) == [8_000]
    till.bank.refunds_return(payment.provider_ref)
    while "refund_failed" not in till.hear().body.decode():
        pass
    for _ in range(2):
        till.bank.send(payment.provider_ref, "refund_failed")
        till.hear_and_settle()
        asked(till, payment)
    assert (refund_entries(), entries_of(payment, "came_back")) == ([-8_000], [8_000])
    assert owed(payment.company_id, debt) == [0]
    assert Refund.get().state == "failed"
    assert refundable(company_id=payment.company_id, payment_id=payment.id) == A
    [(kind, facts)] = tasks(payment.company_id)
    assert (kind, facts["why"], facts["amount"], facts["on_account"]) == (
        "refund_failed", "returned", 8_000, 0,
    )  # fmt: skip
    shown = movements_of(company_id=payment.company_id, customer_id=payment.customer_id)
    assert {(one.what, one.kind) for one in shown} == {
        ("entry", "payment"), ("entry", "refund"), ("entry", "came_back"),
    }  # fmt: skip
    assert not broken_invariants()


def test_26_each_of_several_settles_what_itself_had_opened(till, now):
    first, second = (invoiced(till.world, amount=5_000)[1] for _ in range(2))
    payment = till.start(first, second)
    till.bank.approve(payment.provider_ref)
    asked(till, payment)
    assert back(till, payment, 5_000) is RefundState.SUCCEEDED
    opened = next(d for d in (first, second) if owed(payment.company_id, d) == [5_000])
    till.bank.refunds_return(payment.provider_ref)
    till.bank.behave()
    # Another goes through while nobody knows yet that the first has come back.
    assert back(till, payment, 2_000) is RefundState.SUCCEEDED
    other = first if opened == second else second
    assert owed(payment.company_id, other) == [2_000]
    asked(till, payment)
    assert owed(payment.company_id, opened, other) == [0, 2_000]
    assert remaining(payment.company_id, entry_of(payment).id) == 8_000


def test_26_what_was_paid_otherwise_meanwhile_stays_on_account(till, now):
    debt, payment = refunded(till, [8_000])
    paid(till.world, amount=5_000, now=now, chosen=[Choice(debt, 5_000)])
    till.bank.refunds_return(payment.provider_ref)
    asked(till, payment)
    assert owed(payment.company_id, debt) == [0]
    assert tasks(payment.company_id)[-1][1]["on_account"] == 5_000


def test_26_failed_before_anybody_heard_that_it_went_through(till):
    till.bank.behave(refund="pending")
    debt, payment = refunded(till, [])
    assert back(till, payment, 8_000) is RefundState.SUBMITTED
    till.bank.refund_settles(payment.provider_ref)
    till.bank.refunds_return(payment.provider_ref)
    asked(till, payment)
    poll_refunds(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=11))
    asked(till, payment)
    assert (refund_entries(), entries_of(payment, "came_back")) == ([], [])
    assert owed(payment.company_id, debt) == [0]
    assert [kind for kind, _ in tasks(payment.company_id)] == ["refund_failed"]


def test_26_a_bank_that_does_not_answer_is_asked_again(till):
    debt, payment = refunded(till, [8_000])
    till.bank.refunds_return(payment.provider_ref)
    till.bank.behave(fetch="500")
    assert asked(till, payment) is State.UNKNOWN
    assert owed(payment.company_id, debt) == [8_000]
    till.bank.behave()
    assert asked(till, payment) is State.SUCCEEDED
    assert owed(payment.company_id, debt) == [0]


def test_26_the_nightly_list_finds_it(till):
    till.bank.behave(notifications="lost")
    debt, payment = refunded(till, [8_000])
    till.bank.refunds_return(payment.provider_ref)
    now = datetime.now(UTC)
    compare = {"company_id": payment.company_id, "provider": "sandbox", "day": now.date(),
               "banks": till.banks, "now": now}  # fmt: skip
    assert [compare_day(**compare), compare_day(**compare)] == [0, 0]
    assert owed(payment.company_id, debt) == [0]
    assert [kind for kind, _ in tasks(payment.company_id)] == ["refund_failed"]


def test_26_after_a_chargeback_of_all_the_bank_holds_what_came_back(till):
    debt, payment = refunded(till, [8_000])
    till.bank.chargeback(payment.provider_ref)
    asked(till, payment)
    assert remaining(payment.company_id, entry_of(payment).id) == 0
    till.bank.refunds_return(payment.provider_ref)
    asked(till, payment)
    assert remaining(payment.company_id, entry_of(payment).id) == 8_000
    till.bank.dispute_won(payment.provider_ref)
    asked(till, payment)
    assert remaining(payment.company_id, entry_of(payment).id) == A
    assert owed(payment.company_id, debt) == [0]
    assert not broken_invariants()


def test_26_no_more_comes_back_than_it_had_taken(till, now):
    till.bank.behave(refund="pending")
    debt, payment = refunded(till, [])
    assert back(till, payment, 8_000) is RefundState.SUBMITTED
    # While the bank was at it, another one took all but a part.
    take_back(company_id=payment.company_id, entry_id=entry_of(payment).id, kind="chargeback",
              cause=cause(till.world, now=now, key="Z-1"), amount=A - 3_000)  # fmt: skip
    till.bank.refund_settles(payment.provider_ref)
    poll_refunds(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=11))
    assert refund_entries() == [-3_000]
    till.bank.refunds_return(payment.provider_ref)
    asked(till, payment)
    assert entries_of(payment, "came_back") == [3_000]
    assert owed(payment.company_id, debt) == [A - 3_000]


def test_26_all_processes_at_the_same_moment(open_till):
    till = open_till
    debt, payment = refunded(till, [8_000, 2_000])
    till.bank.refunds_return(payment.provider_ref)
    given = {**till.given, "company": payment.company_id, "payment": payment.id}
    assert race(ASKED, [given] * 4) == ["succeeded"] * 4
    assert sorted(entries_of(payment, "came_back")) == [2_000, 8_000]
    assert owed(payment.company_id, debt) == [0]
    assert [kind for kind, _ in tasks(payment.company_id)] == ["refund_failed"] * 2


class OneBank:
    """Whatever is asked for, this one speaks."""

    def __init__(self, bank):
        self.bank = bank

    def of(self, **_):
        return self.bank


class TellsOfRefunds:
    """The till's bank in everything but what it says of refunds."""

    def __init__(self, till, payment, say):
        self.bank = till.banks.of(
            company_id=payment.company_id, provider=payment.provider, currency="HUF"
        )
        self.say = say

    def refund_state(self, *_, **__):
        return self.say()

    def __getattr__(self, name):
        return getattr(self.bank, name)


def test_26_no_answer_about_a_refund_is_none_about_the_payment(till):
    _, payment = refunded(till, [8_000])
    bank = TellsOfRefunds(till, payment, lambda: RefundResult(state=RefundState.UNKNOWN))
    assert asked(till, payment, OneBank(bank)) is State.UNKNOWN
    assert Refund.get().state == "succeeded"


def test_26_a_bank_that_cannot_tell_of_refunds_is_taken_at_its_word(till):
    def cannot():
        raise NotSupported

    debt, payment = refunded(till, [8_000])
    assert asked(till, payment, OneBank(TellsOfRefunds(till, payment, cannot))) is State.SUCCEEDED
    assert (Refund.get().state, entries_of(payment, "came_back")) == ("succeeded", [])
    assert owed(payment.company_id, debt) == [8_000]


@pytest.fixture
def at_stripe(world, now):
    """(Stripe, banks, payment): a page of Stripe's on which a bill was paid."""
    with fake_stripe() as stripe:
        given = {"secret_key": SECRET_KEY, "webhook_secrets": ["w"], "api_base": stripe.url}
        bank = provider_from(code="stripe", given=given, currency="HUF")
        payment_id, _ = attempted(world, amount=A, state="redirected")
        payment = Payment.get(Payment.id == payment_id)
        page = bank.create(intent(A, "HUF", reference=payment.reference), now=now).provider_ref
        Payment.update(provider="stripe", provider_ref=page).execute()
        stripe.pay(page)
        yield stripe, OneBank(bank), Payment.get(Payment.id == payment_id)


def test_26_at_stripe(till, at_stripe):
    stripe, banks, payment = at_stripe
    debt = invoiced(till.world, amount=A)[1]
    assert asked(till, payment, banks) is State.SUCCEEDED
    assert owed(payment.company_id, debt) == [0]
    assert back(till, payment, 8_000, banks) is RefundState.SUCCEEDED
    assert owed(payment.company_id, debt) == [8_000]
    stripe.refund_fails(stripe.refunds[0])
    for _ in range(2):
        asked(till, payment, banks)
    assert (owed(payment.company_id, debt), entries_of(payment, "came_back")) == ([0], [8_000])
    assert [kind for kind, _ in tasks(payment.company_id)] == ["refund_failed"]


def test_25_at_stripe(till, at_stripe):
    stripe, banks, payment = at_stripe
    debt = invoiced(till.world, amount=A)[1]
    asked(till, payment, banks)
    dispute = stripe.dispute(payment.provider_ref)
    asked(till, payment, banks)
    assert owed(payment.company_id, debt) == [A]
    for amount, status, left in ((A - 100, "won", 100), (100, "won", 0), (-A, "lost", A)):
        stripe.dispute_moves(dispute, amount * 100, status)
        for _ in range(2):
            asked(till, payment, banks)
        assert owed(payment.company_id, debt) == [left]
    assert entries_of(payment, "won_back") == [A - 100, 100]


def test_26_no_second_refund_of_one_decision(till):
    _, payment = refunded(till, [8_000])
    till.bank.refunds_return(payment.provider_ref)
    asked(till, payment)
    decision = Refund.get().decision_id
    again = ask_refund(
        company_id=payment.company_id, payment_id=payment.id, decision_id=decision, amount=8_000,
        banks=till.banks, now=datetime.now(UTC),
    )  # fmt: skip
    assert again is RefundState.FAILED
    with pytest.raises(Refusal):
        ask_refund(
            company_id=payment.company_id, payment_id=payment.id, amount=A + 1,
            decision_id=decided(till.world, "refund", now=datetime.now(UTC)),
            banks=till.banks, now=datetime.now(UTC),
        )  # fmt: skip
    assert back(till, payment, A) is RefundState.SUCCEEDED
