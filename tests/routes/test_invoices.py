"""The list of bills and one bill: true to the ledger, narrowed, sorted, and nobody else's."""

import gzip
import re
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.money import cause, invoiced, whose
from webapp.actions.debts import decide_about_money, void_debt
from webapp.actions.ledger import book_payment
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.memberships import Membership
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment
from webapp.models.service_points import ServicePoint

MOST_QUERIES, MOST_BYTES = 8, 14_000
ROW = re.compile(r'data-testid="invoice-row" data-state="(\w+)" id="invoice-(\d+)"')


@pytest.fixture
def pay(world, now):
    """Money of Anna's for one debt."""

    def paid(debt, amount):
        company_id, customer_id, currency = whose(world)
        return book_payment(
            company_id=company_id,
            customer_id=customer_id,
            money=Money(amount, currency),
            cause=cause(world, now=now),
            chosen=[Choice(debt, amount)],
        )

    return paid


def rows_of(answer):
    """(state, id) of each row."""
    return [(state, int(number)) for state, number in ROW.findall(answer.text)]


def test_every_state_is_what_the_ledger_says(world, now, sign_in_as, pay):
    company_id, customer_id, _ = whose(world)
    long_ago = world.today - timedelta(days=40)
    bills = {
        state: invoiced(world, amount=1_000, due=due)
        for state, due in (
            ("current", None), ("part_paid", None), ("overdue", long_ago), ("settled", long_ago),
            ("disputed", long_ago), ("in_progress", None), ("cancelled", None),
        )
    }  # fmt: skip
    credit, _ = invoiced(world, amount=-700, kind="credit")
    pay(bills["part_paid"][1], 245)
    pay(bills["settled"][1], 1_000)
    decide_about_money(
        company_id=company_id, kind="dispute", customer_id=customer_id,
        staff_id=world.accounts["clerk"], reason="", subject=f"debt:{bills['disputed'][1]}",
        now=now,
    )  # fmt: skip
    void_debt(company_id=company_id, debt_id=bills["cancelled"][1], cause=cause(world, now=now))
    _under_way(world, now, bills["in_progress"][1])
    shown = {number: state for state, number in rows_of(sign_in_as("anna").get("/invoices"))}
    assert shown == {invoice: state for state, (invoice, _) in bills.items()} | {credit: "credit"}


def _under_way(world, now, debt):
    company_id, customer_id, currency = whose(world)
    Payment.insert(
        company_id=company_id, id="p1", customer_id=customer_id,
        account_id=world.accounts["anna"], amount=1_000, currency=currency, state="pending",
        provider="sandbox", reference="R1", return_hash="h", choice_hash="c", created_at=now,
        changed_at=now, expires_at=now, polls=0,
    ).execute()  # fmt: skip
    PaymentItem.insert(
        company_id=company_id, payment_id="p1", debt_id=debt, amount=1_000, active=True
    ).execute()


def test_a_bill_is_narrowed_and_sorted(world, sign_in_as, pay):
    anna = sign_in_as("anna")
    company_id = whose(world)[0]
    point = ServicePoint.get(ServicePoint.company_id == company_id).id
    old, old_debt = invoiced(world, amount=900, due=date(2024, 3, 10), service_point_id=point)
    big, big_debt = invoiced(world, amount=5_000, due=date(2025, 3, 10))
    small, _ = invoiced(world, amount=100, due=date(2025, 4, 10))
    pay(old_debt, 900)
    pay(big_debt, 4_950)

    def ids(query):
        return [number for _, number in rows_of(anna.get(f"/invoices?{query}"))]

    assert ids("") == [small, big, old]
    assert ids("sort=oldest") == [old, big, small]
    assert ids("sort=total") == [big, old, small]
    assert ids("sort=owed") == [small, big, old]
    assert ids("year=2024") == [old]
    assert ids("state=settled") == [old]
    assert ids("year=2025&state=overdue") == [small, big]
    assert ids(f"point={point}") == [old]
    assert ids("point=5") == []


def test_many_bills_turn_over_the_page(world, sign_in_as):
    anna = sign_in_as("anna")
    for month in range(60):
        invoiced(world, amount=1_000, due=date(2020, 1, 1) + timedelta(days=30 * month))
    first, second, third = (rows_of(anna.get(f"/invoices?page={n}")) for n in (1, 2, 3))
    assert (len(first), len(second), len(third)) == (24, 24, 12)
    assert len({number for _, number in (*first, *second, *third)}) == 60
    assert "page=2" in anna.get("/invoices?sort=total").text
    assert rows_of(anna.get("/invoices?page=9")) == []


@pytest.mark.parametrize(
    "query",
    ["state=lost", "sort=luck", "year=x", "year=1", "point=-1", f"point={10**19}", "page=x"],
)
def test_odd_questions_are_not_found(query, sign_in_as):
    assert sign_in_as("anna").get(f"/invoices?{query}").status_code == 404


def test_the_fragment_is_the_list_alone(world, sign_in_as):
    invoiced(world, amount=1_000)
    answer = sign_in_as("anna").htmx("/invoices")
    assert answer.text.lstrip().startswith('<div class="stack loose money" id="invoices">')
    assert len(rows_of(answer)) == 1


def test_each_row_opens_as_pdf(world, sign_in_as):
    invoice, _ = invoiced(world, amount=1_000)
    page = sign_in_as("anna").get("/invoices").text
    assert re.search(rf'<a [^>]*data-testid="invoice-pdf" href="/invoices/{invoice}.pdf"', page)


def test_the_list_costs_the_same_however_long_it_is(world, sign_in_as, pay):
    anna = sign_in_as("anna")
    counts = []
    for _ in range(2):
        for month in range(12):
            _, debt = invoiced(world, amount=38_837, due=world.today - timedelta(days=30 * month))
            pay(debt, 38_000)
        with count_queries() as counted:
            answer = anna.get("/invoices")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= MOST_QUERIES
    assert len(rows_of(answer)) == 24
    assert len(gzip.compress(answer.data)) <= MOST_BYTES


def test_one_bill_says_how_it_came_about(world, now, sign_in_as, pay):
    company_id = whose(world)[0]
    invoice, debt = invoiced(world, amount=5_900, number="2026S000572")
    usual = {
        "company_id": company_id, "invoice_id": invoice, "unit": "m³", "price": "1180",
        "net": 5_900, "tax_rate": 500, "tax": 295, "serial": "37461", "reading_from": 1_068_000,
        "reading_to": 1_073_000, "quantity": 5_000, "period_from": date(2026, 10, 1),
        "period_to": date(2026, 11, 1), "reading_from_kind": "company",
    }  # fmt: skip
    InvoiceLine.insert(
        **usual, position=1, description="Melegvíz", reading_to_kind="company"
    ).execute()
    InvoiceLine.insert(**usual, position=2, description="Hő", reading_to_kind="estimated").execute()
    other = {**usual, "tax_rate": 2_700, "net": 100, "tax": 27, "price": "0.125"}
    InvoiceLine.insert(**other, position=3, description="Díj", reading_to_kind="company").execute()
    pay(debt, 5_000)
    with count_queries() as counted:
        page = sign_in_as("anna").get(f"/invoices/{invoice}").text
    assert counted.count <= MOST_QUERIES + 2  # signing in is two of them
    for words in ("2026S000572", "37461", "Actual:", "Estimated:", "read by the company",
                  "1068\u00a0m³", "Payments received",
                  "5,000\u00a0Ft", "Still to pay: 900\u00a0Ft", "31 Oct",
                  "Tax, 5\u00a0% of 11,800\u00a0Ft", "590\u00a0Ft", "Tax, 27\u00a0% of 100\u00a0Ft",
                  "5\u00a0m³ × 1,180\u00a0Ft = 5,900\u00a0Ft", "0.125\u00a0Ft",
                  f'href="/invoices/{invoice}.xml"'):  # fmt: skip
        assert words in page, words


def test_who_pays_may_look_and_who_only_reads_meters_may_not(world, now, sign_in_as):
    invoice, _ = invoiced(world, amount=1_000)
    szabos, _ = invoiced(world, amount=1_000, owner="szabo")
    assert sign_in_as("bela").get("/invoices").status_code == 404
    assert sign_in_as("clerk").get("/invoices").status_code == 404
    assert sign_in_as("anna").get(f"/invoices/{szabos}").status_code == 404
    assert sign_in_as("clara").get(f"/invoices/{invoice}").status_code == 404
    assert rows_of(sign_in_as("szabo").get("/invoices")) == [("current", szabos)]
    for permission in ("view_bills", "pay", "manage"):
        Membership.update(permissions=permission).where(
            Membership.account_id == world.accounts["bela"]
        ).execute()
        assert rows_of(sign_in_as("bela").get("/invoices")) == [("current", invoice)]


def test_who_is_signed_out_signs_in_first(client):
    answer = client.get("/invoices?year=2026")
    assert (answer.status_code, "next=" in answer.location) == (303, True)


def test_nobody_has_been_billed_yet(sign_in_as):
    assert "No bills yet" in sign_in_as("anna").get("/invoices").text


def test_the_phone_may_keep_bills_but_not_parts_of_them(world, sign_in_as):
    invoice, _ = invoiced(world, amount=1_000)
    anna = sign_in_as("anna")
    for path in ("/invoices", f"/invoices/{invoice}", "/debts", "/advances"):
        assert anna.get(path).headers.get("X-Meterpost-Account"), path
    assert not anna.get("/debts/sum").headers.get("X-Meterpost-Account")
