"""GET /desk/customers/ID: everything about one customer, and the page that keeps itself fresh."""

import re
from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.money import cause, invoiced, owing, whose
from webapp.actions.ledger import book_payment, take_back
from webapp.actions.money_tasks import open_task
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.models.payments import Payment

MOST_QUERIES = 8
MARK = re.compile(r'hx-get="([^"]+)"')


@pytest.fixture
def path(world):
    return f"/desk/customers/{whose(world)[1]}"


@pytest.fixture
def pay(world, now):
    """Money that Anna's customer pays by transfer, to a debt where one is named."""

    def book(amount, debt=None, **more):
        company_id, customer_id, currency = whose(world)
        return book_payment(
            company_id=company_id,
            customer_id=customer_id,
            money=Money(amount, currency),
            cause=cause(world, now=now, **more),
            chosen=[Choice(debt, amount)] if debt else (),
            spread_rest=False,
        )

    return book


def attempt(world, now, state="pending", **more):
    """Anna is at the bank with 5 000 Ft."""
    company_id, customer_id, currency = whose(world)
    Payment.insert(
        **{
            "company_id": company_id, "id": "p1", "customer_id": customer_id,
            "account_id": world.accounts["anna"], "amount": 5_000, "currency": currency,
            "state": state, "provider": "sandbox", "reference": "MP-0001", "return_hash": "h",
            "choice_hash": "c", "created_at": now, "changed_at": now, "polls": 0,
            "expires_at": now + timedelta(hours=1), **more,
        }
    ).execute()  # fmt: skip


def fresh_address(answer):
    return MARK.search(answer.text)[1].replace("&amp;", "&")


def test_who_where_and_what_is_owed(clerk, world, path, pay):
    _, late = invoiced(world, amount=38_837, due=world.today - timedelta(days=3))
    owing(world, amount=550, kind="dunning_fee", reminder="2026000475")
    pay(8_837, late)
    pay(1_200)
    text = clerk.get(path).text
    assert "Minta Ügyfél" in text
    assert "SU0044" in text
    assert "6600 Minta település, Minta tér 9." in text
    for serial in ("37461", "22870", "90112"):
        assert serial in text
    assert 'data-testid="customer-open">30,550\u00a0Ft' in text
    assert "<b>30,000\u00a0Ft</b>" in text  # overdue: without the fee, which is due later
    assert 'data-testid="customer-credit">1,200\u00a0Ft' in text
    assert "Bills and interest" in text
    assert "Reminder fees" in text
    assert "8,837\u00a0Ft to Bill Heat" in text


def test_payments_as_they_land(clerk, world, now, path, pay):
    attempt(world, now)
    _, debt = invoiced(world, amount=1_000)
    paid = pay(1_000, debt)
    take_back(
        company_id=world.minta,
        entry_id=paid.entry_id,
        kind="chargeback",
        amount=400,
        cause=cause(world, now=now),
    )
    text = clerk.get(path).text
    assert "the bank is working on it" in text
    assert "MP-0001" in text
    assert "Taken back by the bank" in text
    assert "400\u00a0Ft open again: Bill Heat" in text


def test_what_they_sent_leads_to_it_and_back(clerk, path, waiting):
    assert f'href="/desk/submissions/{waiting}"' in clerk.get(path).text
    assert f'href="{path}"' in clerk.get(f"/desk/submissions/{waiting}").text


def test_while_nothing_changes_the_page_is_told_so(clerk, world, now, path, pay):
    address = fresh_address(clerk.get(path))
    quiet = clerk.htmx(address)
    assert (quiet.status_code, quiet.data) == (204, b"")
    with count_queries() as asked:
        clerk.htmx(address)
    assert asked.count <= 4


@pytest.mark.parametrize("what", ["payment", "attempt", "bill", "task", "state"])
def test_whatever_lands_is_shown(clerk, world, now, path, pay, what):
    attempt(world, now, id="before", return_hash="b", reference="MP-0000")
    address = fresh_address(clerk.get(path))
    if what == "payment":
        pay(700)
    elif what == "attempt":
        attempt(world, now)
    elif what == "bill":
        invoiced(world, amount=1)
    elif what == "task":
        company_id, customer_id, _ = whose(world)
        open_task(company_id=company_id, customer_id=customer_id, kind=TaskKind.LATE_MONEY,
                  facts={}, now=now)  # fmt: skip
    else:
        Payment.update(state="failed", changed_at=now + timedelta(seconds=1)).execute()
    answer = clerk.htmx(address)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<mp-desk-fresh")
    assert clerk.htmx(fresh_address(answer)).status_code == 204


def test_queries_stay_few_and_do_not_grow(clerk, world, now, path, pay):
    counts = []
    for _ in range(2):
        with count_queries() as counted:
            clerk.get(path)
        counts.append(counted.count)
        for at in range(7 * len(counts), 7 * len(counts) + 7):
            pay(100, invoiced(world, amount=100)[1])
            attempt(world, now, id=f"p{at}", return_hash=f"{at}", reference=f"R{at}")
    assert max(counts) <= MOST_QUERIES


@pytest.mark.parametrize("name", ["anna", "reader", "foreign_clerk"])
@pytest.mark.parametrize("end", ["", "/fresh"])
def test_what_is_not_theirs_is_not_found(sign_in_as, path, name, end):
    assert sign_in_as(name).get(path + end).status_code == 404


def test_nobody_is_not_found(clerk):
    assert clerk.get("/desk/customers/7").status_code == 404


def test_signed_out_is_sent_to_sign_in(client, path):
    assert client.get(path).location.startswith("/sign-in")
