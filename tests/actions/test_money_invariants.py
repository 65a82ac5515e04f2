"""What a restore asks of the money: each question finds its fault where the guards were away."""

import pytest
from peewee import SqliteDatabase

from tests.camt import paid as told
from tests.money import cause, invoiced, owing, whose
from tests.statements import bring, takes_money
from webapp.actions.debts import decide_about_money
from webapp.actions.invariants import broken_invariants
from webapp.actions.ledger import book_payment
from webapp.actions.money_invariants import MONEY_QUESTIONS
from webapp.domain.money import Money
from webapp.models.allocations import Allocation
from webapp.models.bank_entries import BankEntry
from webapp.models.base import database, new_id
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment

WATCHED = ("ledger_entry", "allocation", "payment", "payment_item", "debt", "bank_entry")


@pytest.fixture
def unguarded(world):
    """The money without its triggers, as another program might have written it."""
    if not isinstance(database.obj, SqliteDatabase):
        for table in WATCHED:
            database.execute_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return
    asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    for table in WATCHED:
        for (name,) in database.execute_sql(asked, (table,)).fetchall():
            database.execute_sql(f'DROP TRIGGER "{name}"')


@pytest.fixture
def paid(world, now):
    """Anna owes and has paid 1,000; (company, customer, debt, entry)."""
    company_id, customer_id, currency = whose(world)
    _, debt_id = invoiced(world, amount=1_000)
    booked = book_payment(
        company_id=company_id,
        customer_id=customer_id,
        money=Money(1_000, currency),
        cause=cause(world, now=now),
    )
    return company_id, customer_id, debt_id, booked.entry_id


def whats_wrong():
    return {one.what for one in broken_invariants()} & set(MONEY_QUESTIONS)


def allocated(company_id, entry_id, debt_id, amount, now):
    Allocation.insert(
        company_id=company_id, id=new_id(), entry_id=entry_id, debt_id=debt_id, amount=amount,
        allocated_at=now,
    ).execute()  # fmt: skip


def entry(company_id, customer_id, amount, now, world, **more):
    made = {
        "company_id": company_id, "id": new_id(), "customer_id": customer_id, "kind": "payment",
        "amount": amount, "currency": "HUF", "value_on": now.date(), "booked_at": now,
        "reference": "R", "import_id": cause(world, now=now).source.import_id,
    } | more  # fmt: skip
    LedgerEntry.insert(**made).execute()
    return made["id"]


def attempt(company_id, customer_id, world, now, state):
    Payment.insert(
        company_id=company_id, id="p1", customer_id=customer_id,
        account_id=world.accounts["anna"], amount=1_000, currency="HUF", state=state,
        provider="sandbox", reference="P1", return_hash="h", choice_hash="c", created_at=now,
        changed_at=now, expires_at=now, polls=0,
    ).execute()  # fmt: skip
    return "p1"


def test_money_as_the_portal_writes_it_is_as_it_must_be(paid):
    assert whats_wrong() == set()


def test_a_debt_settled_twice(unguarded, paid, world, now):
    company_id, customer_id, debt_id, _ = paid
    other = entry(company_id, customer_id, 1_000, now, world)
    allocated(company_id, other, debt_id, 1_000, now)
    assert whats_wrong() == {"debts are settled beyond their amount or below nothing"}


def test_more_taken_back_than_came(unguarded, paid, world, now):
    company_id, customer_id, debt_id, root = paid
    back = entry(company_id, customer_id, -1_500, now, world, kind="chargeback", reverses=root)
    allocated(company_id, back, debt_id, -1_000, now)
    found = whats_wrong()
    assert "more was taken back of an entry than it brought" in found


@pytest.mark.parametrize("kind", ["won_back", "came_back"])
def test_more_came_back_than_went(unguarded, paid, world, now, kind):
    company_id, customer_id, _, root = paid
    entry(company_id, customer_id, 10, now, world, kind=kind, reverses=root)
    assert whats_wrong() == {"more came back of an entry than had been taken from it"}


def test_one_forint_spent_twice(unguarded, paid, world, now):
    company_id, _, _, root = paid
    allocated(company_id, root, owing(world, amount=500), 500, now)
    assert whats_wrong() == {"entries settle more than what is left of them"}


def test_anothers_debt(unguarded, paid, world, now):
    company_id, customer_id, _, _ = paid
    theirs = owing(world, amount=500, owner="szabo")
    money = entry(company_id, customer_id, 500, now, world)
    allocated(company_id, money, theirs, 500, now)
    assert whats_wrong() == {"money settles a debt of another customer or currency"}


def test_taking_from_anothers_entry(unguarded, paid, world, now):
    company_id, _, _, root = paid
    szabo = whose(world, "szabo")[1]
    entry(company_id, szabo, -10, now, world, kind="chargeback", reverses=root)
    assert "entries take from one of another customer or currency" in whats_wrong()


def test_a_write_off_that_one_person_only_matched(unguarded, paid, world, now):
    company_id, customer_id, _, _ = paid
    one = decide_about_money(
        company_id=company_id, kind="match", customer_id=customer_id, reason="mine",
        staff_id=world.accounts["clerk"], subject="test", now=now,
    )  # fmt: skip
    entry(
        company_id, customer_id, 10, now, world, kind="write_off", import_id=None, decision_id=one
    )
    assert whats_wrong() == {"refunds or write-offs rest on no decision of their kind"}


def test_paid_at_the_bank_and_nowhere_here(unguarded, paid, world, now):
    company_id, customer_id, _, _ = paid
    attempt(company_id, customer_id, world, now, "succeeded")
    assert whats_wrong() == {"payments are paid without a ledger entry"}


def test_paid_here_and_not_at_the_bank(unguarded, paid, world, now):
    company_id, customer_id, _, _ = paid
    payment = attempt(company_id, customer_id, world, now, "failed")
    entry(company_id, customer_id, 1_000, now, world, import_id=None, payment_id=payment)
    assert whats_wrong() == {"the ledger has money of payments that are not paid"}


def test_an_attempt_that_is_over_holds_nothing(unguarded, paid, world, now):
    company_id, customer_id, debt_id, _ = paid
    payment = attempt(company_id, customer_id, world, now, "failed")
    PaymentItem.insert(
        company_id=company_id, payment_id=payment, debt_id=debt_id, amount=1_000, active=True
    ).execute()
    assert whats_wrong() == {"payments that are over still hold what they were for"}


def test_a_bank_line_that_says_booked_and_is_not(unguarded, paid, world, now):
    takes_money(world)
    bring(world.minta, told("7", ref="B1"), now=now)
    assert whats_wrong() == set()
    BankEntry.update(state="matched").execute()
    wrong = {"lines of bank statements are not what was booked"}
    assert whats_wrong() == wrong
    # Another's money, of another amount.
    BankEntry.update(entry_id=paid[3]).execute()
    assert whats_wrong() == wrong
