"""Money that has moved: the history and its pages, one entry with what became of it, its proof."""

import gzip
import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from playhouse.test_utils import count_queries

from tests.gateways.documents.reading import needs_poppler, text_of
from tests.money import cause, decided, invoiced, owing, paid, whose
from webapp.actions.ledger import Cause, Source, book_payment, bring_back, release, take_back
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.models.payments import Payment

BUDAPEST = ZoneInfo("Europe/Budapest")
MOST_QUERIES, MOST_BYTES = 8, 14_000
ROW = re.compile(r'data-testid="payment-row" data-kind="(\w+)"')
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def attempt(world, *, state, at, number=1, owner="anna", amount=41_091):
    """An attempt to pay, at whatever the bank said of it."""
    company_id, customer_id, currency = whose(world, owner)
    ref = f"{state}-{number}"
    Payment.insert(
        company_id=company_id, id=f"00000000-0000-4000-8000-{number:012d}",
        customer_id=customer_id, account_id=world.accounts[owner], amount=amount,
        currency=currency, state=state, provider="sandbox", provider_ref=ref, reference=ref,
        return_hash=ref, choice_hash=ref, created_at=at, changed_at=at, expires_at=at, polls=0,
    ).execute()  # fmt: skip


def back(world, entry, kind, *, now, amount=None, owner="anna", day=None):
    """Take money back from a payment."""
    company_id, _, _ = whose(world, owner)
    why = cause(world, now=now, owner=owner, day=day)
    if kind == "refund":
        why = cause(world, now=now, day=day, decision_id=decided(world, "refund", now=now))
    return take_back(
        company_id=company_id, entry_id=entry, kind=kind, cause=why, amount=amount
    ).entry_id


def test_what_was_paid_stands_with_what_it_was_for(world, now, sign_in_as):
    invoice, bill = invoiced(world, amount=38_837, number="2014S000572")
    fee = owing(world, amount=550, kind="dunning_fee", description="K92366")
    entry = paid(world, amount=40_000, now=now, chosen=[Choice(bill, 38_837), Choice(fee, 550)])
    page = sign_in_as("anna").get("/money/history")
    assert ROW.findall(page.text) == ["payment"]
    for words in ("Paid", "40,000\u00a0Ft", f'href="/invoices/{invoice}"', "38,837\u00a0Ft",
                  "K92366", "550\u00a0Ft", "not put to a bill: 613\u00a0Ft",
                  f'href="/money/history/{entry}"'):  # fmt: skip
        assert words in page.text, words


def test_refunds_and_chargebacks_are_lines_of_their_own(world, now, sign_in_as):
    _, bill = invoiced(world, amount=38_837)
    entry = paid(world, amount=40_000, now=now, chosen=[Choice(bill, 38_837)])
    back(world, entry, "refund", now=now, amount=1_163, day=date(2026, 11, 26))
    back(world, entry, "chargeback", now=now, day=date(2026, 11, 27))
    page = sign_in_as("anna").get("/money/history").text
    assert ROW.findall(page) == ["chargeback", "refund", "payment"]
    for words in ("Given back to you", "-1,163\u00a0Ft", "Taken back by the bank",
                  "-38,837\u00a0Ft", "38,837\u00a0Ft to pay again"):  # fmt: skip
        assert words in page, words


def test_what_came_again_is_a_line_of_its_own(world, now, sign_in_as):
    invoice, bill = invoiced(world, amount=38_837)
    entry = paid(world, amount=40_000, now=now, chosen=[Choice(bill, 38_837)])
    back(world, entry, "chargeback", now=now, day=date(2026, 11, 26))
    other = paid(world, amount=837, now=now, chosen=[Choice(bill, 837)])
    again = bring_back(
        company_id=world.minta, entry_id=entry, kind="won_back", amount=40_000,
        cause=cause(world, now=now, day=date(2026, 11, 27)),
    ).entry_id  # fmt: skip
    anna = sign_in_as("anna")
    page = anna.get("/money/history").text
    assert ROW.findall(page) == ["won_back", "chargeback", "payment", "payment"]
    for words in ("Counts as paid again", "38,000\u00a0Ft", "not put to a bill: 2,000\u00a0Ft"):
        assert words in page, words
    one = anna.get(f"/money/history/{again}").text
    for words in ("is with the company again", "What it paid for", "38,000\u00a0Ft",
                  "2,000\u00a0Ft", "On your account, for the next bill",
                  f'href="/money/history/{entry}"'):  # fmt: skip
        assert words in one, words
    assert "What is to pay again" not in one
    whole = anna.get(f"/money/history/{entry}").text
    assert "gone back since" not in whole
    assert "Counts as paid again" in whole
    assert "receipt-pdf" in whole
    assert "Counts as paid again" in anna.get(f"/invoices/{invoice}").text
    assert anna.get(f"/money/history/{other}").status_code == 200


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("failed", "The bank said no. Nothing was taken."),
        ("cancelled", "Broken off. Nothing was taken."),
        ("expired", "The time for it ran out. Nothing was taken."),
        ("pending", "Waiting for the bank. Please do not pay again."),
        ("unknown", "We are checking with the bank. Please do not pay again."),
        ("review", "We are checking with the bank. Please do not pay again."),
    ],
)
def test_an_attempt_says_what_became_of_it(world, now, sign_in_as, state, words):
    attempt(world, state=state, at=now)
    page = sign_in_as("anna").get("/money/history").text
    assert words in page
    assert ("Not paid" in page) == (state in ("failed", "cancelled", "expired"))
    # In Budapest, where her company is.
    assert f"{now.astimezone(BUDAPEST):%d %b %H:%M}".removeprefix("0") in page


def test_an_attempt_that_brought_money_is_shown_once_by_the_ledger(world, now, sign_in_as):
    attempt(world, state="succeeded", at=now)
    assert "payment-attempt" not in sign_in_as("anna").get("/money/history").text


def test_page_after_page_shows_each_line_once_newest_first(world, now, sign_in_as):
    first = date(2026, 11, 25)
    entries = [
        paid(world, amount=100 + n, now=now, day=first - timedelta(days=n // 2)) for n in range(45)
    ]
    for n in range(9):
        attempt(world, state="failed", at=now - timedelta(days=n * 2), number=n + 1)
    anna, address, seen = sign_in_as("anna"), "/money/history", []
    while address:
        page = anna.get(address).text
        seen += re.findall(r'id="(?:paid|attempt)-([\w-]+)" data-testid', page)
        found = NEXT.search(page)
        address = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 54
    assert [int(one) for one in seen if len(one) < 30][:2] == [entries[1], entries[0]]
    assert seen[0].endswith("000001")
    assert [one for one in seen if len(one) > 30] == sorted(one for one in seen if len(one) > 30)


def test_a_year_alone(world, now, sign_in_as):
    paid(world, amount=1_111, now=now, day=date(2026, 1, 1))
    paid(world, amount=2_222, now=now, day=date(2025, 12, 31))
    attempt(world, state="failed", at=now.replace(year=2025, day=1), amount=3_333)
    anna = sign_in_as("anna")
    page = anna.get("/money/history?year=2025").text
    assert "2,222" in page
    assert "3,333" in page
    assert "1,111" not in page
    assert ">2025</option>" in page
    part = anna.get("/money/history?year=2026", headers={"HX-Request": "true"}).text
    assert "1,111" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    "query",
    ["year=abc", "year=99999", "after=x", "after=2026-13-40.a.00000000000000000001",
     "after=2026-11-25.c.00000000000000000001", "after=2026-11-25.a.99999999999999999999"],
)  # fmt: skip
def test_what_no_link_here_asks_for_is_not_found(sign_in_as, query):
    assert sign_in_as("anna").get(f"/money/history?{query}").status_code == 404


def test_nothing_yet(sign_in_as):
    assert "No payments yet" in sign_in_as("anna").get("/money/history").text


def test_one_entry_tells_what_became_of_it(world, now, sign_in_as):
    _, bill = invoiced(world, amount=38_837, number="2014S000572")
    entry = paid(world, amount=40_000, now=now, chosen=[Choice(bill, 38_837)])
    back(world, entry, "refund", now=now, amount=2_000)
    page = sign_in_as("anna").get(f"/money/history/{entry}").text
    for words in ("40,000\u00a0Ft", "2,000\u00a0Ft of it has gone back since",
                  "38,000\u00a0Ft is left", 'data-testid="receipt-pdf"',
                  f'href="/money/history/{entry}.pdf"', "Given back to you"):  # fmt: skip
        assert words in page, words


def test_a_refund_leads_to_its_payment_and_has_no_proof(world, now, sign_in_as):
    _, bill = invoiced(world, amount=1_000)
    entry = paid(world, amount=1_000, now=now, chosen=[Choice(bill, 1_000)])
    refund = back(world, entry, "refund", now=now)
    anna = sign_in_as("anna")
    page = anna.get(f"/money/history/{refund}").text
    assert f'href="/money/history/{entry}"' in page
    assert "What is to pay again" in page
    assert "receipt-pdf" not in page
    assert anna.get(f"/money/history/{refund}.pdf").status_code == 404
    # Nothing is left of the payment either, so nothing is proved any more.
    assert "All of it has gone back since" in anna.get(f"/money/history/{entry}").text
    assert anna.get(f"/money/history/{entry}.pdf").status_code == 404


def test_money_moved_to_the_account_says_so(world, now, sign_in_as):
    company_id, _, _ = whose(world)
    _, bill = invoiced(world, amount=1_000)
    entry = paid(world, amount=1_000, now=now, chosen=[Choice(bill, 1_000)])
    why = cause(world, now=now, decision_id=decided(world, "unmatch", now=now))
    moved = release(company_id=company_id, entry_id=entry, cause=why).entry_id
    anna = sign_in_as("anna")
    assert "Moved to your account" in anna.get("/money/history").text
    assert "now stands on your account" in anna.get(f"/money/history/{moved}").text
    assert "On your account, for the next bill" in anna.get(f"/money/history/{entry}").text


@needs_poppler
def test_the_proof_says_what_arrived_and_what_it_settles_now(world, now, sign_in_as):
    _, bill = invoiced(world, amount=38_837)
    other = owing(world, amount=550, kind="dunning_fee", description="K92366")
    entry = paid(
        world, amount=40_000, now=now, day=date(2026, 11, 20), reference="2014S000572",
        chosen=[Choice(bill, 38_837), Choice(other, 550)],
    )  # fmt: skip
    back(world, entry, "refund", now=now, amount=1_163)
    answer = sign_in_as("anna").get(f"/money/history/{entry}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    text = text_of(answer.data)
    for said in ("Befizetés igazolása R-", "40 000 Ft", "2026. nov. 20.", "Azóta visszafizetve",
                 "1 163 Ft", "2014S000572"):  # fmt: skip
        assert said in text, said
    # The day is known of this payment; an hour would be invented.
    assert "0:00" not in text
    assert "Jóváírásként" not in text


@needs_poppler
def test_the_proof_of_a_payment_by_card_has_its_hour(world, now, sign_in_as):
    company_id, customer_id, currency = whose(world)
    attempt(world, state="succeeded", at=now)
    entry = book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(41_091, currency),
        cause=Cause(source=Source(payment_id="00000000-0000-4000-8000-000000000001"),
                    value_on=date(2026, 11, 25), reference="P-1", now=now),
    ).entry_id  # fmt: skip
    anna = sign_in_as("anna")
    assert "Paid by card" in anna.get("/money/history").text
    text = text_of(anna.get(f"/money/history/{entry}.pdf").data)
    assert "41 091 Ft" in text
    assert f"{now.astimezone(BUDAPEST):%H:%M:%S}".removeprefix("0") in text


def test_what_is_not_yours_is_not_found(world, now, sign_in_as):
    entry = paid(world, amount=1_000, now=now, owner="clara")
    annas = paid(world, amount=1_000, now=now)
    for ending in ("", ".pdf"):
        assert sign_in_as("anna").get(f"/money/history/{entry}{ending}").status_code == 404
        assert sign_in_as("clara").get(f"/money/history/404{ending}").status_code == 404
        assert sign_in_as("anna").get(f"/money/history/{2**70}{ending}").status_code == 404
        # Béla may send readings for the household, and no more.
        assert sign_in_as("bela").get(f"/money/history/{annas}{ending}").status_code == 404
    assert "1,000" not in sign_in_as("szabo").get("/money/history").text


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get("/money/history").status_code == 303


def test_the_phone_may_keep_it_and_never_what_pays(world, now, sign_in_as):
    answer = sign_in_as("anna").get("/money/history")
    assert answer.headers["X-Meterpost-Account"] == str(world.accounts["anna"])
    assert not answer.request.path.startswith("/payments")


def test_it_costs_the_same_however_much_was_paid(world, now, sign_in_as):
    anna = sign_in_as("anna")
    for n in range(60):
        bills = [owing(world, amount=100, description=f"S:{n} {m}") for m in range(2)]
        paid(world, amount=200, now=now, chosen=[Choice(bill, 100) for bill in bills])
        attempt(world, state="failed", at=now, number=n + 1)
    with count_queries() as counted:
        answer = anna.get("/money/history")
    assert counted.count <= MOST_QUERIES
    assert len(gzip.compress(answer.data)) <= MOST_BYTES
