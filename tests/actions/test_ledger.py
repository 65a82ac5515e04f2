"""Money booked, put to debts, taken back; paid stays paid until something takes it back."""

from datetime import timedelta

import pytest

from tests.money import cause, decided, invoiced, owing, whose
from webapp.actions.debts import void_debt, write_off
from webapp.actions.ledger import book_payment, grant_credit, release, take_back, use_credit
from webapp.actions.ledger_rows import open_lines
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.refusals import NotFound, Refusal
from webapp.models.events import Event
from webapp.models.ledger_entries import LedgerEntry


@pytest.fixture
def owed(world):
    """Anna's open debts by id."""
    company_id, customer_id, currency = whose(world)

    def ask():
        shared = {"company_id": company_id, "customer_id": customer_id, "currency": currency}
        return {line.debt_id: line.outstanding for line in open_lines(**shared)}

    return ask


@pytest.fixture
def pay(world, now):
    """A payment by Anna."""

    def paid(amount, *, chosen=(), **more):
        company_id, customer_id, currency = whose(world)
        return book_payment(
            company_id=company_id,
            customer_id=customer_id,
            money=Money(amount, currency),
            cause=cause(world, now=now, **more),
            chosen=chosen,
        )

    return paid


def test_a_lump_sum_follows_the_companys_order(world, now, owed, pay):
    _, old = invoiced(world, amount=10_000, due=world.today - timedelta(days=40))
    _, new = invoiced(world, amount=5_000)
    fee = owing(world, amount=550, kind="dunning_fee")
    booked = pay(10_050)
    assert booked.allocated == (Choice(fee, 550), Choice(old, 9_500))
    assert (booked.on_account, owed()) == (0, {old: 500, new: 5_000})
    assert Event.select().where(Event.kind == "ledger.payment").count() == 1


def test_the_choice_of_the_customer_wins_and_the_rest_is_on_account(world, owed, pay):
    _, old = invoiced(world, amount=10_000, due=world.today - timedelta(days=40))
    _, new = invoiced(world, amount=5_000)
    booked = pay(6_000, chosen=[Choice(new, 5_000)])
    assert (booked.allocated, booked.on_account) == ((Choice(new, 5_000),), 1_000)
    assert owed() == {old: 10_000}


def test_a_sum_that_says_nothing_may_stay_on_account(world, now, owed):
    _, debt = invoiced(world, amount=10_000)
    company_id, customer_id, currency = whose(world)
    booked = book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(4_000, currency),
        cause=cause(world, now=now), spread_rest=False,
    )  # fmt: skip
    assert (booked.allocated, booked.on_account, owed()) == ((), 4_000, {debt: 10_000})


def test_the_same_payment_told_twice_is_booked_once(world, pay, owed):
    _, debt = invoiced(world, amount=10_000)
    first = pay(4_000, key="BANK-1")
    again = pay(4_000, key="BANK-1")
    assert again == type(first)(**{**first.__dict__, "repeated": True})
    assert owed() == {debt: 6_000}


def test_too_much_stays_on_account_and_settles_a_later_bill(world, now, owed, pay):
    company_id, customer_id, currency = whose(world)
    invoiced(world, amount=1_000)
    assert pay(1_500).on_account == 500
    _, later = invoiced(world, amount=2_000)
    shared = {"company_id": company_id, "customer_id": customer_id, "currency": currency}
    assert use_credit(**shared, now=now) == (Choice(later, 500),)
    assert use_credit(**shared, now=now) == ()
    assert owed() == {later: 1_500}


def test_credit_goes_where_it_is_chosen(world, now, owed, pay):
    company_id, customer_id, currency = whose(world)
    pay(300)
    pay(300)
    _, first = invoiced(world, amount=1_000, due=world.today - timedelta(days=9))
    _, second = invoiced(world, amount=1_000)
    shared = {"company_id": company_id, "customer_id": customer_id, "currency": currency}
    done = use_credit(**shared, now=now, chosen=[Choice(second, 500)])
    assert done == (Choice(second, 300), Choice(second, 200))
    assert owed() == {first: 1_000, second: 500}


def test_a_chargeback_opens_the_debts_again(world, now, owed, pay):
    company_id = whose(world)[0]
    _, debt = invoiced(world, amount=1_000)
    paid = pay(1_200)
    back = take_back(
        company_id=company_id,
        entry_id=paid.entry_id,
        kind="chargeback",
        cause=cause(world, now=now),
    )
    assert (back.amount, back.reopened, owed()) == (1_200, (Choice(debt, 1_000),), {debt: 1_000})
    with pytest.raises(Refusal, match="Nothing is left"):
        take_back(
            company_id=company_id,
            entry_id=paid.entry_id,
            kind="reversal",
            cause=cause(world, now=now),
        )


def test_a_refund_takes_what_is_on_account_first(world, now, owed, pay):
    company_id = whose(world)[0]
    _, debt = invoiced(world, amount=1_000)
    paid = pay(1_200)
    agreed = cause(
        world, now=now, decision_id=decided(world, "refund", now=now, about=paid.entry_id)
    )
    back = take_back(
        company_id=company_id, entry_id=paid.entry_id, kind="refund", amount=250, cause=agreed
    )
    assert (back.reopened, owed()) == ((Choice(debt, 50),), {debt: 50})
    with pytest.raises(Refusal, match="more than what is left"):
        take_back(
            company_id=company_id, entry_id=paid.entry_id, kind="refund", amount=951, cause=agreed
        )


def test_a_match_undone_leaves_the_money_on_account(world, now, owed, pay):
    company_id, customer_id, currency = whose(world)
    _, debt = invoiced(world, amount=1_000)
    _, other = invoiced(world, amount=1_000)
    paid = pay(1_000, chosen=[Choice(debt, 1_000)])
    released = release(
        company_id=company_id, entry_id=paid.entry_id, cause=cause(world, now=now), debt_ids=[debt]
    )
    assert (released.amount, owed()) == (0, {debt: 1_000, other: 1_000})
    use_credit(
        company_id=company_id,
        customer_id=customer_id,
        currency=currency,
        now=now,
        chosen=[Choice(other, 1_000)],
    )
    assert owed() == {debt: 1_000}
    with pytest.raises(Refusal, match="settles none"):
        release(
            company_id=company_id,
            entry_id=paid.entry_id,
            cause=cause(world, now=now),
            debt_ids=[debt],
        )


def test_a_voided_bill_gives_back_what_was_paid_but_not_what_was_written_off(world, now, owed, pay):
    company_id, customer_id, currency = whose(world)
    _, debt = invoiced(world, amount=1_000)
    pay(600, chosen=[Choice(debt, 600)])
    write_off(
        company_id=company_id,
        debt_id=debt,
        cause=cause(world, now=now, decision_id=decided(world, "write_off", now=now, about=debt)),
    )
    assert owed() == {}
    void_debt(company_id=company_id, debt_id=debt, cause=cause(world, now=now))
    assert owed() == {}
    _, new = invoiced(world, amount=1_000)
    use_credit(company_id=company_id, customer_id=customer_id, currency=currency, now=now)
    assert owed() == {new: 400}
    with pytest.raises(Refusal, match="cancelled already"):
        void_debt(company_id=company_id, debt_id=debt, cause=cause(world, now=now))


def test_a_write_off_never_goes_beyond_what_is_owed(world, now, owed):
    company_id = whose(world)[0]
    debt = owing(world, amount=550, kind="dunning_fee")
    agreed = cause(world, now=now, decision_id=decided(world, "write_off", now=now, about=debt))
    for amount in (0, 551):
        with pytest.raises(Refusal, match="more than is still owed"):
            write_off(company_id=company_id, debt_id=debt, cause=agreed, amount=amount)
    write_off(company_id=company_id, debt_id=debt, cause=agreed, amount=245)
    assert owed() == {debt: 305}


def test_a_credit_note_is_on_account_once(world, now):
    company_id, customer_id, currency = whose(world)
    given = {
        "company_id": company_id,
        "customer_id": customer_id,
        "money": Money(700, currency),
        "cause": cause(world, now=now, key="CREDIT-1"),
    }
    first = grant_credit(**given)
    assert (first.on_account, grant_credit(**given).repeated) == (700, True)
    with pytest.raises(Refusal):
        grant_credit(**{**given, "money": Money(0, currency)})


def test_nothing_and_nobody_are_refused(world, now, pay):
    customer_id = whose(world)[1]
    foreign = whose(world, "clara")[0]
    with pytest.raises(Refusal, match="more than nothing"):
        pay(0)
    entry = pay(10).entry_id
    _, debt = invoiced(world, amount=100)
    for attempt in (
        lambda: book_payment(
            company_id=foreign,
            customer_id=customer_id,
            money=Money(1, "HUF"),
            cause=cause(world, now=now),
        ),
        lambda: take_back(
            company_id=foreign, entry_id=entry, kind="reversal", cause=cause(world, now=now)
        ),
        lambda: write_off(company_id=foreign, debt_id=debt, cause=cause(world, now=now)),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert LedgerEntry.select().where(LedgerEntry.company_id == foreign).count() == 0
