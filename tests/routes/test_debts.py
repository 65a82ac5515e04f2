"""What is owed: two groups, ticked and added up by the server, with interest laid open."""

import gzip
import json
import re
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.money import cause, invoiced, owing, paid, whose
from webapp.actions.ledger import book_payment
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.models.advances import Advance
from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.interest_rates import InterestRate
from webapp.models.memberships import Membership
from webapp.models.money_settings import MoneySetting
from webapp.models.service_points import ServicePoint

MOST_QUERIES, MOST_BYTES = 8, 14_000
ROW = re.compile(r'data-testid="debt-row" data-state="(\w+)" data-id="(\d+)"')
TICK = re.compile(
    r'<input class="tick"[^>]*name="debt" value="(\d+)"[^>]*data-testid="debt-choose"'
)


def rows_of(answer):
    """{id: state} in the page's order."""
    return {int(number): state for state, number in ROW.findall(answer.text)}


@pytest.fixture
def bank(world):
    """Say how Anna's company takes money; by card unless told otherwise."""

    def takes(**given):
        MoneySetting.insert(
            company_id=world.minta, payee="", iban="", bic="", bank="", tax_number="",
            address="", allocation_order="", payment_origins="", least_payment=250,
            qr_kind="none", **{"day_count": "act_365", "provider": "sandbox", **given},
        ).execute()  # fmt: skip

    return takes


@pytest.fixture
def interest(world):
    """2 254 Ft on 66 365 Ft for 391 days, at two rates."""
    until = date(2026, 11, 10)
    InterestRate.insert_many(
        [
            {"company_id": world.minta, "valid_from": date(2020, 1, 1), "rate": 350},
            {"company_id": world.minta, "valid_from": until - timedelta(days=184), "rate": 280},
        ]
    ).execute()
    details = {"base": 66_365, "since": (until - timedelta(days=391)).isoformat()}
    return owing(
        world, amount=2_254, kind="interest", interest_until=until, details=json.dumps(details)
    )


def _paid(world, now, debt, amount):
    company_id, customer_id, currency = whose(world)
    book_payment(
        company_id=company_id,
        customer_id=customer_id,
        money=Money(amount, currency),
        cause=cause(world, now=now),
        chosen=[Choice(debt, amount)],
    )


def test_bills_and_interest_then_fees_open_ones_first(world, now, sign_in_as, interest, bank):
    bank()
    _, paid = invoiced(world, amount=66_365, due=world.today - timedelta(days=30))
    _, bill = invoiced(world, amount=38_837)
    fee = owing(world, amount=550, kind="dunning_fee", reminder="2026000475",
                due=world.today - timedelta(days=1))  # fmt: skip
    _paid(world, now, paid, 66_365)
    _paid(world, now, fee, 245)
    page = sign_in_as("anna").get("/debts")
    assert set(list(rows_of(page))[:2]) == {bill, interest}
    assert list(rows_of(page))[2:] == [paid, fee]
    assert (rows_of(page)[paid], rows_of(page)[fee]) == ("settled", "overdue")
    assert {int(tick) for tick in TICK.findall(page.text)} == {bill, interest, fee}
    for words in ("part-paid: 245\u00a0Ft of 550\u00a0Ft", "Reminder 2026000475", "own debt",
                  "41,396\u00a0Ft", 'data-testid="pay-submit"'):  # fmt: skip
        assert words in page.text, words
    assert page.text.index("Bills and interest") < page.text.index("Reminder fees")


def test_a_line_that_is_paid_leads_to_its_payment(world, now, sign_in_as):
    _, whole = invoiced(world, amount=700, due=world.today)
    _, part = invoiced(world, amount=900, due=world.today)
    paid(world, amount=700, now=now, chosen=[Choice(whole, 700)])
    paid(world, amount=100, now=now, chosen=[Choice(part, 100)])
    anna = sign_in_as("anna")
    (link,) = re.findall(r'href="([^"]+)" data-testid="debt-payment"', anna.get("/debts").text)
    assert "700\N{NO-BREAK SPACE}Ft" in anna.get(link).text


def test_what_was_due_long_ago_is_there_on_the_day_it_is_paid(world, now, sign_in_as):
    long_ago = world.today - timedelta(days=300)
    _, before = invoiced(world, amount=500, due=long_ago)
    _, today = invoiced(world, amount=700, due=long_ago)
    for debt, amount, ago in ((before, 500, 1), (today, 700, 0)):
        day = world.today - timedelta(days=ago)
        paid(world, amount=amount, now=now, chosen=[Choice(debt, amount)], day=day)
    assert rows_of(sign_in_as("anna").get("/debts")) == {today: "settled"}


def test_interest_opens_to_its_base_days_and_rates(sign_in_as, interest):
    page = sign_in_as("anna").get("/debts").text
    for words in ("On 66,365\u00a0Ft for 391 days", "3.50\u00a0%", "2.80\u00a0%",
                  "1,317\u00a0Ft", "937\u00a0Ft", "2,254\u00a0Ft"):  # fmt: skip
        assert words in page, words
    assert "charged" not in page


def test_interest_that_was_charged_otherwise_says_so(sign_in_as, interest, bank):
    bank(day_count="act_360")
    page = sign_in_as("anna").get("/debts").text
    assert "Your company charged 2,254\u00a0Ft" in page
    assert "360 days" in page


def test_a_reminder_names_the_tariff_of_its_day(world, sign_in_as):
    since = world.today - timedelta(days=100)
    DunningTariff.insert_many(
        [
            {"company_id": world.minta, "step": 1, "valid_from": date(2020, 1, 1), "amount": 550},
            {"company_id": world.minta, "step": 1, "valid_from": since, "amount": 570},
        ]
    ).execute()
    for amount, ago in ((550, 101), (571, 100)):
        arose = world.today - timedelta(days=ago)
        owing(world, amount=amount, kind="dunning_fee", reminder=f"R{ago}", arose_on=arose)
    page = sign_in_as("anna").get("/debts").text
    assert page.count('data-testid="tariff"') == 2
    assert "a reminder costs 550\u00a0Ft." in page
    assert "a reminder costs 570\u00a0Ft. Your company charged 571\u00a0Ft." in page
    assert page.count("Your company charged") == 1


def test_of_several_steps_only_the_one_it_names_counts(world, sign_in_as):
    DunningTariff.insert_many(
        [
            {
                "company_id": world.minta,
                "step": step,
                "valid_from": date(2020, 1, 1),
                "amount": cost,
            }
            for step, cost in ((1, 550), (2, 900))
        ]
    ).execute()
    owing(world, amount=550, kind="dunning_fee", reminder="R1")
    assert 'data-testid="tariff"' not in sign_in_as("anna").get("/debts").text
    owing(world, amount=900, kind="dunning_fee", reminder="R2", details='{"step": 2}')
    page = sign_in_as("anna").get("/debts").text
    assert page.count('data-testid="tariff"') == 1
    assert "a reminder costs 900\u00a0Ft." in page


def test_the_sum_of_what_is_ticked_comes_from_the_ledger(world, now, sign_in_as, bank):
    bank()
    customer = whose(world)[1]
    _, bill = invoiced(world, amount=38_837)
    fee = owing(world, amount=550, kind="dunning_fee")
    _, foreign = invoiced(world, amount=999, owner="szabo")
    _paid(world, now, fee, 245)
    anna = sign_in_as("anna")
    asked = f"/debts/sum?customer={customer}&debt={bill}&debt={fee}&debt={foreign}&debt=x"
    answer = anna.htmx(asked)
    assert "2 chosen" in answer.text
    assert "39,142\u00a0Ft" in answer.text
    assert "Tick what you want" in anna.htmx(f"/debts/sum?customer={customer}").text
    assert anna.htmx("/debts/sum?customer=5&debt=7").status_code == 200
    everything = anna.get("/debts?all=1")
    assert everything.text.count(" checked") == 2
    assert "39,142\u00a0Ft" in everything.text


def test_one_bill_comes_ticked_from_its_own_page(world, sign_in_as, bank):
    bank()
    MoneySetting.update(payee="Minta Távhő Kft.", iban="HU42117730161111101800000000").execute()
    invoice, bill = invoiced(world, amount=38_837)
    owing(world, amount=550, kind="dunning_fee")
    _, foreign = invoiced(world, amount=999, owner="szabo")
    anna = sign_in_as("anna")
    address = f"/debts?debt={bill}"
    assert f'href="{address}"' in anna.get(f"/invoices/{invoice}").text
    page = anna.get(f"{address}&debt={foreign}&debt=x").text
    assert page.count(" checked") == 1
    assert "1 chosen" in page
    assert "For 1 chosen line:" in page
    assert "For everything:" not in page


def test_what_is_ticked_can_be_let_go_of(world, sign_in_as, bank):
    bank()
    invoiced(world, amount=38_837)
    anna = sign_in_as("anna")
    assert "Choose nothing" not in anna.get("/debts").text
    page = anna.get("/debts?all=1").text
    assert "Choose nothing" in page
    assert "Choose everything" not in page


def test_too_little_for_the_bank_says_so(world, sign_in_as, bank):
    bank()
    owing(world, amount=100, kind="dunning_fee")
    page = sign_in_as("anna").get("/debts?all=1").text
    assert "no less than 250\u00a0Ft" in page


def test_what_is_on_account_is_said(world, now, sign_in_as):
    company_id, customer_id, currency = whose(world)
    book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(1_200, currency),
        cause=cause(world, now=now),
    )  # fmt: skip
    page = sign_in_as("anna").get("/debts").text
    assert "On your account: 1,200\u00a0Ft" in page
    assert "Nothing is to pay" in page


def test_who_may_only_look_finds_nothing_to_tick(world, sign_in_as):
    invoiced(world, amount=1_000)
    Membership.update(permissions="view_bills").where(
        Membership.account_id == world.accounts["bela"]
    ).execute()
    page = sign_in_as("bela").get("/debts")
    assert rows_of(page)
    assert not TICK.findall(page.text)
    assert "pay-submit" not in page.text


def test_without_a_bank_for_cards_it_leads_to_a_transfer(world, sign_in_as, bank):
    bank(provider="")
    invoiced(world, amount=1_000)
    page = sign_in_as("anna").get("/debts").text
    assert "Please pay by bank transfer" in page
    assert "pay-submit" not in page
    assert not TICK.findall(page)


@pytest.mark.parametrize("path", ["/debts", "/debts/sum", "/advances"])
def test_wrong_people_and_nobody(path, client, sign_in_as):
    for name in ("bela", "clerk", "reader"):
        assert sign_in_as(name).get(path).status_code == 404
    assert client.get(path).status_code == 303


def test_the_page_costs_the_same_however_much_is_owed(world, now, sign_in_as, interest):
    anna = sign_in_as("anna")
    counts = []
    for _ in range(2):
        for month in range(15):
            _, debt = invoiced(world, amount=38_837, due=world.today - timedelta(days=30 * month))
            _paid(world, now, debt, 100)
        with count_queries() as counted:
            answer = anna.get("/debts")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= MOST_QUERIES
    assert len(rows_of(answer)) == 31
    assert len(gzip.compress(answer.data)) <= MOST_BYTES


def test_the_schedule_of_advances(world, now, sign_in_as):
    company_id, customer_id, currency = whose(world)
    point = ServicePoint.get(ServicePoint.company_id == company_id).id
    bill, _ = invoiced(world, amount=3_120, number="R1", kind="settlement")
    paid, open_ = (owing(world, amount=8_400, kind="advance") for _ in range(2))
    _paid(world, now, paid, 8_400)
    for month, debt, settled in (
        (1, None, bill),
        (2, paid, None),
        (3, open_, None),
        (4, None, None),
    ):
        Advance.insert(
            company_id=company_id, customer_id=customer_id, service_point_id=point,
            due_on=date(2030, month, 15), amount=8_400, currency=currency, flexible=False,
            debt_id=debt, settled_by=settled,
            import_id=ServicePoint.get(ServicePoint.id == point).import_id,
        ).execute()  # fmt: skip
    page = sign_in_as("anna").get("/advances").text
    assert page.count('data-testid="advance-row"') == 4
    for words in ("Next on 15 Mar 2030", "settled by the bill", "planned", "bill R1"):
        assert words in page, words
    assert "No advances" in sign_in_as("szabo").get("/advances").text


def test_the_way_here_is_marked_among_the_tabs(world, sign_in_as):
    anna = sign_in_as("anna")
    marked = 'href="/account" aria-current="true"'
    for address in ("/debts", "/invoices", "/money/history", "/advances"):
        assert marked in anna.get(address).text, address
    assert marked not in anna.get("/").text
