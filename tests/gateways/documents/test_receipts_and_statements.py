"""Proofs of payment and account statements as PDF."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.gateways.documents.reading import marks_of, needs_poppler, text_of
from tests.papers import GERMAN, HUNGARIAN, NOW, OCTOBER
from webapp.domain.money import Money
from webapp.domain.papers import LANGUAGES
from webapp.domain.receipt_paper import ReceiptPaper, SettledPart
from webapp.domain.statement_paper import StatementEntry, StatementPaper
from webapp.gateways.documents import receipt_pdf, statement_pdf

pytestmark = needs_poppler

RECEIPT = ReceiptPaper(
    language="hu",
    number="B-2026-17",
    company=HUNGARIAN.company,
    payer=HUNGARIAN.buyer,
    paid_at=datetime(2026, 11, 25, 10, 30, 5, tzinfo=ZoneInfo("Europe/Budapest")),
    amount=Money(40000, "HUF"),
    how="bankkártya",
    reference="2014S000572",
    settled=(SettledPart(description="Számla 2014S000572", amount=Money(38837, "HUF")),),
)
STATEMENT = StatementPaper(
    language="de",
    company=GERMAN.company,
    customer=GERMAN.buyer,
    period=OCTOBER,
    opening=Money(1000, "EUR"),
    entries=(
        StatementEntry(
            day=date(2026, 10, 3),
            description="Rechnung",
            reference="2014S000571",
            amount=Money(14537, "EUR"),
        ),
        StatementEntry(
            day=date(2026, 10, 9),
            description="Karte",
            reference="P-1",
            amount=Money(-20000, "EUR"),
        ),
    ),
)


def test_a_receipt_says_what_arrived_and_what_it_settled():
    text = text_of(receipt_pdf(RECEIPT, made_at=NOW))
    assert "Befizetés igazolása B-2026-17" in text
    assert "40 000 Ft" in text
    assert "10:30:05" in text
    assert "Számla 2014S000572 38 837 Ft" in text
    assert "Jóváírásként megmarad 1 163 Ft" in text


def test_a_receipt_without_a_rest_says_nothing_of_credit():
    exact = replace(RECEIPT, amount=Money(38837, "HUF"))
    assert "Jóváírásként" not in text_of(receipt_pdf(exact, made_at=NOW))


def test_a_statement_leads_from_one_balance_to_the_other():
    text = text_of(statement_pdf(STATEMENT, made_at=NOW))
    assert "01.10.2026 – 31.10.2026" in text
    assert "Anfangssaldo 10,00 €" in text
    assert "03.10.2026 Rechnung · 2014S000571 145,37 € 155,37 €" in text
    assert "09.10.2026 Karte · P-1 200,00 € -44,63 €" in text
    assert "Endsaldo -44,63 €" in text


def test_an_empty_statement_says_so():
    text = text_of(statement_pdf(replace(STATEMENT, entries=()), made_at=NOW))
    assert "keine Bewegung" in text
    assert "Endsaldo 10,00 €" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_are_for_archives_and_screen_readers_in_every_language(language):
    for pdf in (
        receipt_pdf(replace(RECEIPT, language=language), made_at=NOW),
        statement_pdf(replace(STATEMENT, language=language), made_at=NOW),
    ):
        marks = marks_of(pdf)
        assert "<pdfaid:part>3<" in marks
        assert "<pdfuaid:part>1<" in marks
