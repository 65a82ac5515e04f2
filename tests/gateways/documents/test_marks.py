"""What a paper declares for archives (PDF/A-3) and screen readers (PDF/UA), read by pypdf."""

import io
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest
from pypdf import PdfReader

from tests.gateways.documents.reading import marks_of
from tests.gateways.documents.test_receipts_and_statements import RECEIPT, STATEMENT
from tests.papers import GERMAN, NOW, RUSSIAN, with_code
from webapp.gateways.documents import invoice_pdf, receipt_pdf, statement_pdf

CODED, PLAIN = "bill with a code", "bill on paper alone"
# How it is made, its language and its title.
PAPERS = {
    CODED: (
        lambda: invoice_pdf(with_code(GERMAN, "epc"), made_at=NOW), "de", "Rechnung 2014S000572"
    ),
    PLAIN: (
        lambda: invoice_pdf(RUSSIAN, made_at=NOW), "ru", "Промежуточный счёт 2014S000572"
    ),
    "receipt": (
        lambda: receipt_pdf(RECEIPT, made_at=NOW), "hu", "Befizetés igazolása B-2026-17"
    ),
    "statement": (lambda: statement_pdf(STATEMENT, made_at=NOW), "de", "Kontoauszug"),
}  # fmt: skip
SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


@pytest.fixture(params=PAPERS, scope="module")
def paper(request):
    """(the file, its language, its title)."""
    made, language, title = PAPERS[request.param]
    return made(), language, title


def catalogue(pdf):
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def declared(pdf):
    """What the metadata says, by name; it must be XML that anybody can read."""
    whole = ET.fromstring(marks_of(pdf))  # noqa: S314 - our own
    return lambda path: [one.text for one in whole.iterfind(f".//{path}", SPACES)]


def test_the_metadata_names_both_standards_the_title_and_the_language(paper):
    pdf, language, title = paper
    said = declared(pdf)
    assert (said("pdfaid:part"), said("pdfaid:conformance")) == (["3"], ["A"])
    assert said("pdfuaid:part") == ["1"]
    assert said("dc:title/rdf:Alt/rdf:li") == [title]
    assert said("dc:language/rdf:Bag/rdf:li") == [language]


def test_a_screen_reader_finds_structure_language_and_title(paper):
    pdf, language, _ = paper
    root = catalogue(pdf)
    assert root["/MarkInfo"]["/Marked"].value is True
    # Structure that is not to be trusted would be none.
    assert root["/MarkInfo"]["/Suspects"].value is False
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/StructTreeRoot"]["/K"]
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert "/StructParents" in page
        assert page["/Tabs"] == "/S"


def test_colours_are_told_by_a_profile_that_travels_along(paper):
    (intent,) = catalogue(paper[0])["/OutputIntents"]
    profile = intent["/DestOutputProfile"].get_object()
    assert (intent["/S"], profile["/N"]) == ("/GTS_PDFA1", 3)
    # An ICC profile names itself at its thirty-seventh byte.
    assert profile.get_data()[36:40] == b"acsp"


def test_every_font_is_inside_and_nothing_is_locked_or_runs(paper):
    reader = PdfReader(io.BytesIO(paper[0]))
    assert not reader.is_encrypted
    assert not {"/OpenAction", "/AA", "/AcroForm"} & reader.trailer["/Root"].keys()
    assert "/JavaScript" not in reader.trailer["/Root"].get("/Names", {})
    assert "/ID" in reader.trailer
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & font.keys() for font in fonts)


def test_what_is_inside_says_what_it_is_to_the_bill():
    root = catalogue(PAPERS[CODED][0]())
    (file,) = root["/AF"]
    assert file["/Type"] == "/Filespec"
    assert (file["/AFRelationship"], file["/UF"]) == ("/Alternative", "factur-x.xml")
    inside = file["/EF"]["/F"].get_object()
    assert inside["/Subtype"] == "/text/xml"
    assert "/ModDate" in inside["/Params"]
    named = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert named[0] == "factur-x.xml"
    assert "/AF" not in catalogue(PAPERS[PLAIN][0]())


@pytest.mark.skipif(
    shutil.which("pdfinfo") is None, reason="SKIPPED LOUDLY: poppler-utils is not installed"
)
def test_poppler_complains_of_nothing_that_is_ours(paper, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper[0])
    told = subprocess.run(
        ["pdfinfo", tmp_path / "paper.pdf"], capture_output=True, check=True, text=True
    )
    assert f"Title:           {paper[2]}" in told.stdout
    assert "Tagged:          yes" in told.stdout
    # It takes `Suspects false`, which typst writes and the format provides for, for a fault.
    ours = [line for line in told.stderr.splitlines() if "Suspects object" not in line]
    assert ours == []
