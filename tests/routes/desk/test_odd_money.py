"""What a bank took instead of what was asked for: one press books it, and only once."""

import pytest

from tests.money import attempted, whose
from webapp.actions.money_tasks import open_task
from webapp.domain.money_tasks import TaskKind
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.payments import Payment

ODD = {"why": "amount", "asked": 1_000, "asked_currency": "HUF", "taken": 900,
       "taken_currency": "HUF", "reference": "P1"}  # fmt: skip


@pytest.fixture
def task(world, now):
    """Anna was asked for 1,000 Ft and the bank took something else; the task's address."""

    def left(**other):
        payment_id, _ = attempted(world, state="review")
        company_id, customer_id, _ = whose(world)
        task_id = open_task(
            company_id=company_id, customer_id=customer_id, payment_id=payment_id,
            kind=TaskKind.MISMATCH, facts={**ODD, **other}, now=now,
        )  # fmt: skip
        return f"/desk/money/tasks/{task_id}/booking"

    return left


def test_one_press_books_it_and_says_so(sign_in_as, task):
    address, clerk = task(), sign_in_as("clerk")
    page = clerk.get("/desk/money").text
    assert "asked for <b" in page
    assert "Book 900\u00a0Ft as it came" in page
    told = clerk.get(clerk.post(address).location).text
    assert "Booked as it came" in told
    assert Payment.get().state == "succeeded"
    assert [row.amount for row in LedgerEntry.select().where(LedgerEntry.kind == "payment")] == [
        900
    ]
    assert sign_in_as("supervisor").post(address).status_code == 422


def test_another_currency_offers_nothing_to_book(sign_in_as, task):
    address, clerk = task(taken_currency="EUR"), sign_in_as("clerk")
    assert "as it came" not in clerk.get("/desk/money").text
    refused = clerk.post(address)
    assert (refused.status_code, "cannot be booked any more" in refused.text) == (422, True)
    assert Payment.get().state == "review"


@pytest.mark.parametrize("name", ["anna", "reader", "foreign_clerk"])
def test_nobody_else_finds_it(sign_in_as, task, name):
    assert sign_in_as(name).post(task()).status_code == 404
    assert Payment.get().state == "review"


def test_who_is_signed_out_changes_nothing(client, task):
    assert client.post(task()).status_code in (303, 403)
    assert Payment.get().state == "review"


def test_what_is_not_there(sign_in_as):
    assert sign_in_as("clerk").post("/desk/money/tasks/1/booking").status_code == 404
