"""What goes out about money and decisions: in order, once, whatever commits late."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import DatabaseError

from tests.money import cause, decided, invoiced, whose
from tests.processes import COMMON, race
from tests.readings import submitted
from tests.wishes import place, wished
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.decisions import accept, reject
from webapp.actions.export_list import list_for_export
from webapp.actions.ledger import (
    Cause,
    Source,
    book_payment,
    bring_back,
    grant_credit,
    take_back,
)
from webapp.actions.undo import undo
from webapp.commands.exports import LISTS, _cell
from webapp.domain.ledger import TAKING_BACK, UNDOES, Choice
from webapp.domain.money import Money
from webapp.domain.refusals import Refusal
from webapp.domain.undo import UNDO_FOR
from webapp.forms.billing_rows import parsed_rows
from webapp.models.allocations import Allocation
from webapp.models.base import database, dicts_of, new_id
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.export_lines import ExportLine
from webapp.models.import_batches import ImportBatch
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.service_points import ServicePoint
from webapp.queries.exports import decisions_since, payments_since

DUE = UNDO_FOR + timedelta(seconds=1)


@pytest.fixture
def pay(world, now):
    """Books a payment; returns its entry."""

    def one(amount, *, owner="anna", at=now, chosen=(), **more):
        company_id, customer_id, currency = whose(world, owner)
        return book_payment(
            company_id=company_id, customer_id=customer_id, money=Money(amount, currency),
            cause=cause(world, now=at, owner=owner), chosen=chosen, **more,
        ).entry_id  # fmt: skip

    return one


@pytest.fixture
def told(world, now):
    """Lists what is due and gives the lines after a place."""

    def ask(what="payments", *, sequence=0, at=now):
        list_for_export(company_id=world.minta, what=what, now=at)
        since = {"payments": payments_since, "decisions": decisions_since}[what]
        return list(since(company_id=world.minta, sequence=sequence))

    return ask


def test_money_that_came_and_went_is_told_in_the_imports_words(world, now, pay, told):
    _, debt = invoiced(world, amount=700, number="S1")
    first = pay(1_000, chosen=[Choice(debt, 700)])
    take_back(
        company_id=world.minta, entry_id=first, kind="refund", amount=400,
        cause=cause(world, now=now, decision_id=decided(world, "refund", now=now)),
    )  # fmt: skip
    pay(50, owner="szabo", at=now + timedelta(seconds=1), spread_rest=False)
    paid, refund, other = told()
    assert (paid.sequence, paid.kind, paid.key, paid.customer) == (
        1,
        "payment",
        str(first),
        "SU0044",
    )
    assert (paid.amount, paid.currency, paid.debt, paid.of) == ("1000", "HUF", "D:S1=700", "")
    assert (refund.kind, refund.amount, refund.of, refund.source) == (
        "refund", "-400", str(first), "decision",
    )  # fmt: skip
    assert (other.customer, other.debt) == ("SU0045", "-")


def test_nothing_is_told_twice_and_a_cursor_goes_on(pay, told):
    for amount in (1, 2, 3):
        pay(amount)
    assert [one.sequence for one in told()] == [1, 2, 3]
    pay(4)
    assert [(one.sequence, one.amount) for one in told(sequence=2)] == [(3, "3"), (4, "4")]
    assert told(sequence=4) == []


def test_what_was_told_and_comes_back_in_a_file_is_known(world, now, pay, told):
    entry = pay(1_000)
    before = LedgerEntry.select().count()
    head = "key,customer,amount,paid_on,kind,of\n"
    again = f"{entry},SU0044,1000,2026-11-25,payment,\n"
    bounced = f"B1,SU0044,-400,2026-11-26,chargeback,{entry}\n"
    faults = []

    def take(text):
        return import_billing(
            company_id=world.minta,
            delivery=Delivery(kind="payments", source="x", sha256="0", currency="HUF"),
            rows=parsed_rows(file=io.StringIO(text), kind="payments", currency="HUF"),
            now=now, progress=lambda _done: None, report=faults.append,
        )  # fmt: skip

    assert (take(head + again).same, LedgerEntry.select().count()) == (1, before)
    assert (take(head + again + bounced).added, faults) == (1, [])
    assert take(head + again + bounced).same == 2
    assert LedgerEntry.get(LedgerEntry.import_key == "B1").reverses == entry
    assert len(told()) == 1, "billing delivered the chargeback itself"
    take(head + f"B2,SU0045,-1,2026-11-26,refund,{entry}\n")
    take(head + "B3,SU0044,-1,2026-11-26,refund,no such\n")
    take(head + "B4,SU0044,1,2026-11-26,refund,x\n")
    assert [str(fault.refusal)[:30] for fault in faults] == [
        "No payment of this customer st", "No payment of this customer st",
        "What was paid back must stand ",
    ]  # fmt: skip


def test_what_commits_late_comes_later_and_is_not_lost(now, pay, told):
    pay(1)
    assert len(told()) == 1
    pay(2, at=now - timedelta(hours=5))
    assert [one.amount for one in told(sequence=1)] == ["2"]


def test_what_billing_delivered_or_nobody_paid_is_not_told(world, now, told):
    company_id, customer_id, currency = whose(world)
    money = Money(100, currency)
    grant_credit(
        company_id=company_id, customer_id=customer_id, money=money, cause=cause(world, now=now)
    )
    batch = new_id()
    ImportBatch.insert(
        company_id=company_id, id=batch, kind="payments", source="x", made_at=now
    ).execute()
    of_batch = Cause(
        source=Source(import_id=batch), value_on=world.today, reference="R", now=now, key="K1"
    )
    booked = book_payment(
        company_id=company_id, customer_id=customer_id, money=money, cause=of_batch
    )
    assert told() == []
    take_back(
        company_id=company_id, entry_id=booked.entry_id, kind="refund",
        cause=cause(world, now=now, decision_id=decided(world, "refund", now=now)),
    )  # fmt: skip
    assert [(one.kind, one.of) for one in told()] == [("refund", "K1")]


def test_another_companys_money_is_another_list(world, now, pay, told):
    pay(100, owner="clara")
    assert told() == []
    assert list_for_export(company_id=world.muster, what="payments", now=now) == 1
    (line,) = payments_since(company_id=world.muster, sequence=0)
    assert (line.sequence, line.amount) == (1, "1.00")


def test_decisions_are_told_when_they_can_no_longer_be_taken_back(world, now, storage, told):
    clerk = world.person("clerk")
    submission = submitted(world, now=now, storage=storage)
    accept(person=clerk, submission_id=submission, now=now)
    undo(person=clerk, submission_id=submission, now=now)
    refund = decided(world, "refund", now=now)
    assert told("decisions", at=now + UNDO_FOR) == []
    accepted, undone, money = told("decisions", at=now + DUE)
    assert (accepted.about, accepted.verdict, accepted.customer) == (
        "submission", "accept", "SU0044",
    )  # fmt: skip
    assert (accepted.subject, bool(accepted.receipt)) == (f"submission:{submission}", True)
    assert (undone.verdict, undone.undoes) == ("undo", accepted.decision)
    assert (money.about, money.verdict, money.decision) == ("money", "refund", refund)
    assert (money.staff, money.proposed_by) == (
        world.accounts["supervisor"], world.accounts["clerk"],
    )  # fmt: skip
    assert told("decisions", at=now + DUE, sequence=3) == []


def test_the_list_only_grows(world, pay, told):
    pay(1)
    told()
    for sql in ("UPDATE export_line SET sequence = 9", "DELETE FROM export_line"):
        with pytest.raises(DatabaseError), database.atomic():
            database.execute_sql(sql)


# Two companies of the same customers and debts: what one exports the other imports.

AMOUNTS = (700, 1_500, 900)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "pay",
                "pay",
                "choose",
                "account",
                "refund",
                "chargeback",
                "reversal",
                "won_back",
                "came_back",
            ]
        ),
        st.integers(1, 2_000),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=14,
)


class Books:
    """The money of one of the two."""

    def __init__(self, company_id, currency, import_id, day):
        self.company_id, self.currency = company_id, currency
        self.import_id, self.day = import_id, day
        self.customers = {number: self._customer(number) for number in ("A", "B")}
        self.debts = {
            f"{owner}{place}": self._debt(owner, f"{owner}{place}", amount)
            for owner in self.customers
            for place, amount in enumerate(AMOUNTS)
        }

    def _customer(self, number):
        shared = {"company_id": self.company_id, "import_id": self.import_id, "id": new_id()}
        Customer.insert(number=number, name=number, **shared).execute()
        return shared["id"]

    def _debt(self, owner, number, amount):
        shared = {"company_id": self.company_id, "import_id": self.import_id, "id": new_id()}
        Debt.insert(
            number=number, customer_id=self.customers[owner], kind="invoice", description="",
            legal_title="own", amount=amount, currency=self.currency, arose_on=self.day,
            due_on=self.day, **shared,
        ).execute()  # fmt: skip
        return shared["id"]

    def standing(self):
        """Entries with what they name, what is settled of each debt, in words both share."""
        numbers = {id_: number for number, id_ in self.debts.items()}
        owners = {id_: number for number, id_ in self.customers.items()}
        entries = dicts_of(
            LedgerEntry.select()
            .where(LedgerEntry.company_id == self.company_id)
            .order_by(LedgerEntry.id)
        )
        places = {one["id"]: place for place, one in enumerate(entries)}
        allocated = sorted(
            (places[one["entry_id"]], numbers[one["debt_id"]], one["amount"])
            for one in dicts_of(Allocation.select().where(Allocation.company_id == self.company_id))
        )
        return [
            (owners[one["customer_id"]], one["kind"], one["amount"], one["value_on"],
             one["reference"], places.get(one["reverses"]))
            for one in entries
        ], allocated  # fmt: skip


def _company(slug, now):
    company_id, batch = new_id(), new_id()
    Company.insert(
        id=company_id, slug=slug, name=slug, country="CZ", currency="CZK", locale="cs",
        timezone="UTC", accent="#000000", contact="", created_at=now,
    ).execute()  # fmt: skip
    ImportBatch.insert(
        company_id=company_id, id=batch, kind="statement", source="bank", made_at=now
    ).execute()
    return Books(company_id, "CZK", batch, now.date())


def _happen(books, steps, now):
    booked = []
    for number, (what, amount, which, of_b) in enumerate(steps):
        owner = "B" if of_b else "A"
        because = Cause(
            source=Source(import_id=books.import_id), value_on=books.day,
            reference=f"R{number}", now=now + timedelta(seconds=number),
        )  # fmt: skip
        try:
            if what in (*TAKING_BACK, *UNDOES):
                if booked:
                    (bring_back if what in UNDOES else take_back)(
                        company_id=books.company_id, entry_id=booked[which % len(booked)],
                        kind=what, cause=because, amount=amount,
                    )  # fmt: skip
                continue
            chosen = [Choice(books.debts[f"{owner}{which % 3}"], amount // 2 + 1)]
            booked.append(
                book_payment(
                    company_id=books.company_id, customer_id=books.customers[owner],
                    money=Money(amount, books.currency), cause=because,
                    chosen=chosen if what == "choose" else (), spread_rest=what == "pay",
                ).entry_id
            )  # fmt: skip
        except Refusal:
            pass  # more than was left


def exported(company_id, now):
    """The file as the command writes it."""
    kept, out = LISTS["payments"], io.StringIO()
    kept.fill(company_id, now)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(kept.columns)
    for line in kept.since(company_id=company_id, sequence=0):
        writer.writerow(_cell(getattr(line, name)) for name in kept.columns)
    return out.getvalue()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_exported_comes_in_elsewhere_as_it_was(world, now, steps):
    with database.atomic() as transaction:
        here, there = _company("here", now), _company("there", now)
        _happen(here, steps, now)
        text = exported(here.company_id, now)
        for again in (False, True):
            faults = []
            import_billing(
                company_id=there.company_id,
                delivery=Delivery(kind="payments", source="x", sha256="0", currency="CZK"),
                rows=parsed_rows(file=io.StringIO(text), kind="payments", currency="CZK"),
                now=now, progress=lambda _done: None, report=faults.append,
            )  # fmt: skip
            assert not faults
            assert there.standing() == here.standing(), f"again: {again}"
        assert exported(here.company_id, now) == text
        transaction.rollback()


WRITE = (
    COMMON
    + """
from datetime import date
from webapp.actions.ledger import Cause, Source, book_payment, take_back
from webapp.domain.money import Money
for turn in range(given["turns"]):
    cause = Cause(source=Source(import_id=given["import"]), value_on=date(2026, 11, 25),
        reference="R", now=datetime.now(UTC))
    booked = book_payment(company_id=given["company"], customer_id=given["customer"],
        money=Money(turn + 1, "HUF"), cause=cause)
    if turn % 3 == 0:
        take_back(company_id=given["company"], entry_id=booked.entry_id, kind="chargeback",
            cause=cause)
"""
)
READ = (
    COMMON
    + """
from webapp.actions.export_list import list_for_export
from webapp.queries.exports import payments_since
cursor, seen = 0, []
for turn in range(given["turns"]):
    list_for_export(company_id=given["company"], what="payments", now=datetime.now(UTC))
    for line in payments_since(company_id=given["company"], sequence=cursor):
        cursor = line.sequence
        seen.append([line.sequence, line.key])
    time.sleep(0.02)
print(json.dumps(seen))
"""
)


def test_readers_and_writers_at_once_lose_and_double_nothing(committed):
    world, url = committed
    customers = [whose(world)[:2], whose(world, "szabo")[:2]]
    batch = ImportBatch.get(ImportBatch.company_id == world.minta).id
    shared = {"url": url, "account": world.accounts["clerk"], "import": batch}
    writers = [
        (WRITE, {**shared, "company": company_id, "customer": customer_id, "turns": 15})
        for company_id, customer_id in customers * 2
    ]
    readers = [(READ, {**shared, "company": world.minta, "turns": 12})] * 2
    said = race(writers + readers)
    list_for_export(company_id=world.minta, what="payments", now=datetime.now(UTC))
    whole = [(o.sequence, o.key) for o in payments_since(company_id=world.minta, sequence=0)]
    assert [sequence for sequence, _ in whole] == list(range(1, len(whole) + 1))
    entries = {str(one.id) for one in LedgerEntry.select()}
    assert {key for _, key in whole} == entries
    assert len(whole) == len(entries) == 4 * 20
    for out in said[-2:]:
        seen = [tuple(one) for one in json.loads(out)]
        assert seen == whole[: len(seen)], "a cursor passed a line that came later"
        assert seen, "nobody read while others wrote"


def test_each_line_is_about_one_thing(world, now):
    with pytest.raises(DatabaseError), database.atomic():
        ExportLine.insert(
            company_id=world.minta, what="payments", sequence=1, listed_at=now
        ).execute()


class TestHowBillsGo:
    def test_a_granted_wish_is_told_in_the_words_of_the_import(self, world, now, told):
        point = place(world, "hot")
        ServicePoint.update(number="P-1").where(ServicePoint.id == point).execute()
        sent = wished(world, now=now)
        accept(person=world.person("clerk"), submission_id=sent, now=now)
        assert told("decisions", at=now) == [], "it can still be taken back"
        (line,) = told("decisions", at=now + DUE)
        assert (line.kind, line.verdict, line.customer, line.service_point, line.invoice_route) == (
            "invoice_route", "accept", "SU0044", "P-1", "electronic",
        )  # fmt: skip

    def test_one_turned_down_or_taken_back_tells_no_way(self, world, now, told):
        clerk = world.person("clerk")
        sent = wished(world, now=now)
        accept(person=clerk, submission_id=sent, now=now)
        undo(person=clerk, submission_id=sent, now=now)
        reject(person=clerk, submission_id=sent, reason_code="ask_us", now=now)
        granted, undone, rejected = told("decisions", at=now + DUE)
        assert (granted.invoice_route, undone.invoice_route, rejected.invoice_route) == (
            "", "", "",
        )  # fmt: skip
        assert undone.undoes == granted.decision


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("S-1=50.80|F-1=5.50", (("S-1", 5080), ("F-1", 550))),
        ("2026|1=5|F=1=6", (("2026|1", 500), ("F=1", 600))),
        ("-=5", (("-", 500),)),
        ("S-1", (("S-1", None),)),
        ("-", ()),
    ],
)
def test_debts_are_told_apart_whatever_their_numbers_look_like(said, means):
    text = f"key,customer,amount,paid_on,debt,currency\nP,A,9,2026-11-25,{said},CZK\n"
    (line,) = parsed_rows(file=io.StringIO(text), kind="payments", currency="CZK")
    assert line.row.settles == means


@pytest.mark.parametrize(
    ("debt", "currency", "field"), [("S=5|F", "CZK", "debt"), ("S=5", "HUF", "currency")]
)
def test_what_is_no_sum_or_another_currency_is_refused(debt, currency, field):
    text = f"key,customer,amount,paid_on,debt,currency\nP,A,9,2026-11-25,{debt},{currency}\n"
    (line,) = parsed_rows(file=io.StringIO(text), kind="payments", currency="CZK")
    assert line.refusal.field == field
