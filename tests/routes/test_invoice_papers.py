"""A bill as PDF and as UBL: the company's own where it delivered one, else ours; nobody else's."""

import pytest
from playhouse.test_utils import count_queries

from tests.gateways.documents.reading import needs_poppler, pictures_of, text_of
from tests.gateways.einvoice.judges import faults_of
from tests.money import cause, invoiced, whose
from tests.money_settings import agreed, begun
from tests.squares import read_picture, read_svg
from webapp.actions.ledger import book_payment
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.models.invoices import Invoice
from webapp.models.money_settings import MoneySetting

MOST_QUERIES = 8
ADDRESSES = ("/invoices/{}.pdf", "/invoices/{}.xml")


@pytest.fixture
def muster(world):
    """Stadtwerke Muster take money, with the SEPA code."""
    company_id, _, _ = whose(world, "clara")
    MoneySetting.insert(
        company_id=company_id, payee="Stadtwerke Muster GmbH", iban="DE89370400440532013000",
        bic="COBADEFFXXX", bank="Musterbank", tax_number="DE123456788",
        address="Werkstraße 1, 12345 Musterstadt", day_count="act_act",
        allocation_order="fees,interest,principal", provider="sandbox", payment_origins="",
        least_payment=50, qr_kind="epc",
    ).execute()  # fmt: skip


@needs_poppler
def test_claras_bill_is_printed_with_its_code_and_what_she_has_paid(world, now, sign_in_as, muster):
    company_id, customer_id, _ = whose(world, "clara")
    invoice_id, debt_id = invoiced(world, amount=14_537, owner="clara", number="R-17")
    book_payment(
        company_id=company_id,
        customer_id=customer_id,
        money=Money(5_000, "EUR"),
        cause=cause(world, now=now, owner="clara"),
        chosen=[Choice(debt_id, 5_000)],
    )
    answer = sign_in_as("clara").get(f"/invoices/{invoice_id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="R-17.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    text = text_of(answer.data)
    for said in ("Rechnung R-17", "Noch zu zahlen", "95,37 €", "bezahlt 50,00 €"):
        assert said in text
    code = read_picture(pictures_of(answer.data)[0]).text.split("\n")
    assert code[6:8] == ["DE89370400440532013000", "EUR95.37"]


def test_claras_bill_for_machines_is_taken_by_the_standard(world, sign_in_as, muster):
    invoice_id, _ = invoiced(world, amount=14_537, owner="clara", number="R-17")
    answer = sign_in_as("clara").get(f"/invoices/{invoice_id}.xml")
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert faults_of(answer.data) == []


@needs_poppler
def test_a_company_that_takes_no_money_here_still_has_its_bills_printed(world, sign_in_as):
    MoneySetting.delete().execute()
    invoice_id, _ = invoiced(world, amount=38_837, number="2014S000572")
    anna = sign_in_as("anna")
    text = text_of(anna.get(f"/invoices/{invoice_id}.pdf").data)
    assert "Számla 2014S000572" in text
    assert "Így fizethet" not in text
    answer = anna.get(f"/invoices/{invoice_id}.xml")
    assert answer.status_code == 303
    page = anna.get(answer.headers["Location"]).text
    assert "There is no electronic invoice of this bill" in page
    assert 'data-testid="invoice-xml"' not in page


@needs_poppler
def test_a_company_that_has_set_no_payee_goes_by_its_name(world, sign_in_as, muster):
    agreed(payee="", iban="", bic="")
    invoice_id, _ = invoiced(world, amount=14_537, owner="clara", number="R-17")
    text = text_of(sign_in_as("clara").get(f"/invoices/{invoice_id}.pdf").data)
    assert "Stadtwerke Muster" in text


def test_the_companys_own_document_comes_first(world, sign_in_as, storage):
    invoice_id, _ = invoiced(world, amount=38_837)
    storage.put(key="documents/7/own.pdf", data=b"%PDF-own")
    Invoice.update(document_key="documents/7/own.pdf").where(Invoice.id == invoice_id).execute()
    assert sign_in_as("anna").get(f"/invoices/{invoice_id}.pdf").data == b"%PDF-own"


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_not_yours_is_not_found(world, sign_in_as, muster, address):
    invoice_id, _ = invoiced(world, amount=14_537, owner="clara")
    assert sign_in_as("anna").get(address.format(invoice_id)).status_code == 404
    assert sign_in_as("clara").get(address.format(404)).status_code == 404
    # Béla may send readings for the household, and no more.
    annas, _ = invoiced(world, amount=38_837)
    assert sign_in_as("bela").get(address.format(annas)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_is_signed_out_signs_in_first(world, client, address):
    invoice_id, _ = invoiced(world, amount=38_837)
    answer = client.get(address.format(invoice_id))
    assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (303, True)


def test_printing_asks_few_questions(world, sign_in_as, muster):
    clara = sign_in_as("clara")
    invoice_id, _ = invoiced(world, amount=14_537, owner="clara")
    with count_queries() as counted:
        clara.get(f"/invoices/{invoice_id}.pdf")
    assert counted.count <= MOST_QUERIES


def test_a_bill_on_screen_can_be_paid_by_transfer(world, sign_in_as, muster):
    invoice_id, _ = invoiced(world, amount=14_537, owner="clara", number="R-17")
    clara = sign_in_as("clara")
    page = clara.get(f"/invoices/{invoice_id}").text
    svg = page[page.index("<svg xmlns") :]
    svg = svg[: svg.index("</svg>") + 6]
    assert 'data-testid="payment-qr"' in svg
    assert "EUR145.37" in read_svg(svg).text
    assert 'data-text="DE89370400440532013000"' in page


def test_a_code_that_not_every_bank_reads_says_so(world, sign_in_as):
    account = {"iban": "HU42117730161111101800000000", "bic": "OTPVHUHB", "payee": "Minta Kft."}
    begun(world.minta, qr_kind="hct", **account)
    invoice_id, _ = invoiced(world, amount=38_837)
    page = sign_in_as("anna").get(f"/invoices/{invoice_id}").text
    assert 'data-testid="payment-qr"' in page
    assert "Not every bank's app reads this code" in page


def test_a_bill_with_nothing_left_shows_no_code(world, now, sign_in_as, muster):
    company_id, customer_id, _ = whose(world, "clara")
    invoice_id, _ = invoiced(world, amount=14_537, owner="clara")
    book_payment(
        company_id=company_id,
        customer_id=customer_id,
        money=Money(14_537, "EUR"),
        cause=cause(world, now=now, owner="clara"),
    )
    assert "payment-qr" not in sign_in_as("clara").get(f"/invoices/{invoice_id}").text


def test_an_account_with_a_typing_mistake_stops_no_page(world, sign_in_as, muster):
    agreed(iban="DE00370400440532013000")
    invoice_id, _ = invoiced(world, amount=14_537, owner="clara")
    clara = sign_in_as("clara")
    assert clara.get(f"/invoices/{invoice_id}.pdf").status_code == 200
    page = clara.get(f"/invoices/{invoice_id}")
    assert (page.status_code, "payment-qr" in page.text) == (200, False)
