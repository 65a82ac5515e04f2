"""The database itself: a line stays what the bank said, and matched means booked."""

import pytest
from peewee import DatabaseError

from tests.camt import paid
from tests.money import invoiced
from tests.statements import bring, lines, takes_money
from webapp.models.bank_entries import BankEntry
from webapp.models.base import database, new_id


@pytest.fixture
def two(world, now):
    """A matched line and an open one."""
    takes_money(world)
    invoiced(world, amount=100, number="BILL1")
    bring(world.minta, paid("100", ref="A", reference="BILL1"), paid("5", ref="B"), now=now)
    return lines(world.minta)


def refused(change):
    with pytest.raises(DatabaseError), database.atomic():
        change.execute()


def of(line):
    return (BankEntry.company_id == line.company_id) & (BankEntry.id == line.id)


@pytest.mark.parametrize("changed", [{"amount": 7}, {"iban": "X"}, {"currency": "EUR"},
                                     {"entry_key": "X"}])  # fmt: skip
def test_what_the_bank_said_stays(two, changed):
    for line in two:
        refused(BankEntry.update(**changed).where(of(line)))


def test_matched_means_booked_with_the_lines_amount(two):
    matched, waiting = two
    refused(BankEntry.update(state="matched").where(of(waiting)))
    refused(BankEntry.update(state="open").where(of(matched)))
    refused(BankEntry.update(entry_id=None).where(of(matched)))
    # Another line's money, of another amount.
    refused(BankEntry.update(state="matched", entry_id=matched.entry_id).where(of(waiting)))


def test_one_entry_is_one_line_and_one_line_is_kept_once(two):
    matched, waiting = two
    row = {**waiting.__data__, "id": new_id()}
    refused(BankEntry.insert(row))
    twin = {**row, "entry_key": "other", "amount": matched.amount}
    refused(BankEntry.insert({**twin, "state": "matched", "entry_id": matched.entry_id}))
    BankEntry.insert(twin).execute()
    refused(
        BankEntry.update(state="matched", entry_id=matched.entry_id).where(
            BankEntry.id == twin["id"]
        )
    )
