"""Taking a JPEG apart: what is kept, what is dropped, and that no bytes can upset it."""

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.jpeg import (
    MOST_SCANS,
    MOST_SEGMENTS,
    BrokenJpeg,
    UnusualJpeg,
    read_jpeg,
    strip_jpeg,
)

START, END = b"\xff\xd8", b"\xff\xd9"


def segment(marker: int, body: bytes = b"") -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def frame(*, marker: int = 0xC0, width: int = 16, height: int = 8, bits: int = 8) -> bytes:
    return segment(marker, struct.pack(">BHHB", bits, height, width, 1) + b"\x01\x11\x00")


TABLES = segment(0xDB, b"\x00" * 65) + segment(0xC4, b"\x00" * 17)
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
PIXELS = b"\x12\xff\x00\x34\xff\xd0\x56"  # with a stuffed byte and a restart marker
PICTURE = TABLES + frame() + SCAN + PIXELS
PLAIN = START + PICTURE + END


def exif(orientation: int) -> bytes:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\x00\x00MM\x00*" + struct.pack(">IH", 8, 1) + entry)


def test_a_plain_picture_stays_as_it_is():
    assert strip_jpeg(data=PLAIN) == PLAIN


@pytest.mark.parametrize(
    "baggage",
    [
        exif(1),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta/>"),
        segment(0xE2, b"ICC_PROFILE\x00\x01\x01profile"),
        segment(0xE2, b"MPF\x00second picture"),
        segment(0xED, b"Photoshop 3.0\x00"),
        segment(0xFE, b"<script>alert(1)</script>"),
        segment(0xE0, b"JFXX\x00\x10thumbnail"),
        segment(0xEE, b"not adobe at all"),
        segment(0xDC, b"\x00\x08"),
        b"\xff\x01",
        b"\xff\xff\xff",
        b"junk",
    ],
)
def test_baggage_is_left_behind_wherever_it_stands(baggage):
    before = START + baggage + PICTURE + END
    within = START + TABLES + baggage + frame() + SCAN + PIXELS + END
    after_start = START + TABLES + frame() + baggage + SCAN + PIXELS + END
    for data in (before, within, after_start):
        assert strip_jpeg(data=data) == PLAIN


@pytest.mark.parametrize(
    "appended", [b"PK\x03\x04", PLAIN, b"<html>", b"\xff\xe1\x00\x08Exif\x00\x00"]
)
def test_nothing_after_the_end_is_looked_at(appended):
    assert strip_jpeg(data=PLAIN + appended) == PLAIN


def test_the_jfif_header_loses_its_thumbnail_and_adobe_its_tail():
    jfif = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01rgb")
    adobe = segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x02tail")
    assert strip_jpeg(data=START + jfif + adobe + PICTURE + END) == (
        START
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x02")
        + PICTURE
        + END
    )


def test_a_progressive_picture_keeps_every_scan_and_the_tables_between():
    picture = frame(marker=0xC2) + SCAN + PIXELS + segment(0xC4, b"\x00" * 17) + SCAN + PIXELS
    with_comment = picture.replace(SCAN, segment(0xFE, b"hello") + SCAN)
    jpeg = read_jpeg(data=START + with_comment + END)
    assert jpeg.clean == START + picture + END
    assert (jpeg.scans, jpeg.frame.progressive) == (2, True)


def test_the_facts_that_drawing_needs_are_told():
    profile = [segment(0xE2, b"ICC_PROFILE\x00" + part) for part in (b"\x02\x02cd", b"\x01\x02ab")]
    jpeg = read_jpeg(data=START + exif(6) + b"".join(profile) + PICTURE + END)
    assert jpeg.frame == (16, 8, 1, False)
    assert (jpeg.orientation, jpeg.profile, jpeg.scans) == (6, b"abcd", 1)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_impossible_orientation_is_upright(orientation):
    assert read_jpeg(data=START + exif(orientation) + PICTURE + END).orientation == 1


def test_exif_that_is_broken_or_points_at_itself_is_upright():
    for block in (b"", b"MM\x00*", b"MM\x00*\xff\xff\xff\xff", b"II*\x00\x00\x00\x00\x00", b"junk"):
        data = START + segment(0xE1, b"Exif\x00\x00" + block) + PICTURE + END
        assert read_jpeg(data=data).orientation == 1


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xff",
        START,
        START + END,
        b"GIF89a",
        b" " + PLAIN,
        PLAIN[:-2],
        PLAIN[:-1],
        START + START + PICTURE + END,
        START + TABLES + frame() + END,
        START + SCAN + PIXELS + frame() + END,
        START + frame() + frame() + SCAN + PIXELS + END,
        START + frame(width=0) + SCAN + PIXELS + END,
        START + frame(height=0) + SCAN + PIXELS + END,
        START + segment(0xC0, b"\x08") + SCAN + PIXELS + END,
        START + b"\xff\xfe\x00\x01" + PICTURE + END,
        START + b"\xff\xfe\xff\xff" + PICTURE + END,
        START + segment(0xFE) * MOST_SEGMENTS + PICTURE + END,
        START + frame(marker=0xC2) + (SCAN + PIXELS) * (MOST_SCANS + 1) + END,
    ],
)
def test_what_is_malformed_is_said_to_be_broken(broken):
    with pytest.raises(BrokenJpeg):
        read_jpeg(data=broken)


@pytest.mark.parametrize("odd", [frame(marker=0xC3), frame(marker=0xC9), frame(bits=12)])
def test_kinds_no_browser_shows_are_named_so(odd):
    with pytest.raises(UnusualJpeg):
        read_jpeg(data=START + odd + SCAN + PIXELS + END)


def test_a_header_that_promises_more_than_the_data_can_hold_is_noticed():
    assert read_jpeg(data=PLAIN).could_be_whole
    assert not read_jpeg(
        data=START + frame(width=4000, height=4000) + SCAN + PIXELS + END
    ).could_be_whole


def test_a_scan_stuffed_with_more_than_its_pixels_is_noticed():
    assert not read_jpeg(data=PLAIN).carries_ballast
    assert read_jpeg(data=PLAIN[:-2] + b"\x00" * 5000 + END).carries_ballast


@pytest.mark.parametrize(
    "soup", [b"\xff", b"\xff\x00", b"\xff\xd0", b"\xff\xfe\x00\x02", b"\x00", b"\xff\xff\x00"]
)
@pytest.mark.parametrize("head", [START, PLAIN[:-2]])
def test_fifteen_megabytes_of_soup_are_read_in_a_moment(head, soup):
    data = head + soup * (15_000_000 // len(soup))
    began = time.process_time()
    with pytest.raises(BrokenJpeg):
        read_jpeg(data=data)
    assert time.process_time() - began < 2


PIECES = st.sampled_from(
    [
        START,
        END,
        TABLES,
        frame(),
        frame(marker=0xC2),
        SCAN,
        PIXELS,
        exif(6),
        segment(0xFE, b"words"),
        segment(0xE2, b"ICC_PROFILE\x00\x01\x01p"),
        b"\xff",
        b"\x00",
        b"\xff\xd3",
    ]
) | st.binary(max_size=12)
SOUP = st.lists(PIECES, max_size=20).map(lambda pieces: START + b"".join(pieces))


@given(st.binary() | SOUP)
def test_no_bytes_upset_it(data):
    try:
        clean = strip_jpeg(data=data)
    except BrokenJpeg:
        return
    assert strip_jpeg(data=clean) == clean
    assert len(clean) <= len(data)


@given(st.lists(PIECES, max_size=20).map(b"".join))
def test_a_whole_picture_is_never_changed_by_what_follows(tail):
    assert strip_jpeg(data=PLAIN + tail) == PLAIN


@given(st.integers(min_value=0, max_value=len(PLAIN) - 1))
def test_a_picture_cut_anywhere_is_broken(length):
    with pytest.raises(BrokenJpeg):
        read_jpeg(data=PLAIN[:length])
