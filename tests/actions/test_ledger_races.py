"""Several web processes and a worker at one customer's money: no debt is settled twice over."""

import random
from datetime import UTC, datetime

from tests.money import cause, import_id_of, invoiced, whose
from tests.processes import COMMON, race
from webapp.actions.ledger import book_payment
from webapp.actions.ledger_rows import family, open_lines
from webapp.domain.money import Money
from webapp.models.allocations import Allocation
from webapp.models.base import database
from webapp.models.ledger_entries import LedgerEntry

AT_ONCE, TURNS = 4, 12

LEDGER = (
    COMMON
    + """
from datetime import date
from random import Random
from webapp.actions.ledger import Cause, Source, book_payment, take_back, use_credit
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.refusals import Refusal
rng = Random(given["seed"])
paid = []
for turn in range(given["turns"]):
    cause = Cause(source=Source(import_id=given["import"]), value_on=date(2026, 11, 25),
        reference="R", now=datetime.now(UTC),
        key=f"{given['seed']}-{turn}" if rng.random() < 0.7 else f"all-{turn}")
    try:
        if paid and rng.random() < 0.3:
            take_back(company_id=given["company"], entry_id=rng.choice(paid), kind="chargeback",
                cause=Cause(source=cause.source, value_on=cause.value_on, reference="R",
                    now=cause.now))
        else:
            debt = rng.choice(given["debts"])
            booked = book_payment(company_id=given["company"], customer_id=given["customer"],
                money=Money(rng.randint(1, 900), "HUF"), cause=cause,
                chosen=[Choice(debt, 900)] if rng.random() < 0.6 else [])
            if not booked.repeated:
                paid.append(booked.entry_id)
        use_credit(company_id=given["company"], customer_id=given["customer"], currency="HUF",
            now=datetime.now(UTC))
    except Refusal:
        pass
print("done")
"""
)

# Straight past the actions: each finds the debt open and settles all of it.
PAST = (
    COMMON
    + """
from webapp.models.allocations import Allocation
from webapp.models.base import atomic, new_id
from peewee import DatabaseError
try:
    with atomic():
        Allocation.insert(company_id=given["company"], id=new_id(), entry_id=given["entry"],
            debt_id=given["debt"], amount=800, allocated_at=now).execute()
    print("won")
except DatabaseError:
    print("told")
"""
)


def test_many_at_one_customers_money(committed):
    world, url = committed
    company_id, customer_id, _ = whose(world)
    debts = {invoiced(world, amount=amount)[1]: amount for amount in (1_500, 900, 3_000)}
    runs = [
        {
            "url": url,
            "account": world.accounts["clerk"],
            "company": company_id,
            "customer": customer_id,
            "import": import_id_of(company_id, customer_id),
            "debts": list(debts),
            "seed": random.Random(place).randrange(10**6),
            "turns": TURNS,
        }
        for place in range(AT_ONCE)
    ]
    assert race(LEDGER, runs) == ["done"] * AT_ONCE
    lines = open_lines(company_id=company_id, customer_id=customer_id, currency="HUF")
    owed = {line.debt_id: line.outstanding for line in lines}
    assert all(0 <= owed.get(debt, 0) <= amount for debt, amount in debts.items())
    keys = [key for (key,) in LedgerEntry.select(LedgerEntry.import_key).tuples() if key]
    assert len(keys) == len(set(keys))
    whole = [
        family(company_id=company_id, entry_id=entry.id)
        for entry in LedgerEntry.select().where(LedgerEntry.reverses.is_null())
    ]
    assert min(one.on_account for one in whole) >= 0
    settled = sum(amount - owed.get(debt, 0) for debt, amount in debts.items())
    assert sum(one.remaining - one.on_account for one in whole) == settled


def test_two_writers_who_ask_nobody(committed):
    world, url = committed
    company_id, customer_id, currency = whose(world)
    _, debt = invoiced(world, amount=1_000)
    for _ in range(2):
        entries = [
            book_payment(
                company_id=company_id,
                customer_id=customer_id,
                money=Money(800, currency),
                cause=cause(world, now=datetime.now(UTC)),
                spread_rest=False,
            ).entry_id
            for _ in range(3)
        ]
        given = {
            "url": url, "account": world.accounts["clerk"], "company": company_id, "debt": debt,
        }  # fmt: skip
        said = race(PAST, [{**given, "entry": entry} for entry in entries])
        assert sorted(said) == ["told", "told", "won"]
        _, debt = invoiced(world, amount=1_000)
    assert database.obj is not None
    assert Allocation.select().count() == 2
