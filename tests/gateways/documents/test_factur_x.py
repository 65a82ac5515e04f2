"""The bill for machines inside the bill for people: there, announced, and the same."""

import io
import shutil
import subprocess
from dataclasses import replace

import facturx
import pytest
from pypdf import PdfReader

from tests.gateways.documents.reading import marks_of
from tests.gateways.einvoice.judges import faults_of
from tests.papers import BILLS, GERMAN, NOW, RUSSIAN, with_code
from webapp.domain.invoice_paper import PaperLine
from webapp.gateways.documents import invoice_pdf
from webapp.gateways.documents.factur_x import announced
from webapp.gateways.einvoice import cii_invoice

EUROPEAN = [language for language in BILLS if language != "ru"]


@pytest.mark.parametrize("language", EUROPEAN)
def test_another_program_finds_the_bill_inside(language):
    paper = BILLS[language]
    name, inside = facturx.get_xml_from_pdf(invoice_pdf(paper, made_at=NOW), check_xsd=False)
    assert name == "factur-x.xml"
    assert bytes(inside) == cii_invoice(paper)
    assert faults_of(bytes(inside)) == []


def test_the_metadata_announces_it_and_keeps_its_other_marks():
    marks = marks_of(invoice_pdf(with_code(GERMAN, "epc"), made_at=NOW))
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in marks
    assert "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>" in marks
    assert marks.count("urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#") == 2
    for kept in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert kept in marks


def test_what_archives_and_screen_readers_need_is_still_there():
    root = PdfReader(io.BytesIO(invoice_pdf(GERMAN, made_at=NOW))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/Lang"] == "de"
    attached = root["/AF"][0].get_object()
    assert attached["/AFRelationship"] == "/Alternative"
    assert attached["/EF"]["/F"].get_object()["/Subtype"] == "/text/xml"


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="SKIPPED LOUDLY: qpdf is not installed")
def test_the_file_is_sound(tmp_path):
    (tmp_path / "bill.pdf").write_bytes(invoice_pdf(GERMAN, made_at=NOW))
    subprocess.run(["qpdf", "--check", tmp_path / "bill.pdf"], check=True, capture_output=True)


def test_outside_europe_nothing_travels_inside():
    pdf = invoice_pdf(RUSSIAN, made_at=NOW)
    assert "fx:" not in marks_of(pdf)
    assert "/AF" not in PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def test_a_bill_that_the_standard_cannot_say_is_given_out_on_paper_alone():
    forints = PaperLine(description="x", net=50, tax_rate=500, tax=2)
    pdf = invoice_pdf(replace(BILLS["hu"], lines=(forints, forints)), made_at=NOW)
    assert "fx:" not in marks_of(pdf)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"</pdfaExtension:schemas>", b"</pdfaExtension:Schemas>"),
        (b"/Type/Metadata", b"/Type/Metadatb"),
        (b"startxref", b"Startxref"),
    ],
)
def test_a_paper_that_cannot_announce_it_is_not_given_out(right, wrong):
    pdf = invoice_pdf(RUSSIAN, made_at=NOW)
    assert right in pdf
    with pytest.raises(ValueError, match="not as expected"):
        announced(pdf.replace(right, wrong))
