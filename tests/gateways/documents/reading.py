"""Papers read as others read them: their text by poppler, their marks by their metadata."""

import io
import re
import shutil
import subprocess

import pytest
from PIL import Image
from pypdf import PdfReader

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="SKIPPED LOUDLY: poppler-utils is not installed"
)


def text_of(pdf: bytes) -> str:
    """The text row by row, blanks and line breaks as single blanks."""
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return re.sub(r"\s+", " ", said.stdout.decode().replace("\u00ad", ""))


def pictures_of(pdf: bytes) -> list[Image.Image]:
    """The pages as a printer would put them on paper."""
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    return [_picture(pdf, page) for page in range(1, pages + 1)]


def marks_of(pdf: bytes) -> str:
    """The metadata in which a paper says what it keeps to."""
    metadata = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Metadata"]
    return metadata.get_object().get_data().decode()


def _picture(pdf: bytes, page: int) -> Image.Image:
    asked = ["pdftoppm", "-r", "150", "-png", "-f", str(page), "-l", str(page), "-"]
    made = subprocess.run(asked, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(made.stdout))
