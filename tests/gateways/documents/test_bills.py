"""Bills as PDF, read back by poppler in six languages."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.gateways.documents.reading import marks_of, needs_poppler, pictures_of, text_of
from tests.papers import BILLS, GERMAN, HUNGARIAN, NOW, RUSSIAN, with_code
from tests.squares import read_picture
from webapp.domain.invoice_paper import MeterReading
from webapp.domain.money import Money
from webapp.gateways.documents import invoice_pdf

pytestmark = needs_poppler

SAYS = {
    "de": [
        "Rechnung 2014S000572",
        "Clara Größe",
        "145,37 €",
        "Noch zu zahlen 95,37 €",
        "geschätzt",
    ],
    "hu": ["Elszámoló számla", "Árvíztűrő Őzike", "38 837 Ft", "Még fizetendő", "fényképpel"],
    "cs": ["Konečná faktura", "Příliš Žluťoučký", "Ďábelské ódy", "388,37 Kč", "Zbývá zaplatit"],
    "ro": ["Factură de avans", "Ștefan Întâi Ţăranu", "388,37 RON", "Achitat integral"],
    "ru": ["Промежуточный счёт", "Щукина Ёлка Объездовна", "388,37 ₽", "Осталось оплатить"],
    "en": [
        "Bill 2014S000572",
        "Zoë O’Brien",
        "€145.37",
        "This bill rests on an estimated reading.",
    ],
}


@pytest.mark.parametrize("language", BILLS)
def test_every_letter_of_the_language_is_on_the_paper(language):
    text = text_of(invoice_pdf(BILLS[language], made_at=NOW))
    for said in SAYS[language]:
        assert said in text
    assert "2014S000572" in text
    assert "37461" in text
    assert "�" not in text


@pytest.mark.parametrize("language", BILLS)
def test_it_says_to_be_for_archives_and_for_screen_readers(language):
    marks = marks_of(invoice_pdf(BILLS[language], made_at=NOW))
    assert re.search(r"<pdfaid:part>3</pdfaid:part>\s*<pdfaid:conformance>A<", marks)
    assert "<pdfuaid:part>1</pdfuaid:part>" in marks
    assert f"<rdf:li>{language}</rdf:li>" in marks


def test_what_was_estimated_is_said_before_anything_else():
    text = text_of(invoice_pdf(GERMAN, made_at=NOW))
    assert "1073 m³ (vom Ableser abgelesen) → 1078 m³ (geschätzt)" in text
    assert text.index("beruht auf einem geschätzten") < text.index("Positionen")
    assert "becsült" not in text_of(invoice_pdf(HUNGARIAN, made_at=NOW))


def test_it_can_be_followed_with_a_pencil():
    text = text_of(invoice_pdf(GERMAN, made_at=NOW))
    assert "Zähler 37461: 1078 − 1073 = 5 m³" in text
    assert "Warmwasser: 5 m³ × 12,3456 = 61,73 €" in text
    assert "Preise nach Blatt 7." in text


def test_no_false_sum_is_shown_where_the_counter_passed_zero():
    first, second = GERMAN.lines
    passed = replace(
        first,
        begin=MeterReading(value=9_998_000, kind="reader"),
        end=MeterReading(value=3_000, kind="reader"),
    )
    text = text_of(invoice_pdf(replace(GERMAN, lines=(passed, second)), made_at=NOW))
    assert "9998 m³ (vom Ableser abgelesen) → 3 m³" in text
    assert "3 − 9998" not in text


def test_payments_and_what_is_left_are_as_of_a_day():
    text = text_of(invoice_pdf(GERMAN, made_at=NOW))
    assert "Stand 25.11.2026" in text
    assert "20.11.2026 Karte 50,00 €" in text
    paid = replace(GERMAN, outstanding=Money(0, "EUR"))
    assert "So können Sie zahlen" not in text_of(invoice_pdf(paid, made_at=NOW))
    credit = replace(GERMAN, outstanding=Money(-500, "EUR"))
    assert "Zu Ihren Gunsten 5,00 €" in text_of(invoice_pdf(credit, made_at=NOW))


def test_nobody_is_told_that_a_credit_is_still_unpaid():
    line = replace(GERMAN.lines[1], net=-500, tax=-95, quantity=None, price=None)
    note = replace(GERMAN, kind="credit", lines=(line,), paid=(), outstanding=Money(-595, "EUR"))
    text = text_of(invoice_pdf(note, made_at=NOW))
    assert "Gutschrift 2014S000572" in text
    assert "noch keine Zahlung" not in text


@pytest.mark.parametrize(
    ("kind", "paper", "more"),
    [
        ("epc", GERMAN, {}),
        ("hct", HUNGARIAN, {"valid_until": NOW + timedelta(days=5)}),
        ("st00012", RUSSIAN, {"meter": "37461", "reading": 1_078_000}),
        ("spayd", BILLS["cs"], {"message": "Záloha"}),
    ],
)
def test_the_printed_code_is_read_back(kind, paper, more):
    paper = with_code(paper, kind, **more)
    pages = pictures_of(invoice_pdf(paper, made_at=NOW))
    assert read_picture(pages[0]).bytes == paper.payment_payload.encode()


def test_the_same_bill_at_the_same_moment_is_the_same_file():
    paper = with_code(GERMAN, "epc")
    assert invoice_pdf(paper, made_at=NOW) == invoice_pdf(paper, made_at=NOW)


def test_a_bill_is_printed_whatever_somebody_is_called():
    odd = replace(GERMAN.buyer, name="Clara 😀 中\u0007 A\u0308rger \\u0007")
    text = text_of(invoice_pdf(replace(GERMAN, buyer=odd), made_at=NOW))
    assert "Clara ? ? Ärger \\u0007" in text


def test_a_long_bill_has_all_its_lines():
    line = GERMAN.lines[1]
    many = tuple(replace(line, description=f"Position {number}") for number in range(120))
    pdf = invoice_pdf(replace(GERMAN, lines=many), made_at=NOW)
    text = text_of(pdf)
    assert all(f"Position {number}" in text for number in range(120))
    assert len(pictures_of(pdf)) >= 3
