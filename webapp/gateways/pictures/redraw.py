"""A picture drawn anew: upright, opaque, in screen colours, and of a size one can keep."""

import io
from typing import NamedTuple

from PIL import Image

from webapp.domain.jpeg import strip_jpeg
from webapp.gateways.pictures.colour import screen_colours

LONGEST_SIDE = 4096
QUALITY = 85

# Modes that shrink well only after they have become colours.
_INDEXED = frozenset({"1", "P", "PA"})

_UPRIGHT_BY = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Drawing(NamedTuple):
    """A JPEG and its size."""

    data: bytes
    width: int
    height: int


def drawn_anew(image: Image.Image, *, orientation: int, profile: bytes) -> Drawing:
    """Draw the picture as a viewer would show it, and keep nothing else of it."""
    # Small first: what follows then works on few pixels.
    small = shrunk(_as_colours(image), side=LONGEST_SIDE)
    picture = _turned(screen_colours(small, profile=profile), orientation)
    return Drawing(encoded(picture, quality=QUALITY), picture.width, picture.height)


def shrunk(image: Image.Image, *, side: int) -> Image.Image:
    """Shrink the picture in place until no side is longer; a small one stays as it is."""
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def encoded(picture: Image.Image, *, quality: int) -> bytes:
    """Write a JPEG with nothing beside the picture."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    # The encoder takes comments over from the source: what leaves passes the same gate again.
    return strip_jpeg(data=file.getvalue())


def _as_colours(image: Image.Image) -> Image.Image:
    if image.mode not in _INDEXED:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT_BY.get(orientation)
    return picture if turn is None else picture.transpose(turn)
