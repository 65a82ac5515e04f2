"""What the list of imports says of each is what undoing it does, whatever its kind."""

import io

import pytest
from peewee import PostgresqlDatabase
from playhouse.test_utils import count_queries

from tests.camt import paid
from tests.plans import wide_steps
from tests.statements import bring, takes_money
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.customer_money import dispute
from webapp.actions.events import record_event
from webapp.actions.import_papers import import_papers
from webapp.actions.import_undo import undo_import
from webapp.actions.papers import unnamed
from webapp.domain.refusals import Refusal
from webapp.forms.billing_rows import parsed_rows
from webapp.gateways.paper_folder import papers_in
from webapp.models.bank_entries import BankEntry
from webapp.models.base import database
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.memberships import Membership
from webapp.models.planning import put_estimates
from webapp.queries.import_states import FILLS, RESTING, resting_on
from webapp.queries.imports import deliveries

FILES = {
    "customers": "number,name\nN1,New One\n",
    "service-points": "number,medium,address,customer,supplied_from,window_from,invoice_route\n"
    "P1,gas,Road 1,N1,2024-01-01,2024-01-01,paper\n",
    "meters": "serial,service_point,installed_on,digits\nG1,P1,2024-01-01,5\n",
    "readings": "meter,read_on,value\nG1,2025-01-01,7\n",
    "invoices": "number,customer,issued_on,due_on,total,meter\n"
    "B1,N1,2026-11-01,2026-11-20,500,G1\n",
    "debts": "number,customer,kind,amount,due_on,invoice\nF1,N1,dunning_fee,55,2026-11-25,B1\n",
    "payments": "key,customer,amount,paid_on,debt\nK1,N1,100,2026-11-21,B1\n",
}
# Readings are never undone, and what was booked stays in the books with what is booked against it.
CHAIN = tuple(kind for kind in FILES if kind not in ("readings", "payments"))


@pytest.fixture
def take(world, now):
    """An import of a kind; its number."""

    def one(kind, text=None):
        faults = []
        done = import_billing(
            company_id=world.minta,
            delivery=Delivery(kind=kind, source="x.csv", sha256="0", currency="HUF"),
            rows=parsed_rows(file=io.StringIO(text or FILES[kind]), kind=kind, currency="HUF"),
            now=now, progress=lambda _done: None, report=faults.append,
        )  # fmt: skip
        assert faults == []
        return done.import_id

    return one


@pytest.fixture
def says(world):
    """What the list says of an import: yes, undone, or what keeps it."""

    def of(import_id):
        (one,) = [one for one in deliveries(company_id=world.minta) if one.id == import_id]
        if one.undone_at is not None:
            return "undone"
        return one.kept.message % {"what": one.kept.what} if one.kept else "yes"

    return of


@pytest.fixture
def undo(world, now):
    """Whether undoing an import went through."""

    def one(import_id):
        try:
            with database.atomic():
                undo_import(company_id=world.minta, import_id=import_id, now=now)
        except Refusal as refusal:
            return refusal.code
        return True

    return one


def test_each_kind_is_undone_in_its_turn_and_not_before(take, says, undo):
    made = {kind: take(kind) for kind in CHAIN}
    for kind in reversed(CHAIN):
        said = {one: says(made[one]) for one in CHAIN[: CHAIN.index(kind) + 1]}
        assert said[kind] == "yes"
        # A bill rests on the place of its meter, and not on the meter.
        assert all(word == "yes" for one, word in said.items() if one in (kind, "meters"))
        for one, word in said.items():
            with database.atomic() as tried:
                assert undo(made[one]) == (True if word == "yes" else "import_kept"), one
                tried.rollback()
        assert undo(made[kind]) is True
        assert says(made[kind]) == "undone"
    # And all of it may come again.
    assert all(take(kind) for kind in CHAIN)


def test_readings_are_kept_and_keep_their_meter(take, says, undo):
    made = {kind: take(kind) for kind in ("customers", "service-points", "meters", "readings")}
    assert "a clerk corrects them" in says(made["readings"])
    assert says(made["meters"]) == "rests on it: readings"
    assert undo(made["readings"]) == "import_kept"
    assert undo(made["meters"]) == "import_kept"


def test_what_was_paid_and_undone_still_keeps_the_bill(take, says, undo):
    take("customers")
    bills = take(
        "invoices", FILES["invoices"].replace(",G1\n", ",\nB2,N1,2026-11-01,2026-11-20,-9,\n")
    )
    paid = take("payments")
    assert (says(bills), says(paid)) == ("rests on it: payments, also such as were undone", "yes")
    assert undo(bills) == "import_kept"
    assert undo(paid) is True
    assert says(bills) == "rests on it: payments, also such as were undone"
    assert undo(bills) == "import_kept"


def test_a_credit_goes_with_its_bills(take, says, undo):
    take("customers")
    text = "number,customer,issued_on,due_on,total\nB2,N1,2026-11-01,2026-11-20,-20\n"
    made = take("invoices", text)
    assert says(made) == "yes"
    assert undo(made) is True


def test_who_signs_in_keeps_a_customer(world, take, says, undo, now):
    made = take("customers")
    Membership.insert(
        company_id=world.minta, account_id=world.accounts["anna"], permissions="owner",
        customer_id=Customer.get(Customer.number == "N1").id, since=now,
    ).execute()  # fmt: skip
    assert says(made) == "rests on it: people who sign in"
    assert undo(made) == "import_kept"


def test_a_dispute_keeps_a_bill(world, take, says, undo, now):
    take("customers")
    made = take("invoices", FILES["invoices"].replace(",G1\n", ",\n"))
    assert says(made) == "yes"
    debt = Debt.get(Debt.number == "B1")
    dispute(
        person=world.person("clerk"), customer_id=debt.customer_id, debt_id=debt.id,
        reason="amount", now=now,
    )  # fmt: skip
    assert says(made) == "rests on it: what customers sent or staff decided"
    assert undo(made) == "import_kept"


TAKEN = "key,customer,amount,paid_on,debt,kind,of\n"
BACK = "R1,N1,-40,2026-11-22,,refund,K1\n"


def test_what_takes_from_earlier_money_stays_booked_and_is_kept(take, says, undo):
    take("customers")
    first = take("payments", FILES["payments"].replace(",B1\n", ",-\n"))
    later = take("payments", TAKEN + BACK)
    for made in (first, later):
        assert says(made) == "rests on it: money that was given or taken back"
        assert undo(made) == "import_kept"
    # Were it undone, the next delivery would take the same money once more.
    assert take("payments", TAKEN + BACK) is None


@pytest.mark.parametrize("back", ["-40", "-100"])
def test_a_file_that_takes_back_what_it_brought_goes_as_it_came(take, says, undo, back):
    take("customers")
    text = f"{TAKEN}K1,N1,100,2026-11-21,-,payment,\n{BACK.replace('-40', back)}"
    for _ in range(2):
        made = take("payments", text)
        assert says(made) == "yes"
        assert undo(made) is True
        assert sum(amount for (amount,) in LedgerEntry.select(LedgerEntry.amount).tuples()) == 0


def test_papers_and_statements_stand_in_it_too(world, take, says, undo, now, storage, tmp_path):
    takes_money(world)
    take("customers")
    take("invoices", FILES["invoices"].replace(",G1\n", ",\n"))
    (tmp_path / "B1.pdf").write_bytes(b"%PDF-1.7\none\n%%EOF\n")
    papers = import_papers(
        company_id=world.minta, source="papers", papers=list(papers_in(tmp_path)),
        storage=storage, now=now, keep_good=False, progress=lambda _done: None,
        report=lambda fault: pytest.fail(str(fault)),
    ).import_id  # fmt: skip
    bank = bring(world.minta, paid("7", ref="S1"), now=now).import_id
    assert (says(papers), says(bank)) == ("yes", "yes")
    BankEntry.update(changed_by=1).where(BankEntry.import_id == bank).execute()
    assert says(bank) == "rests on it: what customers sent or staff decided"
    assert (undo(papers), undo(bank)) == (True, "import_kept")


def test_it_says_by_whom(world, take, now):
    made = take("customers")
    (one,) = [one for one in deliveries(company_id=world.minta) if one.id == made]
    assert (one.by, one.rows_read, one.rows_kept) == ("", 1, 1)
    record_event(
        company_id=world.minta, actor_id=world.accounts["clerk"], kind="import.written",
        subject=f"import:{made}", now=now,
    )  # fmt: skip
    assert [o.by for o in deliveries(company_id=world.minta) if o.id == made] == ["Kovács Éva"]


def test_the_list_may_be_cut(world, take):
    made = [take("customers", f"number,name\nN{n},N\n") for n in range(3)]
    assert [one.id for one in deliveries(company_id=world.minta, most=2)] == made[:0:-1]
    assert len(deliveries(company_id=world.minta, most=None)) > 2


def test_every_table_that_points_there_is_asked(world):
    if isinstance(database.obj, PostgresqlDatabase):
        pytest.skip("SQLite says of the same migrations what points where")
    ours = {parent._meta.table_name for parent in RESTING}
    found = {
        (row[2], table, row[3])
        for table in database.get_tables()
        for row in database.execute_sql(f"PRAGMA foreign_key_list({table})").fetchall()
        if row[2] in ours and row[3] not in ("company_id", "medium")
    }
    asked = {
        (parent._meta.table_name, child._meta.table_name, column)
        for parent, children in RESTING.items()
        for child, column, _ in children
    }
    # Lines leave with their bill, and what a customer is found by with the customer.
    leaving = {("invoice", "invoice_line", "invoice_id")}
    leaving.add(("customer", "customer_search", "customer_id"))
    assert found == asked | leaving


def test_no_import_is_looked_for_in_a_whole_company(world, take, storage, now):
    if isinstance(database.obj, PostgresqlDatabase):
        pytest.skip("PostgreSQL plans by its own figures")
    for kind in CHAIN:
        take(kind)
    put_estimates(db=database.obj)
    with count_queries() as seen:
        for kind in FILLS:
            # Of none of these rows is any, so each question is asked.
            assert resting_on(company_id=world.minta, import_id=1, kind=kind) is None
        deliveries(company_id=world.minta)
        unnamed(company_id=world.minta, hashes=["0" * 64])
    asked = [record.msg for record in seen.get_queries()]
    wide = {
        f"{step}\n  {sql}"
        for sql, parameters in asked
        for step in wide_steps(sql, parameters)
        # The list itself, and disputes: few, whatever the company.
        if "import_batch" not in step and "money_decision" not in step
    }
    assert len(asked) > 20
    assert not wide, "\n".join(sorted(wide))
