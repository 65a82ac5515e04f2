"""Scenarios 17 and 25: what a bank takes back in a dispute, and gives again when that is won."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.money import cause, decided, invoiced, paid, remaining
from tests.till import entries_of, owed, tasks
from webapp.actions.asking import ask_bank, poll_payments
from webapp.actions.disputes import follow_disputes
from webapp.actions.invariants import broken_invariants
from webapp.actions.ledger import take_back
from webapp.actions.money_tasks import finish_task
from webapp.actions.payment_entries import entry_of
from webapp.actions.payment_rows import held_payment
from webapp.actions.refunds import ask_refund
from webapp.actions.settlements import compare_day
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.payments import ProviderState, State
from webapp.models.jobs import Job
from webapp.models.money_tasks import MoneyTask
from webapp.queries.payments import payment_of_token

A = 38_837


@pytest.fixture
def lost(till):
    """(debt, payment): paid by card, and taken back by the bank."""
    debt = invoiced(till.world, amount=A)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    till.bank.chargeback(payment.provider_ref)
    till.hear_and_settle()
    assert owed(payment.company_id, debt) == [A]
    return debt, payment


def test_17_the_bank_does_not_answer_when_it_tells_of_a_dispute(till):
    debt = invoiced(till.world, amount=A)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    till.bank.chargeback(payment.provider_ref)
    till.bank.behave(fetch="500")
    till.hear_and_settle()
    till.work()
    assert (booked(payment), Job.select().count()) == (([], []), 1), "asked again, and not yet"
    poll_payments(banks=till.banks, now=datetime.now(UTC) + timedelta(minutes=1))
    till.work(later=timedelta(seconds=12))
    assert (booked(payment), Job.select().count()) == (([], []), 1)
    till.bank.behave()
    till.work(later=timedelta(minutes=1))
    assert (booked(payment), Job.select().count()) == (([-A], []), 0)
    assert owed(payment.company_id, debt) == [A]


def test_17_what_the_bank_never_answers_about_is_let_go_after_a_week(till):
    payment = till.start(invoiced(till.world, amount=A)[1])
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    till.bank.chargeback(payment.provider_ref)
    till.bank.behave(fetch="500")
    assert till.deliver(till.hear()).status_code == 200
    till.work(later=timedelta(days=6))
    assert Job.select().count() == 1
    till.work(later=timedelta(days=8))
    assert Job.select().count() == 0


def booked(payment):
    return entries_of(payment, "chargeback"), entries_of(payment, "won_back")


def left_on_account(payment):
    return remaining(payment.company_id, entry_of(payment).id)


def done(till, payment):
    """A clerk has finished all tasks."""
    for task in MoneyTask.select():
        finish_task(company_id=payment.company_id, task_id=task.id,
                    staff_id=till.world.accounts["clerk"], now=datetime.now(UTC))  # fmt: skip


def told(payment, taken, won, now=None):
    """What the bank says, straight."""
    held = held_payment(company_id=payment.company_id, payment_id=payment.id)
    follow_disputes(
        payment=held, entry_id=entry_of(payment).id, now=now or datetime.now(UTC),
        told=ProviderState(
            state=State.SUCCEEDED, disputed=Money(taken, "HUF"),
            won=None if won is None else Money(won, "HUF"),
        ),
    )  # fmt: skip


def test_25_a_dispute_that_is_won_settles_what_it_had_settled_once(till, lost):
    debt, payment = lost
    till.bank.dispute_won(payment.provider_ref)
    for _ in range(2):
        till.hear_and_settle()
        till.bank.send(payment.provider_ref, "dispute_won")
    assert booked(payment) == ([-A], [A])
    assert owed(payment.company_id, debt) == [0]
    [(kind, facts)] = tasks(payment.company_id)
    assert (kind, facts["amount"], facts["won"], facts["on_account"]) == ("chargeback", A, A, 0)
    seen = payment_of_token(person=till.world.person("anna"), token=till.token(payment))
    assert seen.face == "paid"
    assert not broken_invariants()


def test_25_after_the_clerk_has_finished_it_is_a_task_of_its_own(till, lost):
    _, payment = lost
    done(till, payment)
    till.bank.dispute_won(payment.provider_ref)
    till.hear_and_settle()
    kind, facts = tasks(payment.company_id)[-1]
    assert (kind, facts["won"], facts["on_account"]) == ("dispute_won", A, 0)


def test_25_what_was_settled_otherwise_meanwhile_stays_on_account(till, lost, now):
    debt, payment = lost
    paid(till.world, amount=30_000, now=now, chosen=[Choice(debt, 30_000)])
    till.bank.dispute_won(payment.provider_ref)
    till.hear_and_settle()
    assert owed(payment.company_id, debt) == [0]
    [(_, facts)] = tasks(payment.company_id)
    assert (facts["won"], facts["on_account"]) == (A, 30_000)
    assert left_on_account(payment) == A


def test_25_won_in_part_then_the_rest(till, lost):
    debt, payment = lost
    till.bank.dispute_won(payment.provider_ref, half=True)
    till.hear_and_settle()
    assert owed(payment.company_id, debt) == [A - A // 2]
    assert tasks(payment.company_id)[0][1]["won"] == A // 2
    till.bank.dispute_won(payment.provider_ref)
    till.hear_and_settle()
    assert booked(payment) == ([-A], [A // 2, A - A // 2])
    assert owed(payment.company_id, debt) == [0]
    [(_, facts)] = tasks(payment.company_id)
    assert facts["won"] == A


def test_25_lost_again_and_won_again(till, lost):
    debt, payment = lost
    ref = payment.provider_ref
    for happens, owing in (
        (till.bank.dispute_won, 0), (till.bank.chargeback, A), (till.bank.dispute_won, 0),
    ):  # fmt: skip
        done(till, payment)
        happens(ref)
        till.hear_and_settle()
        assert owed(payment.company_id, debt) == [owing]
    assert booked(payment) == ([-A, -A], [A, A])
    kinds = [kind for kind, _ in tasks(payment.company_id)]
    assert kinds == ["chargeback", "dispute_won", "chargeback", "dispute_won"]


def test_25_lost_and_won_before_anybody_asked_moves_nothing(till):
    till.bank.behave(notifications="lost")
    debt = invoiced(till.world, amount=A)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.bank.chargeback(payment.provider_ref)
    till.bank.dispute_won(payment.provider_ref)
    ask_bank(company_id=payment.company_id, payment_id=payment.id, banks=till.banks,
             now=datetime.now(UTC))  # fmt: skip
    assert booked(payment) == ([], [])
    assert (owed(payment.company_id, debt), tasks(payment.company_id)) == ([0], [])


def test_25_an_older_answer_changes_nothing(till, lost):
    debt, payment = lost
    told(payment, A, A)
    for older in ((A, 0), (0, 0), (A, None)):
        told(payment, *older)
        assert (booked(payment), owed(payment.company_id, debt)) == (([-A], [A]), [0])
    told(payment, 2 * A, None)
    told(payment, A, A)
    assert (booked(payment), owed(payment.company_id, debt)) == (([-A, -A], [A]), [A])


def test_25_with_a_refund_before_it_is_never_more_than_was_taken(till):
    debt = invoiced(till.world, amount=A)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    now = datetime.now(UTC)
    decision = decided(till.world, "refund", now=now, about=entry_of(payment).id)
    ask_refund(company_id=payment.company_id, payment_id=payment.id, decision_id=decision,
               amount=10_000, banks=till.banks, now=now)  # fmt: skip
    # The bank takes all of it, although a part had gone back already.
    told(payment, A, 0)
    assert (left_on_account(payment), owed(payment.company_id, debt)) == (0, [A])
    told(payment, A, 5_000)
    assert left_on_account(payment) == 0
    told(payment, A, A)
    assert booked(payment) == ([10_000 - A], [A - 10_000])
    assert (left_on_account(payment), owed(payment.company_id, debt)) == (A - 10_000, [10_000])
    assert not broken_invariants()


def test_25_what_billing_told_before_the_bank_does_is_neither_undone_nor_taken_twice(till, now):
    debt = invoiced(till.world, amount=A)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    take_back(company_id=payment.company_id, entry_id=entry_of(payment).id, kind="chargeback",
              cause=cause(till.world, now=now, key="Z-1"))  # fmt: skip
    for taken, won in ((0, 0), (A, 0)):
        told(payment, taken, won)
        assert (booked(payment), owed(payment.company_id, debt)) == (([], []), [A])
        assert left_on_account(payment) == 0
    told(payment, A, A)
    assert (booked(payment), owed(payment.company_id, debt)) == (([], [A]), [0])


def test_25_the_nightly_list_finds_it(till, lost):
    debt, payment = lost
    till.bank.behave(notifications="lost")
    till.bank.dispute_won(payment.provider_ref, half=True)
    now = datetime.now(UTC)
    compare = {"company_id": payment.company_id, "provider": "sandbox", "day": now.date(),
               "banks": till.banks, "now": now + timedelta(minutes=1)}  # fmt: skip
    assert [compare_day(**compare), compare_day(**compare)] == [0, 0]
    assert owed(payment.company_id, debt) == [A - A // 2]
    assert [kind for kind, _ in tasks(payment.company_id)] == ["chargeback"]
