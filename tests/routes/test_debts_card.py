"""What is to pay in one line: home leads to it at no cost, and fetches it afterwards."""

import re
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.money import invoiced, owing, paid, whose
from webapp.domain.ledger import Choice
from webapp.models.memberships import Membership
from webapp.queries.debts import debts_page

MOST_QUERIES = 4


def words(answer):
    """What the line says."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_what_is_owed_and_when_the_first_of_it_is_due(world, now, sign_in_as):
    _, bill = invoiced(world, amount=38_837, due=date(2030, 11, 30))
    _, done = invoiced(world, amount=1_000, due=date(2020, 1, 1))
    paid(world, amount=1_200, now=now, chosen=[Choice(done, 1_000), Choice(bill, 200)])
    owing(world, amount=550, kind="dunning_fee", due=date(2030, 12, 24))
    answer = sign_in_as("anna").get("/debts/card")
    assert words(answer) == "To pay 39,187 Ft the first of it due 30 Nov 2030"
    assert answer.text.lstrip().startswith("<a ")


def test_what_is_late_says_since_when_without_alarm(world, sign_in_as):
    invoiced(world, amount=38_837, due=date(2020, 11, 30))
    answer = sign_in_as("anna").get("/debts/card")
    assert "the oldest was due 30 Nov 2020" in words(answer)


def test_nothing_is_to_pay(sign_in_as):
    assert words(sign_in_as("anna").get("/debts/card")) == "Nothing is to pay Thank you."


def test_it_says_what_the_page_of_debts_says(world, now, sign_in_as):
    for n in range(12):
        debt = owing(world, amount=1_000 + n, due=world.today + timedelta(days=n - 5))
        paid(world, amount=100 * n + 1, now=now, chosen=[Choice(debt, 100 * n + 1)])
    total = debts_page(person=world.person("anna"), now=now)[0].total
    assert f"To pay {total:,} Ft" in words(sign_in_as("anna").get("/debts/card"))


def test_several_currencies_stand_side_by_side(world, now, sign_in_as):
    company_id, clara, _ = whose(world, "clara")
    Membership.insert(
        account_id=world.accounts["anna"], company_id=company_id, customer_id=clara,
        permissions="view_bills", since=now,
    ).execute()  # fmt: skip
    invoiced(world, amount=38_837, due=date(2030, 11, 30))
    invoiced(world, amount=14_537, owner="clara", due=date(2030, 10, 31))
    said = words(sign_in_as("anna").get("/debts/card"))
    assert said.startswith("To pay 145.37 € + 38,837 Ft the first of it due 31 Oct 2030")


def test_home_leads_there_and_asks_nothing_for_it(world, sign_in_as):
    anna = sign_in_as("anna")
    with count_queries() as before:
        anna.get("/")
    invoiced(world, amount=38_837)
    with count_queries() as after:
        page = anna.get("/").text
    assert after.count == before.count
    assert re.search(r'<mp-late-part[^>]*data-src="/debts/card"', page)
    assert "See what is to pay" in page
    assert "38,837" not in page
    assert "/debts/card" not in sign_in_as("bela").get("/").text


def test_it_is_cheap_and_no_phone_keeps_it(world, sign_in_as):
    invoiced(world, amount=38_837)
    anna = sign_in_as("anna")
    with count_queries() as counted:
        answer = anna.get("/debts/card")
    assert counted.count <= MOST_QUERIES
    assert "X-Meterpost-Account" not in answer.headers


@pytest.mark.parametrize("name", ["bela", "clerk", "reader"])
def test_wrong_people(sign_in_as, name):
    assert sign_in_as(name).get("/debts/card").status_code == 404


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get("/debts/card").status_code == 303
