"""The account statement: to read, as PDF and as CSV, with balances true to the ledger."""

import csv
import gzip
import io
import re
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.gateways.documents.reading import needs_poppler, text_of
from tests.money import cause, decided, invoiced, owing, paid, whose
from webapp.actions.ledger import take_back
from webapp.domain.ledger import Choice
from webapp.models.memberships import Membership

MOST_QUERIES, MOST_BYTES = 8, 14_000
ADDRESSES = ("/money/statement", "/money/statement.pdf", "/money/statement.csv")
NOVEMBER = "from=2026-11-01&to=2026-11-30"


def amounts(page, testid):
    """The amounts in the rows of this kind, as written."""
    rows = re.findall(rf'data-testid="statement-{testid}">(.*?)</tr>', page, re.S)
    return [re.findall(r"-?[\d,.]+\u00a0(?:Ft|€)", row) for row in rows]


@pytest.fixture
def autumn(world, now):
    """October's bill paid in November, November's open, and a refund."""
    october, november = date(2026, 10, 10), date(2026, 11, 10)
    _, old = invoiced(world, amount=30_000, due=october + timedelta(days=20), number="2026S000571")
    invoiced(world, amount=38_837, due=november + timedelta(days=20), number="2026S000572")
    entry = paid(
        world, amount=31_000, now=now, day=november, reference="VS 571",
        chosen=[Choice(old, 30_000)],
    )  # fmt: skip
    company_id, _, _ = whose(world)
    why = cause(
        world, now=now, day=date(2026, 11, 20), decision_id=decided(world, "refund", now=now)
    )
    take_back(company_id=company_id, entry_id=entry, kind="refund", cause=why, amount=1_000)


def test_from_one_balance_to_the_other(world, sign_in_as, autumn):
    page = sign_in_as("anna").get(f"/money/statement?{NOVEMBER}").text
    assert amounts(page, "opening") == [["30,000\u00a0Ft"]]
    assert amounts(page, "line") == [
        ["38,837\u00a0Ft", "68,837\u00a0Ft"],
        ["-31,000\u00a0Ft", "37,837\u00a0Ft"],
        ["1,000\u00a0Ft", "38,837\u00a0Ft"],
    ]
    assert amounts(page, "closing") == [["38,837\u00a0Ft"]]
    for words in ("Given back to you", "VS 571", 'value="2026-11-01"', 'value="2026-11-30"'):
        assert words in page, words


def test_this_year_is_what_is_meant_where_nothing_is_said(world, sign_in_as):
    page = sign_in_as("anna").get("/money/statement").text
    assert f'value="{world.today.year}-01-01"' in page
    assert f'value="{world.today.isoformat()}"' in page
    assert "Nothing came in or went out in this time." in page


def test_a_balance_in_ones_favour_is_said_to_be_so(world, now, sign_in_as):
    paid(world, amount=500, now=now, day=date(2026, 11, 2))
    page = sign_in_as("anna").get(f"/money/statement?{NOVEMBER}").text
    assert amounts(page, "closing") == [["-500\u00a0Ft"]]
    assert "in your favour" in page


@needs_poppler
def test_on_paper_in_the_companys_language(world, sign_in_as, autumn):
    answer = sign_in_as("anna").get(f"/money/statement.pdf?{NOVEMBER}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    text = text_of(answer.data)
    for said in ("30 000 Ft", "38 837 Ft", "37 837 Ft", "VS 571", "SU0044"):
        assert said in text, said
    assert "payment" not in text
    assert "refund" not in text


def test_as_a_table_that_adds_up(world, sign_in_as, autumn):
    answer = sign_in_as("anna").get(f"/money/statement.csv?{NOVEMBER}")
    assert answer.mimetype == "text/csv"
    assert "SU0044-2026-11-01-2026-11-30" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]
    assert [row[5] for row in rows] == ["30000", "68837", "37837", "38837", "38837"]
    charged = sum(int(row[3] or 0) for row in rows)
    credited = sum(int(row[4] or 0) for row in rows)
    assert int(rows[0][5]) + charged - credited == int(rows[-1][5])
    assert {row[6] for row in rows} == {"HUF"}


def test_a_balance_below_nothing_stays_a_number_in_the_table(world, now, sign_in_as):
    paid(world, amount=1_250, now=now, day=date(2026, 11, 2), owner="clara")
    answer = sign_in_as("clara").get(f"/money/statement.csv?{NOVEMBER}")
    assert answer.data.decode("utf-8-sig").splitlines()[-1].endswith(",-12.50,EUR")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-11-30&to=2026-11-01", "The last day lies before the first one."),
        ("from=yesterday", "Please give days as year-month-day"),
        ("from=2000-01-01&to=2026-01-01", "Please choose ten years at most."),
        ("from=0001-01-01", "Please give days as year-month-day"),
    ],
)
def test_a_time_that_makes_no_sense_is_asked_for_again(sign_in_as, query, sentence):
    anna = sign_in_as("anna")
    answer = anna.get(f"/money/statement?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text
    for address in ADDRESSES[1:]:
        assert anna.get(f"{address}?{query}").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_somebody_elses_is_not_found(world, now, sign_in_as, address):
    szabo = world.customers["SU0045"]
    paid(world, amount=4_321, now=now, owner="szabo")
    anna = sign_in_as("anna")
    assert anna.get(f"{address}?customer={szabo}").status_code == 404
    assert anna.get(f"{address}?customer=x").status_code == 404
    assert anna.get(f"{address}?customer={world.customers['SU0044']}").status_code == 200
    assert sign_in_as("bela").get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_signed_out_is_sent_to_sign_in(client, address):
    assert client.get(address).status_code == 303


def test_one_of_several_customers(world, now, sign_in_as):
    company_id, szabo, _ = whose(world, "szabo")
    paid(world, amount=4_321, now=now, owner="szabo", day=date(2026, 11, 2))
    Membership.insert(
        account_id=world.accounts["anna"], company_id=company_id, customer_id=szabo,
        permissions="view_bills", since=now,
    ).execute()  # fmt: skip
    anna = sign_in_as("anna")
    assert "4,321" not in anna.get(f"/money/statement?{NOVEMBER}").text
    page = anna.get(f"/money/statement?{NOVEMBER}&customer={szabo}").text
    assert amounts(page, "closing") == [["-4,321\u00a0Ft"]]
    assert f"customer={szabo}" in page


def test_a_long_account_is_light_and_says_what_it_leaves_out(world, now, sign_in_as):
    for n in range(150):
        owing(world, amount=100, due=date(2026, 11, 25), description=f"S:{n} (2026/10)")
    anna = sign_in_as("anna")
    with count_queries() as counted:
        answer = anna.get(f"/money/statement?{NOVEMBER}")
    assert counted.count <= MOST_QUERIES
    assert len(gzip.compress(answer.data)) <= MOST_BYTES
    assert "90 lines more stand before these" in answer.text
    assert amounts(answer.text, "closing") == [["15,000\u00a0Ft"]]
