"""A photo from outside made safe to keep: the picture and nothing but the picture."""

import builtins
import hashlib
import re
from dataclasses import dataclass

from PIL import Image

from webapp.domain.colour_profiles import is_srgb
from webapp.domain.exif import UPRIGHT, orientation_of
from webapp.domain.jpeg import BrokenJpeg, Jpeg, UnusualJpeg, read_jpeg
from webapp.domain.png import BrokenPng, read_png
from webapp.gateways.pictures.decoding import drawing, open_as, open_jpeg
from webapp.gateways.pictures.headers import Kind, kind_of, webp_size
from webapp.gateways.pictures.redraw import LONGEST_SIDE, Drawing, drawn_anew
from webapp.gateways.pictures.refused import (
    apple_picture,
    incomplete,
    not_a_picture,
    refuse_size,
)

# Other kinds of file hidden among the pixels. By chance they come up once in some ten
# thousand photos, and then the photo is merely drawn anew.
_MARKUP = re.compile(rb"<(?i:script|html|svg[\s>]|\?php|\?xml|!doctype)")
_ARCHIVE_OR_DOCUMENT = (b"PK\x03\x04", b"%PDF-")


@dataclass(frozen=True, slots=True)
class HardenedPhoto:
    """A clean upright JPEG, its name by content, and what had been received."""

    bytes: builtins.bytes
    sha256: str
    width: int
    height: int
    received_sha256: str
    received_bytes: int


def harden(*, data: bytes) -> HardenedPhoto:
    """Return the photo without anything but the picture, or raise PhotoRefused.

    A plain upright JPEG keeps its very pixels; anything else is drawn anew.
    """
    clean = _clean(data)
    return HardenedPhoto(
        bytes=clean.data,
        sha256=hashlib.sha256(clean.data).hexdigest(),
        width=clean.width,
        height=clean.height,
        received_sha256=hashlib.sha256(data).hexdigest(),
        received_bytes=len(data),
    )


def _clean(data: bytes) -> Drawing:
    match kind_of(data=data):
        case Kind.JPEG:
            return _clean_jpeg(data)
        case Kind.PNG:
            return _clean_png(data)
        case Kind.WEBP:
            return _clean_webp(data)
        case Kind.HEIF:
            raise apple_picture()
        case Kind.NOTHING:
            raise incomplete()
    raise not_a_picture()


def _clean_jpeg(data: bytes) -> Drawing:
    try:
        jpeg = read_jpeg(data=data)
    except UnusualJpeg as unusual:
        raise not_a_picture() from unusual
    except BrokenJpeg as broken:
        raise incomplete() from broken
    width, height, *_ = jpeg.frame
    refuse_size(width=width, height=height)
    if not jpeg.could_be_whole:
        raise incomplete()
    with drawing(pixels=width * height):
        image = open_jpeg(jpeg)
        if _is_plain(jpeg):
            _prove_whole(image)
            return Drawing(jpeg.clean, width, height)
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        return drawn_anew(image, orientation=jpeg.orientation, profile=jpeg.profile)


def _is_plain(jpeg: Jpeg) -> bool:
    needs_no_profile = (
        not jpeg.profile or jpeg.frame.components == 1 or is_srgb(profile=jpeg.profile)
    )
    return (
        jpeg.orientation == UPRIGHT
        and jpeg.frame.components in {1, 3}
        and needs_no_profile
        and not jpeg.carries_ballast
        and not _carries_stowaway(jpeg.clean)
    )


def _carries_stowaway(clean: bytes) -> bool:
    return bool(_MARKUP.search(clean)) or any(mark in clean for mark in _ARCHIVE_OR_DOCUMENT)


def _prove_whole(image: Image.Image) -> None:
    # Every code of the stream is read in any size; the smallest spares the arithmetic after it.
    image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()


def _clean_png(data: bytes) -> Drawing:
    try:
        png = read_png(data=data)
    except BrokenPng as broken:
        raise incomplete() from broken
    refuse_size(width=png.width, height=png.height)
    with drawing(pixels=png.width * png.height):
        image = open_as(Kind.PNG, png.clean, size=(png.width, png.height))
        image.load()
        profile = image.info.get("icc_profile") or b""
        return drawn_anew(image, orientation=png.orientation, profile=profile)


def _clean_webp(data: bytes) -> Drawing:
    width, height = webp_size(data=data)
    refuse_size(width=width, height=height)
    with drawing(pixels=width * height):
        image = open_as(Kind.WEBP, data, size=(width, height))
        image.load()
        exif = bytes(image.info.get("exif") or b"").removeprefix(b"Exif\x00\x00")
        profile = image.info.get("icc_profile") or b""
        return drawn_anew(image, orientation=orientation_of(tiff=exif), profile=profile)
