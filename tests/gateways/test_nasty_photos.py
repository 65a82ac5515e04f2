"""Hostile and odd files from outside get the treatment written beside them."""

import csv
import io
import signal
from pathlib import Path

import pytest
from PIL import Image

from webapp.domain.jpeg import strip_jpeg
from webapp.gateways.pictures import decoding
from webapp.gateways.pictures.derive import derive
from webapp.gateways.pictures.harden import harden
from webapp.gateways.pictures.refused import MOST_PIXELS, PhotoRefused

NASTY = (Path(__file__).parents[2] / "../shared/photos/nasty").resolve()
MANIFEST = NASTY / "manifest.csv"

if not MANIFEST.is_file():
    pytest.skip(f"SKIPPED: no nasty photos at {NASTY}", allow_module_level=True)

METADATA = (
    b"Exif",
    b"GPS",
    b"http://ns.adobe.com/xap",
    b"ICC_PROFILE",
    b"Photoshop",
    b"MPF\x00",
    b"<script",
    b"PK\x03\x04",
)
# Where the manifest leaves the choice open, this is ours.
REFUSED_AS = {
    "truncated.jpg": "incomplete",
    "truncated.png": "incomplete",
    "broken_stream.png": "incomplete",
    "broken.png": "incomplete",
    "bomb.gif": "not_a_picture",
    "bomb.ico": "not_a_picture",
    "ultrahdr.jpg": "incomplete",
    "16bit.tif": "not_a_picture",
    "photo.avif": "not_a_picture",
    "sample.heif": "not_a_picture",
    "meter_heic.heic": "not_a_picture",
    "bomb_30000x30000_1bit.png": "too_many_pixels",
    "bomb_13000x13000_1bit.png": "too_many_pixels",
    "meter_half.jpg": "incomplete",
    "svg_as.jpg": "not_a_picture",
    "html_as.jpg": "not_a_picture",
    "jpeg_giant_header.jpg": "too_many_pixels",
    "empty.jpg": "incomplete",
    "one_pixel.jpg": "too_small",
}
SIZES = {
    "exif_orient6_landscape.jpg": (600, 450),
    "exif_orient8_portrait.jpg": (450, 600),
    "phone_mpo_as.jpg": (640, 480),
    "meter_progressive.jpg": (1200, 1600),
}

with MANIFEST.open(encoding="utf-8") as manifest:
    TREATMENTS = {row["file"]: row["expected_treatment"] for row in csv.DictReader(manifest)}


@pytest.fixture(autouse=True)
def _never_hangs():
    """A file that sends the parser into an endless loop ends the test instead of the run."""
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.fixture
def opened_sizes(monkeypatch) -> list[tuple[int, int]]:
    """Note the full size of every picture a decoder is opened for."""
    sizes = []

    def noting(decoder):
        def opened(file):
            image = decoder(file)
            sizes.append(image.size)
            return image

        return opened

    for kind, decoder in decoding._DECODERS.items():
        monkeypatch.setitem(decoding._DECODERS, kind, noting(decoder))
    return sizes


def assert_clean(data: bytes) -> None:
    assert [mark for mark in METADATA if mark in data] == []
    assert data.startswith(b"\xff\xd8")
    assert data.endswith(b"\xff\xd9")
    assert strip_jpeg(data=data) == data
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert picture.format == "JPEG"
        assert not picture.getexif()


def test_every_file_has_a_treatment():
    there = {path.name for path in NASTY.iterdir()} - {MANIFEST.name}
    assert there == set(TREATMENTS)


@pytest.mark.parametrize("name", sorted(set(TREATMENTS) - set(REFUSED_AS)))
def test_what_may_come_in_comes_out_clean(name, opened_sizes):
    assert "ACCEPT" in TREATMENTS[name]
    data = (NASTY / name).read_bytes()
    photo = harden(data=data)
    copies = derive(data=photo.bytes)
    for clean in (photo.bytes, *copies.values()):
        assert_clean(clean)
    assert SIZES.get(name, (photo.width, photo.height)) == (photo.width, photo.height)
    assert all(width * height <= MOST_PIXELS for width, height in opened_sizes)


@pytest.mark.parametrize(("name", "code"), sorted(REFUSED_AS.items()))
def test_what_may_not_is_refused_with_a_sentence(name, code, opened_sizes):
    assert "REJECT" in TREATMENTS[name] or "as sample.heif" in TREATMENTS[name]
    with pytest.raises(PhotoRefused) as refused:
        harden(data=(NASTY / name).read_bytes())
    assert refused.value.code == code
    assert 400 <= refused.value.status < 500
    assert str(refused.value).endswith(".")
    assert opened_sizes == []


def test_cmyk_does_not_come_out_inverted():
    photo = harden(data=(NASTY / "cmyk.jpg").read_bytes())
    with Image.open(io.BytesIO(photo.bytes)) as picture:
        red, green, blue = picture.getpixel((50, 90))
    assert max(red, green, blue) < 40


def test_what_was_transparent_is_not_black():
    photo = harden(data=(NASTY / "transparent.webp").read_bytes())
    with Image.open(io.BytesIO(photo.bytes)) as picture:
        assert min(picture.getpixel((2, 2))) > 250
