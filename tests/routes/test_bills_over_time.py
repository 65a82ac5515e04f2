"""The last bills as a picture with a table behind it, beside what was used in the same times."""

import gzip
import re
from datetime import date

import pytest
from playhouse.test_utils import count_queries

from tests.money import cause, invoiced, whose
from webapp.actions.debts import void_debt
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.memberships import Membership

MOST_QUERIES, MOST_BYTES = 8, 14_000
ROW = re.compile(r'<tr><th scope="row"><a href="/invoices/(\d+)">(.*?)</tr>', re.S)


def billed(world, month, *, amount=20_000, used=5_000, kind="company", owner="anna", year=2026):
    """A month's bill and the line of its use."""
    company_id, _, _ = whose(world, owner)
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    invoice_id, debt = invoiced(
        world, amount=amount, owner=owner, due=following.replace(day=28),
        number=f"{owner}-{year}-{month}", period_from=first, period_to=following,
    )  # fmt: skip
    if used is not None:
        InvoiceLine.insert(
            company_id=company_id, invoice_id=invoice_id, position=1, description="Melegvíz",
            quantity=used, unit="m³", price="1180", net=amount, tax_rate=0, tax=0, serial="37461",
            reading_from=1_000_000, reading_from_kind="company", reading_to=1_000_000 + used,
            reading_to_kind=kind,
        ).execute()  # fmt: skip
    return invoice_id, debt


def rows_of(page):
    """{bill id: the words of its row}."""
    return {int(number): re.sub(r"<[^>]+>", " ", row) for number, row in ROW.findall(page)}


def test_bills_and_uses_stand_at_the_same_places(world, sign_in_as):
    first, _ = billed(world, 8, amount=20_000, used=5_000)
    second, _ = billed(world, 9, amount=66_365, used=6_000, kind="estimated")
    page = sign_in_as("anna").get("/invoices/over-time").text
    rows = rows_of(page)
    assert list(rows) == [second, first]
    for words in ("Sep 2026", "66,365\u00a0Ft", "Melegvíz", "6\u00a0m³", "estimated"):
        assert words in rows[second], words
    assert "estimated" not in rows[first]
    assert "2 bills, 86,365\u00a0Ft in all." in page
    assert "The highest was 66,365\u00a0Ft for Sep 2026." in page
    bars = re.findall(r'<rect x="([\d.]+)%" y="[\d.]+%"', page)
    assert len(bars) == 4
    assert bars[:2] == bars[2:]


def test_the_bill_of_a_year_says_its_whole_time(world, sign_in_as):
    invoiced(world, amount=3_713, period_from=date(2025, 5, 1), period_to=date(2026, 5, 1))
    page = sign_in_as("anna").get("/invoices/over-time").text
    assert "for May 2025 – Apr 2026." in page


def test_a_credit_is_a_mark_in_ones_favour_and_no_bar_below_nothing(world, sign_in_as):
    billed(world, 8)
    credit, _ = billed(world, 9, amount=-3_000, used=None)
    page = sign_in_as("anna").get("/invoices/over-time").text
    assert page.count('class="credit"') == 2
    assert "in your favour" in rows_of(page)[credit]
    assert "-3,000\u00a0Ft" in rows_of(page)[credit]
    assert not re.search(r'(height|y)="-', page)


def test_nothing_but_credits_still_makes_sense(world, sign_in_as):
    billed(world, 9, amount=-3_000, used=None)
    page = sign_in_as("anna").get("/invoices/over-time").text
    assert "1 bill, -3,000\u00a0Ft in all." in page
    assert "The highest" not in page


def test_a_cancelled_bill_is_left_out(world, now, sign_in_as):
    kept, _ = billed(world, 8)
    _, debt = billed(world, 9)
    void_debt(company_id=whose(world)[0], debt_id=debt, cause=cause(world, now=now))
    assert list(rows_of(sign_in_as("anna").get("/invoices/over-time").text)) == [kept]


def test_the_last_24_and_no_more_and_light(world, sign_in_as):
    anna, counts = sign_in_as("anna"), []
    for year in (2026, 2025, 2024):
        for month in range(1, 13):
            billed(world, month, year=year)
        with count_queries() as counted:
            answer = anna.get("/invoices/over-time")
        counts.append(counted.count)
    rows = rows_of(answer.text)
    assert len(rows) == 24
    assert "Jan 2025" in answer.text
    assert "Dec 2024" not in answer.text
    assert counts[0] == counts[2] <= MOST_QUERIES
    assert len(gzip.compress(answer.data)) <= MOST_BYTES


def test_one_of_several_customers(world, now, sign_in_as):
    company_id, szabo, _ = whose(world, "szabo")
    mine, _ = billed(world, 8)
    theirs, _ = billed(world, 9, owner="szabo")
    anna = sign_in_as("anna")
    assert anna.get(f"/invoices/over-time?customer={szabo}").status_code == 404
    Membership.insert(
        account_id=world.accounts["anna"], company_id=company_id, customer_id=szabo,
        permissions="view_bills", since=now,
    ).execute()  # fmt: skip
    assert list(rows_of(anna.get(f"/invoices/over-time?customer={szabo}").text)) == [theirs]
    address = f"/invoices/over-time?customer={whose(world)[1]}"
    assert list(rows_of(anna.get(address).text)) == [mine]
    part = anna.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    # One customer at a time: two currencies never stand in one row.
    assert len(rows_of(anna.get("/invoices/over-time").text)) == 1


def test_nothing_yet(sign_in_as):
    assert "No bills yet" in sign_in_as("anna").get("/invoices/over-time").text


@pytest.mark.parametrize("query", ["customer=x", "point=1e3", "customer=99999999999999999999"])
def test_what_no_form_here_asks_for_is_not_found(sign_in_as, query):
    assert sign_in_as("anna").get(f"/invoices/over-time?{query}").status_code == 404


def test_wrong_people_and_nobody(client, sign_in_as):
    for name in ("bela", "clerk", "reader"):
        assert sign_in_as(name).get("/invoices/over-time").status_code == 404
    assert client.get("/invoices/over-time").status_code == 303
