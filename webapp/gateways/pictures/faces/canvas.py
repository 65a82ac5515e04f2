"""Brushes: discs, rings and panels that look like metal, glass and paper."""

import math
from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageOps
from PIL.ImageDraw import ImageDraw as Brush

from webapp.gateways.pictures.faces.plate import INK, Box, Colour, Point


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two: 0 is the first, 1 the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def around(centre: Point, radius: float) -> Box:
    """The box of a circle."""
    x, y = centre
    return (x - radius, y - radius, x + radius, y + radius)


def panel(image: Image.Image, box: Box, *, top: Colour, bottom: Colour, radius: float) -> None:
    """A rounded plate, lit from above."""
    left, upper, right, lower = (round(edge) for edge in box)
    size = (right - left, lower - upper)
    shade = ImageOps.colorize(
        Image.linear_gradient("L").resize(size, Image.Resampling.BILINEAR), top, bottom
    )
    image.paste(shade, (left, upper), _rounded(size, radius))


def disc(image: Image.Image, centre: Point, radius: float, *, inner: Colour, rim: Colour) -> None:
    """A round plate that darkens towards its rim."""
    corner, size = _place(centre, radius)
    shade = ImageOps.colorize(_falloff().resize(size, Image.Resampling.BILINEAR), inner, rim)
    image.paste(shade, corner, _round_mask(size))


def ring(
    image: Image.Image, centre: Point, radius: float, *, inner: float, metal: Colour, turn: float
) -> None:
    """A turned metal ring with the bright and dark sectors that such rings have."""
    small = Image.new("RGB", (240, 240), metal)
    brush = ImageDraw.Draw(small)
    for degree in range(0, 360, 3):
        brush.pieslice((-60, -60, 300, 300), degree, degree + 4, fill=_sheen(metal, degree + turn))
    corner, size = _place(centre, radius)
    mask = _round_mask(size).copy()
    hole = around((size[0] / 2, size[1] / 2), inner)
    ImageDraw.Draw(mask).ellipse(hole, fill=0)
    image.paste(small.resize(size, Image.Resampling.BILINEAR), corner, mask)


def specks(brush: Brush, box: Box, *, rng: Random, count: int, ink: Colour) -> None:
    """Dust and small scratches."""
    for _ in range(count):
        x, y = rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])
        size = rng.uniform(0.6, 2.6)
        brush.ellipse((x, y, x + size * rng.uniform(0.7, 2), y + size), fill=ink)


def barcode(brush: Brush, box: Box, *, rng: Random) -> None:
    """Bars as on a label; they say nothing."""
    left, top, right, bottom = box
    while left < right:
        width = rng.choice((2, 2, 3, 5))
        brush.rectangle((left, top, min(left + width, right), bottom), fill=INK)
        left += width + rng.choice((2, 3, 5))


def _place(centre: Point, radius: float) -> tuple[tuple[int, int], tuple[int, int]]:
    side = round(2 * radius)
    return (round(centre[0] - radius), round(centre[1] - radius)), (side, side)


def _sheen(metal: Colour, degree: float) -> Colour:
    wave = math.sin(math.radians(degree * 2)) * 0.55 + math.sin(math.radians(degree * 3)) * 0.25
    towards = (255, 252, 240) if wave > 0 else (18, 16, 12)
    return mixed(metal, towards, abs(wave) * 0.55)


@cache
def _falloff() -> Image.Image:
    return Image.radial_gradient("L").point(lambda level: min(255, int((level / 180) ** 3 * 255)))


@cache
def _round_mask(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=255)
    return mask


def _rounded(size: tuple[int, int], radius: float) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius, fill=255)
    return mask
