"""Taking a PNG apart: one picture, nothing else, every chunk as it was sent."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.png import MOST_CHUNKS, SIGNATURE, BrokenPng, read_png


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 30, 20, 8, 2, 0, 0, 0))
DATA = chunk(b"IDAT", b"pixels")
LAST = chunk(b"IEND")
PLAIN = SIGNATURE + HEADER + DATA + LAST


def test_a_plain_picture_stays_as_it_is():
    png = read_png(data=PLAIN)
    assert (png.clean, png.width, png.height, png.orientation) == (PLAIN, 30, 20, 1)


@pytest.mark.parametrize("name", [b"tEXt", b"zTXt", b"iTXt", b"acTL", b"fdAT", b"eXIf", b"tIME"])
def test_text_and_animation_are_left_behind(name):
    assert read_png(data=SIGNATURE + HEADER + chunk(name, b"words") + DATA + LAST).clean == PLAIN


def test_nothing_after_the_end_is_looked_at():
    assert read_png(data=PLAIN + b"PK\x03\x04").clean == PLAIN


def test_which_way_up_it_is_is_told():
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, 8, 0)
    exif = chunk(b"eXIf", b"II*\x00" + struct.pack("<IH", 8, 1) + entry)
    assert read_png(data=SIGNATURE + HEADER + exif + DATA + LAST).orientation == 8


@pytest.mark.parametrize(
    "broken",
    [
        SIGNATURE,
        SIGNATURE + DATA + HEADER + LAST,
        SIGNATURE + HEADER + HEADER + DATA + LAST,
        SIGNATURE + chunk(b"IHDR", b"short") + DATA + LAST,
        SIGNATURE + HEADER + DATA.replace(b"pixels", b"pixelz") + LAST,
        SIGNATURE + HEADER + b"\xff\xff\xff\xffIDAT",
        SIGNATURE + HEADER + chunk(b"IDAT") * MOST_CHUNKS + LAST,
        PLAIN[:-1],
    ],
)
def test_what_is_malformed_is_said_to_be_broken(broken):
    with pytest.raises(BrokenPng):
        read_png(data=broken)


@given(st.binary())
def test_no_bytes_upset_it(tail):
    try:
        read_png(data=SIGNATURE + tail)
        read_png(data=SIGNATURE + HEADER + tail)
    except BrokenPng:
        pass
