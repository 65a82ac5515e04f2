"""A JPEG as a row of segments: what the picture needs is kept, everything else is left behind."""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from webapp.domain.exif import UPRIGHT, orientation_of

START, END, SCAN = 0xD8, 0xD9, 0xDA
TABLES = frozenset({0xC4, 0xDB, 0xDD})  # Huffman tables, quantisation tables, restart interval
SEQUENTIAL, PROGRESSIVE = frozenset({0xC0, 0xC1}), 0xC2
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WITHOUT_BODY = frozenset({0x01, *range(0xD0, 0xD8)})
JFIF, EXIF, PROFILE, ADOBE = 0xE0, 0xE1, 0xE2, 0xEE

# Cameras write a few dozen segments and at most some fourteen scans. A file of a hundred thousand
# tiny ones costs its sender nothing and the decoder hours.
MOST_SEGMENTS = 1000
MOST_SCANS = 50

_MARKER = re.compile(rb"\xff[^\x00\xff]")
_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


class BrokenJpeg(Exception):
    """The bytes begin like a JPEG but are not a whole, well-formed one."""


class UnusualJpeg(BrokenJpeg):
    """A JPEG of a kind that browsers do not show: arithmetic, lossless, twelve bits."""


class Segment(NamedTuple):
    """One marker with its body, and for a scan the compressed pixels after it."""

    marker: int
    body: bytes
    pixels: bytes = b""


class Frame(NamedTuple):
    """What the frame header says about the picture."""

    width: int
    height: int
    components: int
    progressive: bool


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A picture without its metadata, and the few facts from there that drawing it needs."""

    clean: bytes
    frame: Frame
    scans: int
    pixel_bytes: int
    orientation: int
    profile: bytes

    @property
    def could_be_whole(self) -> bool:
        """Say no where even one bit a block, the least a coder can spend, is not there."""
        blocks = -(-self.frame.width // 8) * -(-self.frame.height // 8)
        return self.pixel_bytes * 8 >= blocks

    @property
    def carries_ballast(self) -> bool:
        """Say whether there are more bytes than pixels of any content could need."""
        return self.pixel_bytes > 1000 + 4 * self.frame.width * self.frame.height


def read_jpeg(*, data: bytes) -> Jpeg:
    """Take a JPEG apart; what stands after its first end of image is not looked at."""
    segments = list(_segments(data))
    scans = [segment for segment in segments if segment.marker == SCAN]
    if not scans or len(scans) > MOST_SCANS:
        raise BrokenJpeg(f"{len(scans)} scans")
    return Jpeg(
        clean=b"".join(_written(segments)),
        frame=_frame(segments),
        scans=len(scans),
        pixel_bytes=sum(len(scan.pixels) for scan in scans),
        orientation=_orientation(segments),
        profile=_profile(segments),
    )


def strip_jpeg(*, data: bytes) -> bytes:
    """Return the same picture, pixel for pixel, with nothing else in the file."""
    return read_jpeg(data=data).clean


def _segments(data: bytes) -> Iterator[Segment]:
    if data[:2] != bytes((0xFF, START)):
        raise BrokenJpeg("no start of image")
    at = 2
    for _ in range(MOST_SEGMENTS):
        marker, at = _next_marker(data, at)
        if marker == END:
            return
        if marker in WITHOUT_BODY:
            continue
        segment, at = _segment(data, marker, at)
        yield segment
    raise BrokenJpeg("too many segments")


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    # Searching skips fill bytes and junk between segments, as decoders do.
    found = _MARKER.search(data, at)
    if found is None:
        raise BrokenJpeg("no end of image")
    marker = data[found.start() + 1]
    if marker == START:
        raise BrokenJpeg("a second start of image")
    return marker, found.end()


def _segment(data: bytes, marker: int, at: int) -> tuple[Segment, int]:
    end = at + int.from_bytes(data[at : at + 2])
    if end < at + 2 or end > len(data):
        raise BrokenJpeg("a segment without its end")
    body = data[at + 2 : end]
    if marker != SCAN:
        return Segment(marker, body), end
    found = _MARKER_AFTER_SCAN.search(data, end)
    if found is None:
        raise BrokenJpeg("a scan without its end")
    return Segment(marker, body, data[end : found.start()]), found.start()


def _frame(segments: list[Segment]) -> Frame:
    frames = [at for at, segment in enumerate(segments) if segment.marker in FRAMES]
    first_scan = next(at for at, segment in enumerate(segments) if segment.marker == SCAN)
    if len(frames) != 1 or frames[0] > first_scan:
        raise BrokenJpeg("not exactly one frame header before the first scan")
    return _frame_header(segments[frames[0]])


def _frame_header(segment: Segment) -> Frame:
    try:
        bits, height, width, components = struct.unpack_from(">BHHB", segment.body)
    except struct.error as short:
        raise BrokenJpeg("a short frame header") from short
    if not width or not height or len(segment.body) != 6 + 3 * components:
        raise BrokenJpeg("a frame header that contradicts itself")
    if bits != 8 or components not in {1, 3, 4} or segment.marker not in SEQUENTIAL | {PROGRESSIVE}:
        raise UnusualJpeg(f"frame {segment.marker:02x}, {bits} bits, {components} components")
    return Frame(width, height, components, progressive=segment.marker == PROGRESSIVE)


def _written(segments: Iterable[Segment]) -> Iterator[bytes]:
    yield bytes((0xFF, START))
    for marker, body, pixels in segments:
        kept = _kept(marker, body)
        if kept is not None:
            yield struct.pack(">BBH", 0xFF, marker, len(kept) + 2) + kept + pixels
    yield bytes((0xFF, END))


def _kept(marker: int, body: bytes) -> bytes | None:
    if marker in TABLES or marker in FRAMES or marker == SCAN:
        return body
    if marker == JFIF and body.startswith(b"JFIF\x00") and len(body) >= 14:
        return body[:12] + b"\x00\x00"  # a thumbnail of no pixels
    if marker == ADOBE and body.startswith(b"Adobe") and len(body) >= 12:
        return body[:12]  # without it CMYK and plain RGB come out in false colours
    return None


def _orientation(segments: Iterable[Segment]) -> int:
    for marker, body, _ in segments:
        if marker == EXIF and body.startswith(b"Exif\x00"):
            return orientation_of(tiff=body[6:])
    return UPRIGHT


def _profile(segments: Iterable[Segment]) -> bytes:
    chunks = [
        (body[12], body[14:])
        for marker, body, _ in segments
        if marker == PROFILE and body.startswith(b"ICC_PROFILE\x00") and len(body) > 14
    ]
    return b"".join(chunk for _, chunk in sorted(chunks, key=lambda numbered: numbered[0]))
