"""A bank that took another amount, and what it does with it before a clerk has booked it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.money import invoiced
from tests.processes import COMMON, race
from tests.till import entries_of, held_by, owed, state_of, tasks
from webapp.actions.asking import poll_payments
from webapp.actions.odd_money import book_what_came
from webapp.actions.settlements import compare_day
from webapp.domain.refusals import Refusal
from webapp.models.money_tasks import MoneyTask
from webapp.models.payments import Payment

BOOK = (
    COMMON
    + """
from webapp.actions.banks import Banks
from webapp.actions.odd_money import book_what_came
from webapp.domain.refusals import Refusal
try:
    book_what_came(company_id=given["company"], task_id=given["task"], staff_id=given["clerk"],
        banks=Banks(Path(given["file"])), now=now)
    print("first")
except Refusal as refusal:
    print(refusal.code)
"""
)
FINISH = (
    COMMON
    + """
from webapp.actions.money_tasks import finish_task
print("first" if finish_task(company_id=given["company"], task_id=given["task"],
    staff_id=given["clerk"], now=now) else "faster")
"""
)
ASK = (
    COMMON
    + """
from webapp.actions.asking import ask_bank
from webapp.actions.banks import Banks
print(ask_bank(company_id=given["company"], payment_id=given["payment"],
    banks=Banks(Path(given["file"])), now=now).state)
"""
)


def odd(till, took=38_000):
    """38 837 were asked for and so much was taken; returns the debt and the attempt."""
    till.bank.behave(amount=took)
    debt = invoiced(till.world, amount=38_837)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert state_of(payment) == "review"
    return debt, payment


def book(till, payment):
    task = MoneyTask.get(MoneyTask.kind == "mismatch")
    return book_what_came(
        company_id=payment.company_id, task_id=task.id, banks=till.banks, now=datetime.now(UTC),
        staff_id=till.world.accounts["clerk"],
    )  # fmt: skip


def test_what_the_bank_took_back_meanwhile_is_not_kept(till):
    debt, payment = odd(till)
    till.bank.chargeback(payment.provider_ref)
    till.hear_and_settle()
    book(till, payment)
    assert (entries_of(payment), entries_of(payment, "chargeback")) == ([38_000], [-38_000])
    assert owed(payment.company_id, debt) == [38_837]
    assert [kind for kind, _ in tasks(payment.company_id)] == ["mismatch", "chargeback"]


def test_nothing_is_booked_while_the_bank_does_not_answer(till):
    debt, payment = odd(till)
    till.bank.behave(fetch="500")
    with pytest.raises(Refusal) as told:
        book(till, payment)
    till.bank.behave()
    till.file.chmod(0o644)
    with pytest.raises(Refusal) as keys:
        book(till, payment)
    assert (told.value.code, keys.value.code) == ("bank_away", "bank_away")
    assert (state_of(payment), owed(payment.company_id, debt)) == ("review", [38_837])
    assert MoneyTask.get().done_at is None


def test_another_sum_by_now_is_not_booked(till):
    debt, payment = odd(till)
    task = MoneyTask.get()
    facts = task.facts.replace("38000", "37000")
    MoneyTask.update(facts=facts).where(MoneyTask.id == task.id).execute()
    with pytest.raises(Refusal) as told:
        book(till, payment)
    assert told.value.code == "not_bookable"
    assert (entries_of(payment), owed(payment.company_id, debt)) == ([], [38_837])


def test_what_was_booked_days_later_is_missed_by_nobody(till):
    _, payment = odd(till)
    book(till, payment)
    later = datetime.now(UTC) + timedelta(days=3)
    Payment.update(changed_at=later).where(Payment.id == payment.id).execute()
    differ = compare_day(
        company_id=payment.company_id, provider="sandbox", day=later.date(),
        banks=till.banks, now=later + timedelta(days=1),
    )  # fmt: skip
    assert (differ, [kind for kind, _ in tasks(payment.company_id)]) == (0, ["mismatch"])


def test_of_clerks_who_book_and_clerks_who_finish_one_is_first(open_till):
    till = open_till
    till.bank.behave(amount=38_000)
    debt = invoiced(till.world, amount=38_837)[1]
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    poll_payments(banks=till.banks, now=payment.created_at + timedelta(seconds=15))
    given = {**till.given, "company": payment.company_id, "payment": payment.id,
             "task": MoneyTask.get().id, "clerk": till.world.accounts["clerk"]}  # fmt: skip
    said = race([(BOOK, given), (BOOK, given), (FINISH, given), (ASK, given), (BOOK, given)])
    assert said.count("first") == 1
    booked = "first" in (said[0], said[1], said[4])
    assert (state_of(payment), entries_of(payment), held_by(payment)) == (
        ("succeeded", [38_000], set()) if booked else ("review", [], set())
    )
