"""What a file is by its first bytes, whatever its name says."""

import struct
from enum import Enum, auto

from webapp.gateways.pictures.refused import incomplete

HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})


class Kind(Enum):
    """The kinds of file that matter to us."""

    NOTHING = auto()
    JPEG = auto()
    PNG = auto()
    WEBP = auto()
    HEIF = auto()
    OTHER = auto()


def kind_of(*, data: bytes) -> Kind:
    """Tell the kind of a file by its content alone."""
    signs = {
        Kind.NOTHING: not data,
        Kind.JPEG: data.startswith(b"\xff\xd8\xff"),
        Kind.PNG: data.startswith(b"\x89PNG\r\n\x1a\n"),
        Kind.WEBP: data.startswith(b"RIFF") and data[8:12] == b"WEBP",
        Kind.HEIF: data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS,
    }
    return next((kind for kind, fits in signs.items() if fits), Kind.OTHER)


def webp_size(*, data: bytes) -> tuple[int, int]:
    """Read the canvas from the first chunk: the decoder makes room for it on opening."""
    try:
        return _SIZE_IN[data[12:16]](data[20:30])
    except (KeyError, struct.error) as broken:
        raise incomplete() from broken


def _lossy(body: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(body: bytes) -> tuple[int, int]:
    (packed,) = struct.unpack_from("<I", body, 1)
    return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1


def _extended(body: bytes) -> tuple[int, int]:
    if len(body) < 10:
        raise struct.error("too short")
    return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1


_SIZE_IN = {b"VP8 ": _lossy, b"VP8L": _lossless, b"VP8X": _extended}
