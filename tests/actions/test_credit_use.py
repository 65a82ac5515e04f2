"""Money on account goes to the next bill: once, by the company's order, and only where wanted."""

import io
import json
from datetime import timedelta

import pytest

from tests.money import cause, decided, invoiced, owing, paid, whose
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.credit_use import AFTER, use_credit_for_import
from webapp.actions.debts import decide_about_money
from webapp.actions.import_undo import undo_import
from webapp.actions.jobs import run_due
from webapp.actions.ledger import grant_credit, release
from webapp.actions.ledger_rows import open_lines
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.forms.billing_rows import parsed_rows
from webapp.models.debts import Debt
from webapp.models.events import Event
from webapp.models.jobs import Job
from webapp.models.money_settings import MoneySetting
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment
from webapp.queries.billed import billed_customers, on_account

BILL = """number,customer,issued_on,due_on,net,tax,total
N1,SU0044,2026-11-10,2026-12-15,,,6195
N2,SU0045,2026-11-10,2026-12-15,,,4000
"""
FEE = """number,customer,kind,amount,due_on,description
K9,SU0044,dunning_fee,550,2026-12-01,K9 Fiz.felsz
"""


@pytest.fixture(autouse=True)
def settings(world):
    """Minta settles fees first, then interest, then bills, with what is on account."""
    MoneySetting.delete().execute()
    MoneySetting.insert(
        company_id=world.minta, payee="", iban="", bic="", bank="", tax_number="", address="",
        day_count="act_365", allocation_order="fees,interest,principal", provider="",
        payment_origins="", least_payment=0, qr_kind="none",
    ).execute()  # fmt: skip


@pytest.fixture
def take(world, now):
    """A delivery of the billing system."""

    def one(kind, text):
        return import_billing(
            company_id=world.minta,
            delivery=Delivery(kind=kind, source="test.csv", sha256="0", currency="HUF"),
            rows=parsed_rows(file=io.StringIO(text), kind=kind, currency="HUF"),
            now=now,
            progress=lambda _done: None,
            report=lambda fault: pytest.fail(str(fault.refusal)),
        ).import_id

    return one


@pytest.fixture
def owed(world):
    """What is outstanding, by the number of the debt."""

    def ask(owner="anna"):
        company_id, customer_id, currency = whose(world, owner)
        lines = open_lines(company_id=company_id, customer_id=customer_id, currency=currency)
        return {Debt.get(Debt.id == line.debt_id).number: line.outstanding for line in lines}

    return ask


@pytest.fixture
def use(world, now):
    """Do the work that a delivery has left."""

    def one(import_id):
        use_credit_for_import(company_id=world.minta, import_id=import_id, now=now)

    return one


def credit_of(world, now, owner="anna"):
    """What is on account."""
    billed = billed_customers(person=world.person(owner), now=now)
    return on_account(billed=billed).get(whose(world, owner)[1], 0)


def used_events():
    """What the log says of money put to bills."""
    return [
        json.loads(one.facts) for one in Event.select().where(Event.kind == "ledger.credit_used")
    ]


def test_a_new_bill_is_settled_from_the_account(world, now, take, owed, use):
    paid(world, amount=5_000, now=now)
    done = take("invoices", BILL)
    assert owed() == {"N1": 6_195}
    use(done)
    assert owed() == {"N1": 1_195}
    assert credit_of(world, now) == 0
    # Szabó has nothing on account, and his bill stays as it is.
    assert owed("szabo") == {"N2": 4_000}
    [event] = used_events()
    assert (event["amount"], event["currency"], event["import"]) == (5_000, "HUF", done)


def test_a_credit_note_is_used_like_money(world, now, take, owed, use):
    company_id, customer_id, currency = whose(world)
    grant_credit(
        company_id=company_id, customer_id=customer_id, money=Money(700, currency),
        cause=cause(world, now=now),
    )  # fmt: skip
    done = take("debts", FEE)
    use(done)
    assert owed() == {}
    assert credit_of(world, now) == 150


def test_the_companys_order_decides_over_all_that_is_open(world, now, take, owed, use):
    invoiced(world, amount=9_000, due=world.today - timedelta(days=40), number="OLD")
    paid(world, amount=1_000, now=now)
    done = take("debts", FEE)
    use(done)
    assert owed() == {"D:OLD": 8_550}


def test_doing_it_again_changes_nothing(world, now, take, owed, use):
    paid(world, amount=5_000, now=now)
    done = take("invoices", BILL)
    for _ in range(3):
        use(done)
    assert owed() == {"N1": 1_195}
    assert len(used_events()) == 1


def test_not_where_the_company_does_not_want_it(world, now, take, owed, use, sign_in_as):
    MoneySetting.update(uses_credit=False).execute()
    paid(world, amount=5_000, now=now)
    done = take("invoices", BILL)
    use(done)
    assert owed() == {"N1": 6_195}
    assert credit_of(world, now) == 5_000
    assert "Your company uses it when you ask for it." in sign_in_as("anna").get("/debts").text
    MoneySetting.update(uses_credit=True).execute()
    assert "Your company puts it to the next bill." in sign_in_as("anna").get("/debts").text


def test_not_without_any_settings(world, now, take, owed, use):
    MoneySetting.delete().execute()
    paid(world, amount=5_000, now=now)
    done = take("invoices", BILL)
    use(done)
    assert owed() == {"N1": 6_195}


def test_a_line_being_paid_just_now_is_left_alone(world, now, take, owed, use):
    company_id, customer_id, currency = whose(world)
    _, busy = invoiced(world, amount=2_000, number="BUSY")
    Payment.insert(
        company_id=company_id, id="p-1", customer_id=customer_id,
        account_id=world.accounts["anna"], amount=2_000, currency=currency, state="redirected",
        provider="sandbox", provider_ref="x", reference="P", return_hash="h", choice_hash="c",
        created_at=now, changed_at=now, expires_at=now, polls=0,
    ).execute()  # fmt: skip
    PaymentItem.insert(
        company_id=company_id, payment_id="p-1", debt_id=busy, amount=2_000, active=True
    ).execute()
    paid(world, amount=5_000, now=now)
    done = take("invoices", BILL)
    use(done)
    assert owed() == {"D:BUSY": 2_000, "N1": 1_195}


def test_a_disputed_line_is_left_alone_until_the_dispute_is_over(world, now, take, owed, use):
    company_id, customer_id, _ = whose(world)
    _, disputed = invoiced(world, amount=2_000, number="ODD")

    def decide(kind, at):
        decide_about_money(
            company_id=company_id, kind=kind, customer_id=customer_id,
            staff_id=world.accounts["clerk"], reason="r", subject=f"debt:{disputed}", now=at,
        )  # fmt: skip

    decide("dispute", now)
    paid(world, amount=10_000, now=now)
    done = take("invoices", BILL)
    use(done)
    assert owed() == {"D:ODD": 2_000}
    decide("dispute_over", now + timedelta(minutes=1))
    use(done)
    assert owed() == {}


def test_what_a_clerk_took_off_a_bill_waits_for_the_next_one(world, now, take, owed, use):
    _, bill = invoiced(world, amount=3_000, number="WRONG")
    entry = paid(world, amount=3_000, now=now, chosen=[Choice(bill, 3_000)])
    first = take("debts", FEE)
    use(first)
    why = cause(world, now=now, decision_id=decided(world, "unmatch", now=now))
    release(company_id=world.minta, entry_id=entry, cause=why)
    assert credit_of(world, now) == 3_000
    done = take("invoices", BILL)
    use(done)
    assert credit_of(world, now) == 0


def test_an_undone_delivery_uses_nothing(world, now, take, owed, use):
    paid(world, amount=5_000, now=now)
    done = take("invoices", BILL)
    undo_import(company_id=world.minta, import_id=done, now=now)
    owing(world, amount=1_000, number="OTHER")
    use(done)
    assert owed() == {"OTHER": 1_000}
    assert credit_of(world, now) == 5_000


def test_the_delivery_leaves_the_work_for_later(world, now, take, owed):
    paid(world, amount=5_000, now=now)
    done = take("invoices", BILL)
    [job] = Job.select().where(Job.kind == "use_credit")
    assert json.loads(job.payload) == {"company_id": world.minta, "import_id": done}
    assert job.run_at - now == AFTER
    handlers = {"use_credit": use_credit_for_import}
    assert run_due(handlers=handlers, clock=lambda: now) == 0
    assert run_due(handlers=handlers, clock=lambda: now + AFTER) == 1
    assert owed() == {"N1": 1_195}
    assert not Job.select().exists()


def test_payments_and_readings_leave_none(take):
    take("payments", "key,customer,amount,paid_on,reference,debt\nP1,SU0044,100,2026-11-20,S1,\n")
    assert not Job.select().exists()


def test_many_customers_are_taken_some_at_a_time(world, now, take, owed, use, monkeypatch):
    monkeypatch.setattr("webapp.actions.credit_use.AT_ONCE", 1)
    for owner in ("anna", "szabo"):
        paid(world, amount=1_000, now=now, owner=owner)
    done = take("invoices", BILL)
    use(done)
    assert owed() == {"N1": 5_195}
    assert owed("szabo") == {"N2": 3_000}
