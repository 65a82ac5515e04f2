"""Customers are found by what their rows say, whoever wrote them."""

import ast
import io
from pathlib import Path

import pytest

from tests.exchange import new_meter
from tests.models.test_migrations import module_from_file
from tests.money import invoiced, owing, whose
from tests.readings import submitted
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.customer_search import KINDS, index_customers
from webapp.actions.exchanges import exchange_meter
from webapp.actions.import_undo import undo_import
from webapp.forms.billing_rows import parsed_rows
from webapp.models.base import database
from webapp.models.customer_search import CustomerSearch
from webapp.models.customers import Customer
from webapp.models.import_batches import ImportBatch
from webapp.queries.customer_search import find_customers

ROOT = Path(__file__).resolve().parents[2]
BILLS = """number;customer;issued_on;due_on;total
S1;SU0044;2026-11-10;2026-11-30;6195
"""
DEBTS = """number;customer;kind;amount;due_on;reminder;interest_until
K-93042;SU0044;dunning_fee;570;2026-12-10;2026/000555;
I-7;SU0044;interest;2254;2026-12-10;;2026-10-01
"""
FOUND_BY = {"Customer", "Supply", "ServicePoint", "Meter", "Invoice", "Debt"}
WRITES = {"insert", "insert_many", "create", "replace"}


@pytest.fixture
def find(world):
    def numbers(typed):
        return [one.number for one in find_customers(company_id=world.minta, typed=typed).rows]

    return numbers


@pytest.fixture
def take(world, now):
    """A file of the billing system comes in."""

    def one(kind, text):
        import_billing(
            company_id=world.minta,
            delivery=Delivery(kind=kind, source="t.csv", sha256="0", currency="HUF"),
            rows=parsed_rows(file=io.StringIO(text), kind=kind, currency="HUF"),
            now=now,
            progress=lambda _done: None,
            report=lambda _fault: None,
        )

    return one


def keys():
    columns = (
        *(CustomerSearch.company_id, CustomerSearch.word, CustomerSearch.customer_id),
        *(CustomerSearch.kind, CustomerSearch.about_id),
    )
    return sorted(CustomerSearch.select(*columns).tuples())


def test_a_new_name_is_found_and_the_old_one_is_not(world, find):
    company_id, customer_id, _ = whose(world)
    Customer.update(name="Új Borbála").where(Customer.id == customer_id).execute()
    index_customers(company_id=company_id, customer_ids=[customer_id], kinds=("name",))
    assert find("uj bor") == ["SU0044"]
    assert find("ügyfél") == []
    assert find("37461") == ["SU0044"]


@pytest.mark.parametrize(
    "typed",
    ["S:2026S000572", "s:2026s000572", "S: 2026S000572", "S:2026S000572 (2026/05)", "2026S000572"],
)
def test_a_bill_is_found_as_it_stands_on_the_list_of_debts(world, take, find, typed):
    take("invoices", BILLS.replace("S1;", "2026S000572;"))
    assert find(typed) == ["SU0044"]
    assert find(typed.replace("572", "573")) == []


def test_a_number_that_holds_the_sign_itself_is_not_mistaken(world, take, find):
    second = "B:1;SU0045;2026-11-10;2026-11-30;6195\n"
    take("invoices", BILLS.replace("S1;", "A:1;") + second)
    assert (find("A:1"), find("B:1")) == (["SU0044"], ["SU0045"])


def test_a_new_meter_is_found(world, now, storage, find):
    waiting = submitted(world, now=now, storage=storage, value="2")
    made = new_meter(world)
    exchange_meter(
        person=world.person("clerk"), submission_id=waiting, exchange=made, at_once=True, now=now
    )
    assert find(made.serial) == find("37461") == ["SU0044"]


def test_indexing_twice_changes_nothing(world):
    before = keys()
    index_customers(company_id=world.minta, customer_ids=world.customers.values())
    index_customers(company_id=world.muster, customer_ids=world.customers.values())
    assert keys() == before


def test_the_migrations_find_those_who_were_there_before(world):
    invoiced(world, amount=1_000, number="S-2026-000123")
    for owner in ("anna", "szabo", "clara"):
        number = f"K-93042 {owner}"
        owing(world, amount=570, owner=owner, kind="dunning_fee", number=number, reminder="2026/5")
        owing(world, amount=90, owner=owner, kind="interest")
    for company_id in (world.minta, world.muster):
        index_customers(company_id=company_id, customer_ids=world.customers.values())
    before = keys()
    assert {kind for _, _, _, kind, _ in before} == set(KINDS)
    CustomerSearch.delete().execute()
    for name in ("0012_money_desk", "0018_index_reminders"):
        migration = module_from_file(name)
        migration.AT_ONCE = 1
        migration._fill(database.obj)
    assert keys() == before


def test_whoever_writes_what_customers_are_found_by_says_so():
    silent = []
    for path in sorted((ROOT / "webapp").rglob("*.py")):
        text = path.read_text()
        tree = ast.parse(text)
        reads = {
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
        writes = {
            f"{node.func.value.id}.{node.func.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (
                node.func.value.id in FOUND_BY
                or (reads & FOUND_BY and node.func.value.id == "table")
            )
            and node.func.attr in WRITES
        }
        if writes and "webapp.actions.customer_search" not in text:
            silent.append(f"{path.relative_to(ROOT)}: {', '.join(sorted(writes))}")
    assert not silent, (
        "Customers would not be found by what these write; please call index_customers, "
        "index_places, index_bills or index_debts of webapp/actions/customer_search.py there:\n"
        + "\n".join(silent)
    )


def test_bills_that_were_taken_back_find_nobody(world, now, take, find):
    take("invoices", BILLS)
    assert find("s1") == ["SU0044"]
    (batch,) = ImportBatch.select().where(ImportBatch.kind == "invoices")
    undo_import(company_id=world.minta, import_id=batch.id, now=now)
    assert find("s1") == []


@pytest.mark.parametrize("typed", ["K-93042", "93042", "k93042", "2026/000555", "000555", "i7"])
def test_debts_of_a_file_are_found_and_undone(world, now, take, find, typed):
    take("debts", DEBTS)
    assert find(typed) == ["SU0044"]
    assert find("SU0045") == ["SU0045"]
    (batch,) = ImportBatch.select().where(ImportBatch.kind == "debts")
    undo_import(company_id=world.minta, import_id=batch.id, now=now)
    assert find(typed) == []
    assert find("SU0044") == ["SU0044"]


def test_a_bill_is_found_by_its_own_number_and_its_debt_adds_no_key(world, take):
    take("invoices", BILLS)
    assert {kind for *_, kind, _ in keys()} == {"number", "name", "address", "meter", "invoice"}
    before = keys()
    index_customers(company_id=world.minta, customer_ids=world.customers.values())
    assert keys() == before


def test_customers_of_a_file_are_found_and_undone(world, now, take, find):
    take("customers", "number;name\nSU0099;Őszi Réka\n")
    assert find("oszi") == ["SU0099"]
    (batch,) = ImportBatch.select().where(ImportBatch.kind == "customers")
    undo_import(company_id=world.minta, import_id=batch.id, now=now)
    assert find("oszi") == []


def test_places_and_meters_of_a_file_are_found_and_undone(world, now, take, find):
    take(
        "service-points",
        "number;medium;address;customer;supplied_from\nP1;heat;9 Harbour Lane;SU0044;2022-07-01\n",
    )
    assert find("harbour") == ["SU0044"]
    take(
        "meters",
        "serial;service_point;installed_on;digits;decimals;unit\nHB-77;P1;2022-07-01;5;2;GJ\n",
    )
    assert find("hb-77") == ["SU0044"]
    for kind, typed in (("meters", "hb-77"), ("service-points", "harbour")):
        (batch,) = ImportBatch.select().where(ImportBatch.kind == kind)
        undo_import(company_id=world.minta, import_id=batch.id, now=now)
        assert find(typed) == []
