"""Files of the billing system: wholly in or not at all, once, and undone while untouched."""

import io
from datetime import date, timedelta

import pytest

from tests.money import whose
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.import_undo import undo_import
from webapp.actions.ledger_rows import open_lines
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.billing_rows import parsed_rows
from webapp.models.base import database
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.events import Event
from webapp.models.import_batches import ImportBatch
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoices import Invoice
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.readings import Reading
from webapp.queries.billed import billed_customers, on_account
from webapp.queries.imports import deliveries

BILL_COLUMNS = (
    "number;customer;issued_on;due_on;net;tax;total;meter;medium;period_from;period_to;line;"
    "line_net;line_tax_rate;line_tax;line_quantity;line_unit;line_price;line_serial;reading_from;"
    "reading_from_kind;reading_to;reading_to_kind\n"
)
OF_S1 = "S1;SU0044;2026-11-10;2026-11-30;5900;295;6195;37461;hot_water;2026-10-01;2026-11-01"
BILLS = f"""{BILL_COLUMNS}\
{OF_S1};Melegvíz;5900;5;295;5;m³;1180;37461;1068;company;1073;estimated
{OF_S1};Alapdíj;0;5;0;;;;;;;;
S2;SU0045;2026-11-10;2026-11-30;;;10 000;;;;;;;;;;;;;;;;
S3;SU0044;2026-11-10;2026-11-30;;;-700;;;;;;;;;;;;;;;;
"""
DEBT_COLUMNS = (
    "number,customer,kind,amount,due_on,description,invoice,reminder,interest_until,"
    "interest_since,interest_base\n"
)
DEBTS = f"""{DEBT_COLUMNS}\
K1,SU0044,dunning_fee,550,2026-12-01,K1 Fiz.felsz,,2026000475,,,
I1,SU0044,interest,2254,2026-12-10,Kamat,S1,,2026-11-10,2025-10-15,66365
"""
PAYMENTS = """key,customer,amount,paid_on,reference,debt
P1,SU0044,6195,2026-11-20,S1,S1
P2,SU0045,12000,2026-11-20,,
"""


@pytest.fixture
def take(world, now):
    """An import of a text; returns what became of it and the faults by line."""

    def one(kind, text, *, keep_good=False):
        faults = {}
        done = import_billing(
            company_id=world.minta,
            delivery=Delivery(
                kind=kind, source="test.csv", sha256="0", currency="HUF", keep_good=keep_good
            ),
            rows=parsed_rows(file=io.StringIO(text), kind=kind, currency="HUF"),
            now=now,
            progress=lambda _done: None,
            report=lambda fault: faults.update({fault.line: str(fault.refusal)}),
        )
        return done, faults

    return one


@pytest.fixture
def owed(world):
    """What is outstanding, by the number of the debt."""

    def ask(owner="anna"):
        company_id, customer_id, currency = whose(world, owner)
        lines = open_lines(company_id=company_id, customer_id=customer_id, currency=currency)
        return {Debt.get(Debt.id == line.debt_id).number: line.outstanding for line in lines}

    return ask


def test_bills_come_in_with_lines_debts_and_credits(world, now, take, owed):
    done, faults = take("invoices", BILLS)
    assert (done.read, done.added, done.same, faults) == (4, 4, 0, {})
    assert owed() == {"S1": 6_195}
    assert owed("szabo") == {"S2": 10_000}
    bill = Invoice.get(Invoice.number == "S1")
    assert (bill.net, bill.tax, bill.total, bill.due_on) == (5_900, 295, 6_195, date(2026, 11, 30))
    assert bill.service_point_id is not None
    lines = list(InvoiceLine.select().order_by(InvoiceLine.position).dicts())
    assert [line["description"] for line in lines] == ["Melegvíz", "Alapdíj"]
    assert (lines[0]["reading_to"], lines[0]["reading_to_kind"]) == (1_073_000, "estimated")
    assert (lines[0]["tax_rate"], lines[0]["quantity"]) == (500, 5_000)
    billed = billed_customers(person=world.person("anna"), now=now)
    assert on_account(billed=billed) == {whose(world)[1]: 700}
    assert Event.select().where(Event.kind == "import.written").count() == 1


def test_the_same_files_again_change_nothing(take, owed):
    for kind, text in (("invoices", BILLS), ("debts", DEBTS), ("payments", PAYMENTS)):
        assert take(kind, text)[0].added
    before = owed(), owed("szabo"), ImportBatch.select().count(), LedgerEntry.select().count()
    for kind, text in (("invoices", BILLS), ("debts", DEBTS), ("payments", PAYMENTS)):
        done, faults = take(kind, text)
        assert (done.import_id, done.added, done.same, faults) == (None, 0, done.read, {})
    after = owed(), owed("szabo"), ImportBatch.select().count(), LedgerEntry.select().count()
    assert after == before
    assert before[0] == {"K1": 550, "I1": 2_254}
    assert before[1] == {}


def test_all_or_nothing_and_every_fault_is_named(take, owed):
    text = BILLS + (
        "S4;NOBODY;2026-11-10;2026-11-30;;;100;;;;;;;;;;;;;;;;\n"
        "S5;SU0044;10.11.2026;2026-11-30;;;100;;;;;;;;;;;;;;;;\n"
        "S6;SU0044;2026-11-10;2026-11-30;100;5;100;;;;;;;;;;;;;;;;\n"
        "S7;SU0044;2026-11-10;2026-11-30;;;a lot;;;;;;;;;;;;;;;;\n"
        "S8;SU0044;2026-11-10;2026-11-30;;;100;00000;;;;;;;;;;;;;;;\n"
        "S1;SU0044;2026-11-10;2026-11-30;;;999;;;;;;;;;;;;;;;;\n"
    )
    done, faults = take("invoices", text)
    assert (done.import_id, done.added, done.faults) == (None, 0, 6)
    assert sorted(faults) == [6, 7, 8, 9, 10, 11]
    for line, words in (
        (6, "no customer with the number NOBODY"), (7, "10.11.2026"), (8, "do not add up"),
        (9, "in digits alone"), (10, "Meter 00000"), (11, "must follow each other"),
    ):  # fmt: skip
        assert words in faults[line]
    assert (owed(), Invoice.select().count(), ImportBatch.select().count()) == ({}, 0, 2)


def test_the_good_ones_may_be_kept(take, owed):
    done, faults = take("debts", DEBTS.replace("I1,SU0044", "I1,NOBODY"), keep_good=True)
    assert (done.added, done.faults, list(faults)) == (1, 1, [3])
    assert owed() == {"K1": 550}


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("debts", "K2,SU0044,interest,5,2026-12-01,,,,,,", "Interest needs the day"),
        ("debts", "K2,SU0044,gift,5,2026-12-01,,,,,,", "is not one of"),
        ("debts", "K2,SU0044,dunning_fee,0,2026-12-01,,,,,,", "more than nothing"),
        ("debts", "K2,SU0044,dunning_fee,5,,,,,,,", "Nothing stands under due_on"),
        ("debts", "K2,SU0044,dunning_fee,5,2026-12-01,,S99,,,,", "no bill with the number S99"),
        (
            "invoices",
            "S9;SU0044;2026-11-10;2026-11-30;5;0;5;;;;;Víz;5;0;0;1;m³;dear;;;;;",
            "no price",
        ),
        ("payments", "P#1,SU0044,5,2026-11-20,,", "must not contain #"),
        ("payments", "P3,SU0044,5,2026-11-20,,K404", "owes nothing under the number K404"),
    ],
)
def test_odd_lines_are_refused_with_a_reason(kind, text, words, take):
    head = {"debts": DEBTS, "payments": PAYMENTS, "invoices": BILLS}[kind].splitlines()[0]
    done, faults = take(kind, f"{head}\n{text}\n")
    assert (done.added, list(faults)) == (0, [2])
    assert words in faults[2]


FEES = "number,customer,kind,amount,due_on,arose_on,reminder_step\n"


@pytest.fixture
def tariff(world):
    """550 a reminder, 570 since May, the second 900."""
    rows = [(1, date(2026, 1, 1), 550), (1, date(2026, 5, 1), 570), (2, date(2026, 1, 1), 900),
            (3, date(2026, 1, 1), 0)]  # fmt: skip
    DunningTariff.insert_many(
        [
            {"company_id": world.minta, "step": step, "valid_from": day, "amount": amount}
            for step, day, amount in rows
        ]
    ).execute()


def test_a_reminder_without_an_amount_costs_what_the_tariff_says(world, take, tariff):
    text = (
        f"{FEES}F1,SU0044,dunning_fee,,2026-05-20,2026-04-30,1\n"
        "F2,SU0044,dunning_fee,,2026-05-20,2026-05-01,1\n"
        "F3,SU0044,dunning_fee,,2026-05-20,2026-05-01,2\n"
        "F4,SU0044,dunning_fee,123,2026-05-20,2026-05-01,2\n"
    )
    done, _ = take("debts", text)
    assert done.added == 4
    amounts = {one.number: one.amount for one in Debt.select().where(Debt.number.startswith("F"))}
    assert amounts == {"F1": 550, "F2": 570, "F3": 900, "F4": 123}
    DunningTariff.update(amount=1).execute()
    again, _ = take("debts", text)
    assert (again.added, again.same) == (0, 4), "what was billed stays as it was billed"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("F1,SU0044,dunning_fee,,2025-05-20,2025-04-30,1", "no tariff says"),
        ("F1,SU0044,dunning_fee,,2026-05-20,2026-04-30,4", "no tariff says"),
        ("F1,SU0044,dunning_fee,,2026-05-20,2026-04-30,", "no tariff says"),
        ("F1,SU0044,dunning_fee,,2026-05-20,2026-04-30,3", "costs nothing"),
        ("F1,SU0044,dunning_fee,,2026-05-20,2026-04-30,x", "no whole number"),
        ("F1,SU0044,advance,,2026-05-20,2026-04-30,", "Nothing stands under amount"),
        ("F1,SU0044,advance,5,2026-05-20,2026-04-30,1", "Only the fee of a reminder"),
    ],
)
def test_a_reminder_that_no_tariff_knows_is_refused(take, tariff, row, words):
    done, faults = take("debts", f"{FEES}{row}\n")
    assert (done.added, list(faults)) == (0, [2])
    assert words in faults[2]


@pytest.mark.parametrize(
    ("text", "words"),
    [("number,customer\n", "missing: issued_on"), ("", "missing: number"),
     ("number,number,customer,issued_on,due_on,total\n", "twice"),
     ('number,customer,issued_on,due_on,total\n"S1', "table of values")],
)  # fmt: skip
def test_what_is_no_table_is_refused(text, words, take):
    with pytest.raises(Refusal) as refused:
        take("invoices", text)
    assert words in str(refused.value)


def test_customers_are_added_and_renamed(world, take):
    done, _ = take("customers", "number,name\nSU0044,Minta Ügyfél\nSU0045,Szabó P.\nSU9,New One\n")
    assert (done.added, done.same) == (2, 1)
    names = dict(
        Customer.select(Customer.number, Customer.name)
        .where(Customer.company_id == world.minta)
        .tuples()
    )
    assert names == {"SU0044": "Minta Ügyfél", "SU0045": "Szabó P.", "SU9": "New One"}


def test_readings_come_in_once_on_the_register_they_name(world, now, take):
    head = "meter,medium,register,read_on,value,kind\n"
    day = (world.today - timedelta(days=3)).isoformat()
    good = f'37461,hot_water,,{day},1075.5,reader\n90112,,,{day},"1080,2",\n'
    done, faults = take("readings", head + good)
    assert (done.added, faults) == (2, {})
    read = Reading.get(Reading.import_id == done.import_id, Reading.value == 1_075_500)
    assert (read.register_id, read.kind) == (world.registers["hot"], "reader")
    again, faults = take("readings", head + good)
    assert (again.import_id, again.same, faults) == (None, 2, {})
    odd = (
        f"37461,hot_water,,{day},1076,\n00000,,,{day},1,\n37461,,9-9:9,{day},1,\n"
        f"37461,hot_water,,{day},123456,\n37461,hot_water,,{day},5,guess\n"
    )
    done, faults = take("readings", head + odd)
    assert (done.added, sorted(faults)) == (0, [2, 3, 4, 5, 6])
    with pytest.raises(Refusal, match="cannot be undone"):
        undo_import(company_id=world.minta, import_id=read.import_id, now=now)


def test_an_import_is_undone_while_nothing_rests_on_it(world, now, take, owed):
    bills, _ = take("invoices", BILLS)
    undo_import(company_id=world.minta, import_id=bills.import_id, now=now)
    assert (owed(), Invoice.select().count(), InvoiceLine.select().count()) == ({}, 0, 0)
    assert deliveries(company_id=world.minta)[0].undone_at == now
    again, _ = take("invoices", BILLS)
    assert (again.added, owed()) == (4, {"S1": 6_195})
    with pytest.raises(Refusal, match="undone before"):
        undo_import(company_id=world.minta, import_id=bills.import_id, now=now)


def test_payments_are_undone_by_entries_against_them_and_may_come_again(world, now, take, owed):
    take("invoices", BILLS)
    for _ in range(3):
        paid, _ = take("payments", PAYMENTS)
        assert (paid.added, owed()) == (2, {})
        undo_import(company_id=world.minta, import_id=paid.import_id, now=now)
        assert (owed(), owed("szabo")) == ({"S1": 6_195}, {"S2": 10_000})


def test_what_something_rests_on_is_kept(world, now, take, owed):
    bills, _ = take("invoices", BILLS)
    take("payments", PAYMENTS)
    with database.atomic(), pytest.raises(Refusal, match="rests on this import"):
        undo_import(company_id=world.minta, import_id=bills.import_id, now=now)
    assert Invoice.select().count() == 3
    with pytest.raises(NotFound):
        undo_import(company_id=world.muster, import_id=bills.import_id, now=now)


def test_a_large_delivery_is_undone_with_small_statements(world, now, take, monkeypatch):
    rows = "".join(f"K{n},SU0044,dunning_fee,550,2026-12-01,,,,,,\n" for n in range(1_200))
    done, _ = take("debts", DEBT_COLUMNS + rows)
    values, ask = [], database.obj.execute_sql

    def counted(sql, params=None, *more):
        values.append(len(params or ()))
        return ask(sql, params, *more)

    monkeypatch.setattr(database.obj, "execute_sql", counted)
    undo_import(company_id=world.minta, import_id=done.import_id, now=now)
    # PostgreSQL takes 65,535 in one, SQLite as many as it was built for.
    assert max(values) < 1_000
    assert Debt.select().where(Debt.number == "K7").count() == 0
