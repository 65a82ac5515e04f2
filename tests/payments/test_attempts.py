"""Scenarios 9 to 15, 18, 19, 22 and 24: what may come between choosing and having paid."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.money import cause, invoiced, owing, whose
from tests.processes import COMMON, race
from tests.till import entries_of, held_by, owed, settled_by, state_of, tasks
from webapp.actions.asking import came_back, cancel_payment, poll_payments
from webapp.actions.debts import void_debt
from webapp.actions.ledger import book_payment
from webapp.actions.money_tasks import finish_task
from webapp.actions.odd_money import book_what_came
from webapp.actions.payments import PaymentOpen
from webapp.actions.settling import settle
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.payments import ProviderState, State
from webapp.domain.refusals import NotFound, Refusal
from webapp.models.money_tasks import MoneyTask
from webapp.models.payments import Payment
from webapp.queries.payments import payment_of_token

PRESSED = (
    COMMON
    + """
from webapp.actions.banks import Banks
from webapp.actions.payments import Doors, Wanted, start_payment
doors = Doors(return_to=lambda token: given["host"] + "/payments/return/" + token,
    notify=lambda *names: given["host"] + "/hear", secret="only for tests", locale="en")
print(start_payment(person=person, wanted=Wanted(customer_id=given["customer"],
    debt_ids=tuple(given["debts"])), banks=Banks(Path(given["file"])), doors=doors, now=now))
"""
)


def bill(till, amount=38_837, owner="anna"):
    return invoiced(till.world, amount=amount, owner=owner)[1]


def seen(till, payment, owner="anna"):
    return payment_of_token(person=till.world.person(owner), token=till.token(payment))


def transferred(till, debt, amount):
    company_id, customer_id, currency = whose(till.world)
    book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(amount, currency),
        cause=cause(till.world, now=datetime.now(UTC)), chosen=[Choice(debt, amount)],
    )  # fmt: skip


def test_09_when_a_clerk_is_done_it_can_be_paid_anew(till):
    till.bank.behave(amount=38_836)
    debt = bill(till)
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    till.bank.behave()
    with pytest.raises(PaymentOpen):
        till.start(debt)
    finish_task(
        company_id=payment.company_id, task_id=MoneyTask.get().id, now=datetime.now(UTC),
        staff_id=till.world.accounts["clerk"],
    )  # fmt: skip
    assert (state_of(payment), held_by(payment)) == ("review", set())
    assert till.start(debt).state == "redirected"


@pytest.mark.parametrize(("took", "left", "over"), [(38_000, 837, 0), (40_000, 0, 1_163)])
def test_09_a_clerk_books_what_came_instead(till, took, left, over):
    till.bank.behave(amount=took)
    debt = bill(till)
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    mine = {"company_id": payment.company_id, "task_id": MoneyTask.get().id}
    mine |= {"staff_id": till.world.accounts["clerk"], "now": datetime.now(UTC),
             "banks": till.banks}  # fmt: skip
    booked = book_what_came(**mine)
    assert (state_of(payment), held_by(payment)) == ("succeeded", set())
    assert (booked.on_account, owed(payment.company_id, debt)) == (over, [left])
    assert MoneyTask.get().done_by == till.world.accounts["clerk"]
    now = seen(till, payment)
    assert (now.face, now.came, now.over) == ("paid", took, 0)
    with pytest.raises(Refusal):
        book_what_came(**mine)
    till.bank.send(payment.provider_ref)
    till.hear_and_settle()
    assert entries_of(payment) == [took]


def test_09_another_currency_cannot_be_booked(till):
    till.bank.behave(currency="EUR")
    payment = till.start(bill(till))
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    with pytest.raises(Refusal):
        book_what_came(
            company_id=payment.company_id, task_id=MoneyTask.get().id, now=datetime.now(UTC),
            staff_id=till.world.accounts["clerk"], banks=till.banks,
        )  # fmt: skip
    assert (state_of(payment), entries_of(payment)) == ("review", [])


@pytest.mark.parametrize("wrong", [{"amount": 38_836}, {"currency": "EUR"}])
def test_09_another_amount_or_currency_came(till, wrong):
    till.bank.behave(**wrong)
    debt = bill(till)
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert (state_of(payment), entries_of(payment)) == ("review", [])
    assert owed(payment.company_id, debt) == [38_837]
    assert held_by(payment) == {debt}
    [(kind, facts)] = tasks(payment.company_id)
    assert (kind, facts["why"], facts["asked"]) == ("mismatch", next(iter(wrong)), 38_837)
    assert seen(till, payment).face == "checking"
    till.bank.send(payment.provider_ref)
    till.hear_and_settle()
    assert len(tasks(payment.company_id)) == 1


def test_10_the_same_debt_in_two_windows(till):
    first, second = bill(till), bill(till, 1_000)
    payment = till.start(first)
    with pytest.raises(PaymentOpen) as told:
        till.start(first, second)
    assert told.value.payment_id == payment.id
    person = till.world.person("anna")
    given = {"payment_id": payment.id, "banks": till.banks, "now": datetime.now(UTC)}
    assert cancel_payment(person=person, **given) is State.CANCELLED
    assert till.bank.payment(payment.provider_ref)["state"] == "expired"
    assert till.start(first, second).amount == 39_837


def test_10_both_captured_anyway(till):
    till.bank.behave(notifications="lost")
    debt = bill(till)
    first = till.start(debt)
    cancel_payment(
        person=till.world.person("anna"), payment_id=first.id, banks=till.banks,
        now=datetime.now(UTC),
    )  # fmt: skip
    second = till.start(debt)
    for payment, seconds in ((first, 15), (second, 45)):
        till.bank.approve(payment.provider_ref)
        poll_payments(banks=till.banks, now=datetime.now(UTC) + timedelta(seconds=seconds))
    assert [state_of(one) for one in (first, second)] == ["succeeded"] * 2
    assert entries_of(first) + entries_of(second) == [38_837] * 2
    assert owed(first.company_id, debt) == [0]
    [(kind, facts)] = tasks(first.company_id)
    assert kind in ("paid_twice", "late_money")
    assert facts["amount"] == 38_837


def test_11_pressed_twice_and_once_more_by_the_back_button(till):
    one, other = bill(till), bill(till, 1_000)
    payments = [till.start(one, other), till.start(other, one), till.start(one, other)]
    assert len({payment.id for payment in payments}) == 1
    assert len({payment.redirect_url for payment in payments}) == 1
    refs = [p["ref"] for p in till.bank.payments() if p["ref"] == payments[0].provider_ref]
    assert len(refs) == 1


def test_11_pressed_four_times_at_the_same_moment(open_till):
    till = open_till
    debt = bill(till)
    given = {
        **till.given, "customer": whose(till.world)[1], "debts": [debt],
        "host": till.ear.url.removesuffix("/hear"),
    }  # fmt: skip
    addresses = race(PRESSED, [given] * 4)
    assert len(set(addresses)) == 1
    assert Payment.select().count() == 1
    assert held_by(Payment.get()) == {debt}


def test_12_paid_by_transfer_while_the_card_page_is_open(till):
    debt = bill(till)
    payment = till.start(debt)
    transferred(till, debt, 38_837)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert (state_of(payment), settled_by(payment)) == ("succeeded", {})
    [(kind, facts)] = tasks(payment.company_id)
    assert (kind, facts["amount"]) == ("paid_twice", 38_837)
    assert seen(till, payment).over == 38_837


def test_13_the_bank_accepts_and_does_not_answer(till):
    till.bank.behave(create="timeout", timeout_s=2.5)
    debt = bill(till)
    with pytest.raises(Refusal) as told:
        till.start(debt)
    assert told.value.code == "bank_unsure"
    [attempt] = list(Payment.select())
    assert (attempt.state, held_by(attempt)) == ("unknown", {debt})
    till.bank.behave()
    payment = till.start(debt)
    assert (payment.id, payment.state) == (attempt.id, "redirected")
    of_key = [one for one in till.bank.payments() if one["key"] == attempt.id]
    assert [one["ref"] for one in of_key] == [payment.provider_ref]


@pytest.mark.parametrize("answer", ["500", "429", "garbage"])
def test_14_the_bank_answers_nonsense(till, answer):
    till.bank.behave(create=answer)
    debt = bill(till)
    with pytest.raises(Refusal) as told:
        till.start(debt)
    [attempt] = list(Payment.select())
    surely_not = answer == "429"
    assert told.value.code == ("bank_away" if surely_not else "bank_unsure")
    assert attempt.state == ("failed" if surely_not else "unknown")
    assert held_by(attempt) == (set() if surely_not else {debt})
    till.bank.behave()
    assert till.start(debt).state == "redirected"
    assert owed(attempt.company_id, debt) == [38_837]


def test_14_nobody_at_the_bank(till):
    till.file.write_text(till.file.read_text().replace(till.bank.url, "http://127.0.0.1:1"))
    debt = bill(till)
    with pytest.raises(Refusal) as told:
        till.start(debt)
    assert told.value.code == "bank_away"
    [attempt] = list(Payment.select())
    assert (attempt.state, held_by(attempt)) == ("failed", set())


def test_14_what_was_never_opened_ends_by_itself(till):
    till.bank.behave(create="500")
    debt = bill(till)
    with pytest.raises(Refusal):
        till.start(debt)
    [attempt] = list(Payment.select())
    poll_payments(banks=till.banks, now=attempt.expires_at + timedelta(minutes=2))
    assert (state_of(attempt), held_by(attempt)) == ("expired", set())


def test_15_late_money_after_the_page_was_over(till):
    debt = bill(till)
    payment = till.start(debt)
    till.bank.let_expire(payment.provider_ref)
    till.hear_and_settle()
    assert (state_of(payment), held_by(payment)) == ("expired", set())
    assert seen(till, payment).face == "not_paid"
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert (state_of(payment), settled_by(payment)) == ("succeeded", {debt: 38_837})
    assert not tasks(payment.company_id)


def test_15_late_money_for_what_was_paid_otherwise(till):
    debt = bill(till)
    payment = till.start(debt)
    till.bank.let_expire(payment.provider_ref)
    till.hear_and_settle()
    transferred(till, debt, 30_000)
    till.bank.approve(payment.provider_ref)
    poll_payments(banks=till.banks, now=payment.created_at + timedelta(days=1))
    assert settled_by(payment) == {debt: 8_837}
    [(kind, facts)] = tasks(payment.company_id)
    assert (kind, facts["amount"]) == ("late_money", 30_000)


def test_18_one_of_three_was_voided_meanwhile(till):
    now = datetime.now(UTC)
    main = bill(till, 20_000)
    interest = owing(till.world, amount=2_254, kind="interest")
    fee = owing(till.world, amount=550, kind="dunning_fee")
    payment = till.start(main, interest, fee)
    assert payment.amount == 22_804
    void_debt(company_id=payment.company_id, debt_id=fee, cause=cause(till.world, now=now))
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert settled_by(payment) == {main: 20_000, interest: 2_254}
    [(kind, facts)] = tasks(payment.company_id)
    assert (kind, facts["amount"]) == ("paid_twice", 550)
    with pytest.raises(Refusal) as told:
        till.start(fee)
    assert told.value.code == "debts_changed"


def test_19_completed_but_not_yet_paid(till):
    debt = bill(till)
    payment = till.start(debt)
    named = {"company_id": payment.company_id, "payment_id": payment.id}
    told = ProviderState(state=State.PENDING, reference=payment.reference)
    assert settle(**named, told=told, now=datetime.now(UTC)) is State.PENDING
    assert (entries_of(payment), held_by(payment)) == ([], {debt})
    assert seen(till, payment).face == "waiting"
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [38_837])


def test_22_tokens_of_nobody_and_of_others(till):
    payment = till.start(bill(till))
    token = till.token(payment)
    for name, said in (("szabo", token), ("clara", token), ("anna", token[:-1] + "x")):
        given = {"person": till.world.person(name), "token": said}
        with pytest.raises(NotFound):
            came_back(**given, banks=till.banks, now=datetime.now(UTC))
        with pytest.raises(NotFound):
            payment_of_token(**given)
    row = Payment.get(Payment.id == payment.id)
    assert token not in "".join(str(value) for value in row.__data__.values())
    assert len(token) == 32


@pytest.mark.parametrize(
    ("owner", "amounts", "typed", "taken"),
    [
        ("anna", (305, 2_254, 1), "", 2_560),
        ("anna", (20_000, 550), "20 100", 20_100),
        ("clara", (14_537, 1, 99), "", 14_637),
        ("clara", (1_000, 2_000), "12,34", 1_234),
        ("clara", (1_000,), "12.34", 1_234),
    ],
)
def test_24_whole_minor_units_and_equal_sums(till, owner, amounts, typed, taken):
    debts = [bill(till, amount, owner) for amount in amounts]
    payment = till.start(*debts, owner=owner, amount=typed)
    assert payment.amount == taken == till.bank.payment(payment.provider_ref)["amount"]
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    parts = settled_by(payment)
    assert entries_of(payment) == [taken]
    assert sum(parts.values()) == min(taken, sum(amounts))
    left = dict(zip(debts, owed(payment.company_id, *debts), strict=True))
    whole = dict(zip(debts, amounts, strict=True))
    assert {debt: whole[debt] - parts.get(debt, 0) for debt in debts} == left
    assert not tasks(payment.company_id)


def test_an_own_amount_without_a_choice_settles_by_the_companys_order(till):
    main, fee = bill(till, 20_000), owing(till.world, amount=550, kind="dunning_fee")
    payment = till.start(amount="10 000")
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert settled_by(payment) == {fee: 550, main: 9_450}


def test_what_cannot_be_begun(till):
    foreign = bill(till, owner="szabo")
    for chosen, amount, code, words in (
        ((), "", "nothing_chosen", "tick"),
        ((foreign,), "", "debts_changed", "choose again"),
        ((), "249", "too_little", "no less than 250 HUF"),
        ((), "-5000", "too_little", "no less than 250 HUF"),
        ((), "much", "money_shape", "for example 38837."),
        ((), "38,837", "money_shape", "for example 38837."),
    ):
        with pytest.raises(Refusal, match=words) as told:
            till.start(*chosen, amount=amount)
        assert told.value.code == code
    assert not Payment.select().count()


def test_after_a_week_without_a_word_all_is_free_and_a_clerk_looks(till):
    debt = bill(till)
    payment = till.start(debt)
    till.bank.behave(fetch="500")
    for days in range(9):
        poll_payments(banks=till.banks, now=payment.expires_at + timedelta(days=days, minutes=5))
    assert (state_of(payment), held_by(payment)) == ("expired", set())
    assert [kind for kind, _ in tasks(payment.company_id)] == ["settlement"]
    assert Payment.get(Payment.id == payment.id).poll_at is None
