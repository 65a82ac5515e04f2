"""The ledger is held by the database: every way around it is tried here, on both engines."""

import pytest
from peewee import DatabaseError

from tests.money import cause, decided, import_id_of, invoiced, owing, whose
from webapp.actions.debts import write_off
from webapp.actions.ledger import book_payment
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.models.allocations import Allocation
from webapp.models.base import database, new_id
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision


@pytest.fixture
def refused():
    """A statement the database must refuse, in a savepoint so that the test can go on."""

    def attempt(query):
        with pytest.raises(DatabaseError), database.atomic():
            query.execute()

    return attempt


@pytest.fixture
def allocate(world, now):
    """An allocation straight into the table."""

    def row(entry_id, debt_id, amount, *, owner="anna"):
        return Allocation.insert(
            company_id=whose(world, owner)[0],
            id=new_id(),
            entry_id=entry_id,
            debt_id=debt_id,
            amount=amount,
            allocated_at=now,
        )

    return row


@pytest.fixture
def enter(world, now):
    """An entry straight into the table."""

    def row(kind, amount, *, owner="anna", **more):
        company_id, customer_id, currency = whose(world, owner)
        return LedgerEntry.insert(
            **{
                "company_id": company_id, "id": new_id(), "customer_id": customer_id,
                "kind": kind, "amount": amount, "currency": currency, "value_on": world.today,
                "booked_at": now, "reference": "",
                "import_id": import_id_of(company_id, customer_id), **more,
            }
        )  # fmt: skip

    return row


@pytest.fixture
def paid(world, now):
    """A payment of Anna's, 500 of it for a debt of 1000 and 200 on account."""
    company_id, customer_id, currency = whose(world)
    _, debt = invoiced(world, amount=1_000)
    booked = book_payment(
        company_id=company_id,
        customer_id=customer_id,
        money=Money(700, currency),
        cause=cause(world, now=now),
        chosen=[Choice(debt, 500)],
    )
    return booked.entry_id, debt


def test_no_debt_is_settled_beyond_itself_nor_a_payment_spent_twice(
    world, paid, allocate, enter, refused
):
    entry, debt = paid
    more = new_id()
    enter("payment", 9_000, id=more).execute()
    refused(allocate(more, debt, 501))
    _, other = invoiced(world, amount=5_000)
    refused(allocate(entry, other, 201))
    allocate(entry, other, 200).execute()
    refused(allocate(entry, other, 1))


def test_nothing_opens_again_unless_something_takes_it(paid, allocate, enter, refused):
    entry, debt = paid
    refused(allocate(entry, debt, -500))
    back = new_id()
    enter("reversal", -500, id=back, reverses=entry).execute()
    refused(allocate(back, debt, 100))
    refused(allocate(back, debt, -501))
    allocate(back, debt, -500).execute()
    refused(allocate(back, debt, -1))


def test_what_another_payment_settled_is_not_opened(paid, allocate, enter, refused):
    _, debt = paid
    other, back = new_id(), new_id()
    enter("payment", 400, id=other).execute()
    allocate(other, debt, 400).execute()
    enter("reversal", -400, id=back, reverses=other).execute()
    # 900 of the debt are settled, but only 400 of them by what is taken back.
    refused(allocate(back, debt, -401))
    allocate(back, debt, -400).execute()


def test_no_more_is_taken_back_than_came(paid, enter, refused):
    entry, _ = paid
    refused(enter("chargeback", -701, reverses=entry))
    enter("chargeback", -700, reverses=entry).execute()
    refused(enter("reversal", -1, reverses=entry))


@pytest.mark.parametrize(("went", "back"), [("chargeback", "won_back"), ("refund", "came_back")])
def test_no_more_comes_back_than_went(world, now, paid, allocate, enter, refused, went, back):
    entry, debt = paid
    other = "came_back" if back == "won_back" else "won_back"
    refused(enter(back, 1, reverses=entry))
    took = new_id()
    enter(went, -700, id=took, reverses=entry).execute()
    allocate(took, debt, -500).execute()
    refused(enter(back, 701, reverses=entry))
    refused(enter(other, 1, reverses=entry))
    refused(enter(back, 1))
    refused(enter(back, -1, reverses=entry))
    refused(enter(back, 1, reverses=entry, customer_id=whose(world, "szabo")[1]))
    # Nobody decides that a bank gives again.
    decision = decided(world, "refund", now=now, about=entry)
    refused(enter(back, 1, reverses=entry, import_id=None, decision_id=decision))
    again = new_id()
    enter(back, 600, id=again, reverses=entry).execute()
    refused(enter(back, 101, reverses=entry))
    refused(enter(back, 1, reverses=again))
    # What brings back settles, as far as there is money, and opens nothing.
    refused(allocate(again, debt, -1))
    allocate(again, debt, 500).execute()
    _, more = invoiced(world, amount=1_000)
    refused(allocate(again, more, 101))
    allocate(again, more, 100).execute()


def test_nothing_comes_back_of_what_nobody_paid(world, now, enter, refused):
    company_id = whose(world)[0]
    _, debt = invoiced(world, amount=1_000)
    agreed = cause(world, now=now, decision_id=decided(world, "write_off", now=now, about=debt))
    off = write_off(company_id=company_id, debt_id=debt, cause=agreed)
    enter("reversal", -10, reverses=off.entry_id).execute()
    for back in ("won_back", "came_back"):
        refused(enter(back, 1, reverses=off.entry_id))


def test_what_takes_names_what_it_takes_from(world, paid, enter, refused):
    entry, _ = paid
    refused(enter("reversal", -1))
    refused(enter("payment", 1, reverses=entry))
    refused(enter("reversal", 1, reverses=entry))
    refused(enter("payment", -1))
    refused(enter("transfer", 1, reverses=entry))
    back = new_id()
    enter("reversal", -1, id=back, reverses=entry).execute()
    refused(enter("transfer", 0, reverses=back))
    refused(enter("reversal", -1, reverses=entry, customer_id=whose(world, "szabo")[1]))
    refused(enter("reversal", -1, reverses=entry, currency="EUR"))


def test_other_peoples_debts_and_other_currencies_are_not_settled(
    world, paid, allocate, enter, refused
):
    entry, _ = paid
    _, szabos = invoiced(world, amount=1_000, owner="szabo")
    refused(allocate(entry, szabos, 10))
    refused(allocate(entry, owing(world, amount=10, currency="EUR"), 10))


def test_each_entry_has_one_source(world, enter, refused):
    refused(enter("payment", 1, import_id=None))
    decision = MoneyDecision.select()
    assert decision.count() == 0
    refused(enter("payment", 1, import_id=import_id_of(*whose(world, "clara")[:2])))


def test_letting_go_and_giving_back_take_two_people(world, now, paid, enter, refused):
    entry, _ = paid
    company_id, customer_id, _ = whose(world)
    alone = {
        "company_id": company_id, "customer_id": customer_id, "decided_at": now,
        "staff_id": world.accounts["clerk"], "reason": "", "subject": "",
    }  # fmt: skip
    for kind in ("refund", "write_off"):
        refused(MoneyDecision.insert(**alone, id=new_id(), kind=kind))
        refused(
            MoneyDecision.insert(**alone, id=new_id(), kind=kind, proposed_by=alone["staff_id"])
        )
    one = new_id()
    MoneyDecision.insert(**alone, id=one, kind="match").execute()
    refused(enter("refund", -1, reverses=entry, import_id=None, decision_id=one))
    refused(enter("write_off", 1, import_id=None, decision_id=one))
    two = decided(world, "refund", now=now, about=entry)
    refused(enter("write_off", 1, import_id=None, decision_id=two))
    enter("refund", -1, reverses=entry, import_id=None, decision_id=two).execute()


def test_what_nobody_paid_is_not_given_back(world, now, enter, refused):
    company_id = whose(world)[0]
    _, debt = invoiced(world, amount=1_000)
    agreed = cause(world, now=now, decision_id=decided(world, "write_off", now=now, about=debt))
    off = write_off(company_id=company_id, debt_id=debt, cause=agreed)
    for kind, amount in (("refund", -1), ("chargeback", -1), ("transfer", 0)):
        refused(enter(kind, amount, reverses=off.entry_id))
    enter("reversal", -1, reverses=off.entry_id).execute()


def test_history_stays_as_it_is(world, paid, refused):
    entry, debt = paid
    refused(LedgerEntry.update(amount=1).where(LedgerEntry.id == entry))
    refused(LedgerEntry.delete().where(LedgerEntry.id == entry))
    refused(Allocation.update(amount=1).where(Allocation.debt_id == debt))
    refused(Allocation.delete().where(Allocation.debt_id == debt))
    refused(Debt.update(amount=1).where(Debt.id == debt))
    refused(Debt.update(currency="EUR").where(Debt.id == debt))
    refused(Debt.delete().where(Debt.id == debt))
    Debt.update(description="Heat, corrected").where(Debt.id == debt).execute()
