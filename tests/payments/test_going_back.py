"""Scenarios 16 and 17: money that goes back, by two people's decision or by the bank's."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.money import decided, invoiced, whose
from tests.processes import COMMON, race
from tests.till import entries_of, owed, state_of, tasks
from webapp.actions.asking import poll_payments
from webapp.actions.ledger import use_credit
from webapp.actions.payment_entries import entry_of
from webapp.actions.refunds import ask_refund, poll_refunds, refundable
from webapp.actions.settlements import compare_day
from webapp.domain.payments import RefundState
from webapp.domain.refusals import NotFound, Refusal
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.payments import Payment
from webapp.models.refunds import Refund
from webapp.queries.payments import payment_of_token

ASKED = (
    COMMON
    + """
from webapp.actions.banks import Banks
from webapp.actions.payment_entries import entry_of
from webapp.actions.refunds import ask_refund
from webapp.domain.refusals import Refusal
try:
    print(ask_refund(company_id=given["company"], payment_id=given["payment"],
        decision_id=given["decision"], amount=given["amount"], banks=Banks(Path(given["file"])),
        now=now))
except Refusal as refusal:
    print(refusal.code)
"""
)


def paid(till, amount=38_837):
    """(debt, payment) that has been paid by card."""
    debt = invoiced(till.world, amount=amount)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    return debt, payment


def back(till, payment, amount, *, decision=None, left=None):
    now = datetime.now(UTC)
    return ask_refund(
        company_id=payment.company_id, payment_id=payment.id, amount=amount, banks=till.banks,
        decision_id=decision or decided(till.world, "refund", now=now), now=now, left=left,
    )  # fmt: skip


def given_back(payment):
    rows = LedgerEntry.select(LedgerEntry.amount).where(LedgerEntry.kind == "refund")
    return [amount for (amount,) in rows.tuples()]


def left_of(payment):
    return refundable(company_id=payment.company_id, payment_id=payment.id)


def test_16_a_part_twice_then_more_than_is_left(till):
    debt, payment = paid(till)
    assert back(till, payment, 10_000) is RefundState.SUCCEEDED
    assert back(till, payment, 8_837, left=28_837) is RefundState.SUCCEEDED
    assert (given_back(payment), left_of(payment)) == ([-10_000, -8_837], 20_000)
    assert owed(payment.company_id, debt) == [18_837]
    for amount, left, code in ((20_001, None, "nothing_left"), (100, 28_837, "left_changed")):
        with pytest.raises(Refusal) as told:
            back(till, payment, amount, left=left)
        assert told.value.code == code
    assert len(given_back(payment)) == 2
    assert state_of(payment) == "succeeded"


def test_16_the_same_decision_twice_is_one_refund(till):
    _, payment = paid(till)
    decision = decided(till.world, "refund", now=datetime.now(UTC))
    for _ in range(2):
        assert back(till, payment, 5_000, decision=decision) is RefundState.SUCCEEDED
    assert (given_back(payment), left_of(payment)) == ([-5_000], 33_837)
    assert len(till.bank.payment(payment.provider_ref)["refunds"]) == 1


def test_16_on_its_way_then_failed(till):
    till.bank.behave(refund="pending")
    debt, payment = paid(till)
    assert back(till, payment, 8_000) is RefundState.SUBMITTED
    assert (given_back(payment), left_of(payment)) == ([], 30_837)
    assert owed(payment.company_id, debt) == [0]
    till.bank.refund_settles(payment.provider_ref, succeed=False)
    assert poll_refunds(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=11)) == 1
    assert (given_back(payment), left_of(payment)) == ([], 38_837)
    [(kind, facts)] = tasks(payment.company_id)
    assert (kind, facts["amount"]) == ("refund_failed", 8_000)
    assert Refund.get().poll_at is None


def test_16_on_its_way_then_done(till):
    till.bank.behave(refund="pending")
    debt, payment = paid(till)
    back(till, payment, 8_000)
    till.bank.refund_settles(payment.provider_ref)
    poll_refunds(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=11))
    assert given_back(payment) == [-8_000]
    assert owed(payment.company_id, debt) == [8_000]
    assert not tasks(payment.company_id)


@pytest.mark.parametrize("answer", ["500", "garbage", "timeout"])
def test_16_no_clear_answer_is_asked_again_under_the_same_key(till, answer):
    till.bank.behave(refund=answer, timeout_s=2.5)
    _, payment = paid(till)
    assert back(till, payment, 8_000) is RefundState.UNKNOWN
    assert (given_back(payment), left_of(payment)) == ([], 30_837)
    till.bank.behave()
    poll_refunds(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=11))
    assert given_back(payment) == [-8_000]
    assert len(till.bank.payment(payment.provider_ref)["refunds"]) == 1


def test_16_two_decisions_for_all_of_it_at_the_same_moment(open_till):
    till = open_till
    debt = invoiced(till.world, amount=10_000)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    poll_payments(banks=till.banks, now=payment.created_at + timedelta(seconds=15))
    now = datetime.now(UTC)
    runs = [
        {
            **till.given, "company": payment.company_id, "payment": payment.id, "amount": 10_000,
            "decision": decided(till.world, "refund", now=now),
        }
        for _ in range(3)
    ]  # fmt: skip
    assert sorted(race(ASKED, runs)) == ["nothing_left", "nothing_left", "succeeded"]
    assert given_back(payment) == [-10_000]


def test_16_without_a_decision_for_this_customer(till):
    _, payment = paid(till)
    now = datetime.now(UTC)
    for wrong in (1, decided(till.world, "write_off", now=now),
                  decided(till.world, "refund", now=now, owner="szabo")):  # fmt: skip
        with pytest.raises(NotFound):
            back(till, payment, 100, decision=wrong)


def test_17_the_bank_takes_it_back(till):
    debt, payment = paid(till)
    till.bank.chargeback(payment.provider_ref)
    for _ in range(2):
        till.hear_and_settle()
        till.bank.send(payment.provider_ref, "disputed")
    assert (state_of(payment), entries_of(payment, "chargeback")) == ("succeeded", [-38_837])
    assert owed(payment.company_id, debt) == [38_837]
    assert [kind for kind, _ in tasks(payment.company_id)] == ["chargeback"]
    seen = payment_of_token(person=till.world.person("anna"), token=till.token(payment))
    assert seen.face == "taken_back"


def test_the_nightly_list_finds_what_both_sides_missed(till):
    till.bank.behave(notifications="lost")
    debt = invoiced(till.world, amount=5_000)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    day = datetime.now(UTC).date()
    compare = {
        "company_id": payment.company_id, "provider": "sandbox", "day": day,
        "banks": till.banks, "now": datetime.now(UTC),
    }  # fmt: skip
    assert compare_day(**compare) == 0
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [5_000])
    till.bank.behave(settlement="wrong")
    assert [compare_day(**compare), compare_day(**compare)] == [1, 1]
    till.bank.behave(settlement="missing")
    assert compare_day(**compare) == 1
    whys = [(kind, facts["why"]) for kind, facts in tasks(payment.company_id)]
    assert whys == [("settlement", "amount"), ("settlement", "only_here")]


def test_the_nightly_list_finds_a_chargeback(till):
    till.bank.behave(notifications="lost")
    debt = invoiced(till.world, amount=5_000)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    poll_payments(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=15))
    till.bank.chargeback(payment.provider_ref)
    now = datetime.now(UTC)
    compare_day(company_id=payment.company_id, provider="sandbox", day=now.date(),
                banks=till.banks, now=now)  # fmt: skip
    assert owed(payment.company_id, debt) == [5_000]


def test_a_refund_that_the_desk_wrote_down_is_asked_for_soon(till):
    _, payment = paid(till)
    now = datetime.now(UTC)
    decision = decided(till.world, "refund", now=now)
    Refund.insert(
        company_id=payment.company_id, payment_id=payment.id, decision_id=decision, amount=8_000,
        currency="HUF", request_key=f"refund-{decision}", state="asked", asked_at=now,
        changed_at=now,
    ).execute()  # fmt: skip
    assert poll_refunds(banks=till.banks, now=now) == 1
    assert (given_back(payment), poll_refunds(banks=till.banks, now=now)) == ([-8_000], 0)


def test_money_on_its_way_back_settles_nothing(till):
    payment = till.start(amount="9000")
    till.bank.behave(refund="pending")
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert back(till, payment, 7_000) is RefundState.SUBMITTED
    debt = invoiced(till.world, amount=5_000)[1]
    company_id, customer_id, currency = whose(till.world)
    use_credit(company_id=company_id, customer_id=customer_id, currency=currency,
               now=datetime.now(UTC))  # fmt: skip
    assert owed(payment.company_id, debt) == [3_000]
    till.bank.refund_settles(payment.provider_ref)
    poll_refunds(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=11))
    assert (given_back(payment), owed(payment.company_id, debt)) == ([-7_000], [3_000])


def test_a_refund_at_a_bank_that_is_gone_holds_up_nobody_and_is_told(till):
    now, payments = datetime.now(UTC), []
    for amount in (5_000, 6_000):
        payment = paid(till, amount)[1]
        decision = decided(till.world, "refund", now=now, about=entry_of(payment).id)
        Refund.insert(
            company_id=payment.company_id, payment_id=payment.id, decision_id=decision, amount=100,
            currency="HUF", request_key=f"refund-{decision}", state="asked", changed_at=now,
            asked_at=now + timedelta(microseconds=amount),
        ).execute()  # fmt: skip
        payments.append(payment)
    Payment.update(provider="stripe").where(Payment.id == payments[0].id).execute()
    assert poll_refunds(banks=till.banks, now=now) == 2
    assert given_back(payments[1]) == [-100]
    for day in range(1, 9):
        poll_refunds(banks=till.banks, now=now + timedelta(days=day))
    [(kind, facts)] = tasks(payments[0].company_id)
    assert (kind, facts["why"]) == ("refund_failed", "never_told")
