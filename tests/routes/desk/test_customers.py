"""GET /desk/customers: one field finds a customer by whatever somebody remembers."""

import re

import pytest
from playhouse.test_utils import count_queries

from tests.money import import_id_of, invoiced, owing, whose
from webapp.actions.customer_search import index_customers
from webapp.models.base import new_id
from webapp.models.customers import Customer

MOST_QUERIES = 8
ROW = re.compile(r'<b>([^<]+)</b> <span class="nowrap">([^<]+)</span>')


def found(answer):
    assert answer.status_code == 200
    return [number for _, number in ROW.findall(answer.text)]


@pytest.fixture
def crowd(world):
    """Sixty customers who are all called Kovács, one of them Zita."""
    company_id, customer_id, _ = whose(world)
    ids = []
    for at in range(60):
        ids.append(new_id())
        Customer.insert(
            company_id=company_id,
            id=ids[-1],
            number=f"K-{at:03d}",
            name="Kovács Zita" if at == 41 else f"Kovács Anna {at}",
            import_id=import_id_of(company_id, customer_id),
        ).execute()
    index_customers(company_id=company_id, customer_ids=ids)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("SU0044", "number"),
        ("su00", "number"),
        ("minta ugyfel", "name"),
        ("ÜGYFÉL Minta", "name"),
        ("37461", "meter 37461"),
        ("Minta tér 9", "address"),
        ("S-2026-000123", "bill S-2026-000123"),
        ("s2026 000123", "bill S-2026-000123"),
        ("000123", "bill S-2026-000123"),
        ("k93042", "reminder fee K-93042"),
        ("2026/000555", "reminder 2026/000555"),
        ("I-7", "interest I-7"),
    ],
)
def test_it_finds_by_the_beginning_of_words_and_says_why(clerk, world, typed, why):
    invoiced(world, amount=1_000, number="S-2026-000123")
    owing(world, amount=5, kind="dunning_fee", number="K-93042", reminder="2026/000555")
    owing(world, amount=5, kind="interest", number="I-7")
    company_id, customer_id, _ = whose(world)
    index_customers(company_id=company_id, customer_ids=[customer_id])
    answer = clerk.get("/desk/customers", query_string={"q": typed})
    assert "SU0044" in found(answer)
    assert f">{why}</span>" in answer.text
    assert f'href="/desk/customers/{customer_id}"' in answer.text


def test_every_word_has_to_fit(clerk):
    assert found(clerk.get("/desk/customers?q=minta+szab")) == ["SU0045"]
    nobody = clerk.get("/desk/customers?q=minta+nobody")
    assert found(nobody) == []
    assert "Nobody fits" in nobody.text


def test_nothing_typed_finds_nobody(clerk):
    for address in ("/desk/customers", "/desk/customers?q=", "/desk/customers?q=%2C+-"):
        answer = clerk.get(address)
        assert found(answer) == []
        assert "Whom are you looking for?" in answer.text


def test_another_company_s_customers_are_not_found(clerk, sign_in_as):
    assert found(clerk.get("/desk/customers?q=clara")) == []
    assert found(sign_in_as("foreign_clerk").get("/desk/customers?q=clara")) == ["100-2201"]
    assert found(sign_in_as("foreign_clerk").get("/desk/customers?q=su00")) == []


@pytest.mark.usefixtures("crowd")
def test_each_stands_there_once_and_the_pages_lead_to_everyone(clerk):
    address, seen = "/desk/customers?q=kovacs", []
    while address:
        answer = clerk.get(address)
        seen += found(answer)
        onward = re.search(r'href="([^"]+)">Look further', answer.text)
        address = onward[1].replace("&amp;", "&") if onward else ""
    assert len(seen) == len(set(seen)) == 60
    assert found(clerk.get("/desk/customers?q=zita+kov")) == ["K-041"]


@pytest.mark.usefixtures("crowd")
def test_a_common_word_is_looked_through_share_by_share(clerk, monkeypatch):
    monkeypatch.setattr("webapp.queries.customer_search.COMMON", 5)
    monkeypatch.setattr("webapp.queries.customer_search.LOOKED_AT", 25)
    address, seen = "/desk/customers?q=anna+ko", []
    for _ in range(9):
        answer = clerk.get(address)
        seen += found(answer)
        onward = re.search(r'href="([^"]+)">Look further', answer.text)
        if not onward:
            break
        address = onward[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 59


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("typed", ["kovacs", "kovacs anna", "k-041", "anna kovacs 5 k 0 kov"])
def test_queries_stay_few_and_do_not_grow(clerk, typed):
    with count_queries() as counted:
        clerk.get("/desk/customers", query_string={"q": typed})
    assert counted.count <= MOST_QUERIES


def test_htmx_gets_the_list_alone(clerk):
    answer = clerk.htmx("/desk/customers?q=su0044")
    assert answer.text.lstrip().startswith("<section")
    assert found(answer) == ["SU0044"]


@pytest.mark.parametrize("after", ["x", "~", "1~", "99999999999999999999~a"])
def test_a_place_that_makes_no_sense_shows_the_first_page(clerk, after):
    answer = clerk.get("/desk/customers", query_string={"q": "su0044", "after": after})
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_who_handles_no_money_finds_no_search(sign_in_as, name):
    assert sign_in_as(name).get("/desk/customers").status_code == 404


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get("/desk/customers").location.startswith("/sign-in")
