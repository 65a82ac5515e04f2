"""A PNG as a row of chunks: the first picture is kept, everything else is left behind."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from webapp.domain.exif import orientation_of

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"})

# The usual writer cuts the pixels into 8 kB chunks. Millions of empty ones would cost minutes.
MOST_CHUNKS = 20_000


class BrokenPng(Exception):
    """The bytes begin like a PNG but are not a whole, well-formed one."""


@dataclass(frozen=True, slots=True)
class Png:
    """A picture without text, animation or other baggage, and which way up it is."""

    clean: bytes
    width: int
    height: int
    orientation: int


def read_png(*, data: bytes) -> Png:
    """Take a PNG apart, each chunk checked against its checksum, up to the first end."""
    chunks = list(_chunks(data))
    if [name for name, _ in chunks].count(b"IHDR") != 1 or chunks[0][0] != b"IHDR":
        raise BrokenPng("not exactly one header, at the start")
    if len(chunks[0][1]) != 13:
        raise BrokenPng("a header of the wrong length")
    width, height = struct.unpack_from(">II", chunks[0][1])
    return Png(
        clean=SIGNATURE + b"".join(_written(name, body) for name, body in chunks),
        width=width,
        height=height,
        orientation=orientation_of(tiff=dict(chunks).get(b"eXIf", b"")),
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        name, body = _chunk(data, at)
        yield name, body
        if name == b"IEND":
            return
        at += 12 + len(body)
    raise BrokenPng("too many chunks")


def _chunk(data: bytes, at: int) -> tuple[bytes, bytes]:
    try:
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
    except struct.error as short:
        raise BrokenPng("a chunk without its end") from short
    if checksum != zlib.crc32(body, zlib.crc32(name)):
        raise BrokenPng("a chunk that does not fit its checksum")
    return name, body


def _written(name: bytes, body: bytes) -> bytes:
    if name not in PICTURE:
        return b""
    checksum = zlib.crc32(body, zlib.crc32(name))
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)
