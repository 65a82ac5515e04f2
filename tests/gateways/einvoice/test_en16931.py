"""Bills for machines are taken by the standard's own schema and rules, wrong ones are not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.gateways.einvoice.judges import broken_rules, faults_of
from tests.papers import BILLS, GERMAN
from webapp.domain.invoice_paper import PaperLine
from webapp.domain.papers import Address
from webapp.domain.refusals import Refusal
from webapp.gateways.einvoice import can_be_said, cii_invoice, ubl_invoice

SPELLINGS = {"ubl": ubl_invoice, "cii": cii_invoice}
EUROPEAN = [language for language in BILLS if language != "ru"]

REBATE = PaperLine(description="Gutschrift", net=-500, tax_rate=1900, tax=-95)
FREE = PaperLine(description="Porto", net=250, tax_rate=0, tax=0)
CREDITED = PaperLine(
    description="Warmwasser", net=-2469, tax_rate=1900, tax=-469, quantity=-2_000, price="12.3456"
)
ODD = {
    "with a rebate and two rates": replace(GERMAN, lines=(*GERMAN.lines, REBATE, FREE)),
    "a credit note": replace(GERMAN, kind="credit", lines=(CREDITED, REBATE)),
    "more credit than charge": replace(GERMAN, lines=(REBATE,)),
    "no period, no meter, no bank code": replace(
        GERMAN, period=None, lines=(FREE,), supply="", bank=replace(GERMAN.bank, bic="")
    ),
    "two meters": replace(
        GERMAN, lines=(GERMAN.lines[0], replace(GERMAN.lines[0], serial="37462"))
    ),
    "an address in one line, no country": replace(
        GERMAN, buyer=replace(GERMAN.buyer, address=Address(street="Berlin, Straße 5"))
    ),
    "odd letters": replace(GERMAN, buyer=replace(GERMAN.buyer, name="<Clara> & \u0007 ]]> 😀")),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("language", EUROPEAN)
def test_bills_of_every_country_are_taken(language, spelling):
    assert faults_of(SPELLINGS[spelling](BILLS[language])) == []


@pytest.mark.parametrize("kind", ["invoice", "settlement", "advance", "interim", "final"])
def test_bills_of_every_kind_are_taken(kind):
    paper = replace(GERMAN, kind=kind)
    assert faults_of(ubl_invoice(paper)) == []
    assert faults_of(cii_invoice(paper)) == []


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("odd", ODD)
def test_odd_bills_are_taken(odd, spelling):
    assert faults_of(SPELLINGS[spelling](ODD[odd])) == []


@pytest.mark.parametrize(
    ("spelling", "right", "wrong"),
    [
        (
            "ubl",
            b'<cbc:PayableAmount currencyID="EUR">145.37',
            b'<cbc:PayableAmount currencyID="EUR">145.38',
        ),
        ("cii", b"<ram:DuePayableAmount>145.37", b"<ram:DuePayableAmount>145.38"),
    ],
)
def test_a_wrong_sum_is_noticed(spelling, right, wrong):
    document = SPELLINGS[spelling](GERMAN)
    assert right in document
    rules = broken_rules(document.replace(right, wrong))
    assert [rule.split()[0] for rule in rules if "BR-CO-16" in rule]


def test_what_a_utility_has_to_say_is_in_its_place():
    said = etree.fromstring(ubl_invoice(GERMAN))
    spaces = {key: uri for key, uri in said.nsmap.items() if key in ("cac", "cbc")}

    def found(path):
        return [one.text for one in said.iterfind(path, spaces)]

    assert found("cac:InvoicePeriod/cbc:StartDate") == ["2026-10-01"]
    assert found("cac:InvoicePeriod/cbc:EndDate") == ["2026-10-31"]
    assert found("cac:AdditionalDocumentReference/cbc:ID") == ["37461"]
    assert found("cac:AdditionalDocumentReference/cbc:DocumentTypeCode") == ["130"]
    assert found("cac:PaymentMeans/cbc:PaymentID") == ["RF932014S000572"]
    assert found(".//cac:AdditionalItemProperty/cbc:Value") == [
        "37461",
        "1073 m³ (actual)",
        "1078 m³ (estimated)",
    ]
    assert found("cac:InvoiceLine/cbc:InvoicedQuantity") == ["5", "1"]


def test_a_country_may_ask_for_its_own_profile():
    profile = "urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1"
    assert profile.encode() in ubl_invoice(BILLS["ro"], profile=profile)
    assert faults_of(ubl_invoice(BILLS["ro"], profile=profile)) == []


AMOUNTS = st.integers(1, 10**9)
TAXED = st.tuples(AMOUNTS, st.sampled_from([0, 500, 550, 1900, 2700])).map(
    lambda one: PaperLine(
        description="x", net=one[0], tax_rate=one[1], tax=round(one[0] * one[1] / 10_000)
    )
)


@settings(max_examples=20)
@given(st.lists(TAXED, min_size=1, max_size=9), st.sampled_from(["EUR", "HUF", "CZK", "RON"]))
def test_whatever_a_bill_comes_to_its_sums_are_taken(lines, currency):
    paper = replace(GERMAN, lines=tuple(lines), currency=currency)
    if can_be_said(paper):
        assert faults_of(ubl_invoice(paper)) == []
        assert faults_of(cii_invoice(paper)) == []
    else:
        assert currency == "HUF"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_bill_whose_tax_the_standard_cannot_say_is_refused(spelling):
    forints = PaperLine(description="x", net=50, tax_rate=500, tax=2)
    free = replace(FREE, tax=1)
    for lines in ((forints, forints), (free,)):
        with pytest.raises(Refusal, match="no form for it"):
            SPELLINGS[spelling](replace(BILLS["hu"], lines=lines))
    with pytest.raises(Refusal, match="no form for it"):
        SPELLINGS[spelling](replace(GERMAN, company=replace(GERMAN.company, tax_number="")))


def test_a_credit_note_says_in_positive_figures_what_is_given_back():
    document = ubl_invoice(ODD["a credit note"])
    assert b"CreditNoteTypeCode>381<" in document
    assert b'PayableAmount currencyID="EUR">35.33<' in document
