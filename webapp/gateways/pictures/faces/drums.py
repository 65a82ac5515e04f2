"""Roller counters: black drums before the point, red ones after it."""

from random import Random

from PIL import Image, ImageChops, ImageDraw

from webapp.gateways.pictures.faces.lettering import write
from webapp.gateways.pictures.faces.plate import Box, Colour, Plate

BLACK: Colour = (26, 27, 30)
RED: Colour = (168, 26, 24)
CHALK: Colour = (240, 238, 230)
GAP = 6


def counter_width(plate: Plate, *, drum: int) -> int:
    """How wide the window of this counter is."""
    return (drum + GAP) * (plate.digits + plate.decimals) + GAP


def draw_drums(
    image: Image.Image,
    *,
    plate: Plate,
    left: int,
    top: int,
    drum: int,
    height: int,
    rng: Random,
) -> Box:
    """Draw the counter and return its box; the last drum stands between two digits as drums do."""
    width = counter_width(plate, drum=drum)
    window = (left, top, left + width, top + height + 2 * GAP)
    ImageDraw.Draw(image).rounded_rectangle(window, 8, fill=(10, 10, 11))
    for place, (digit, rolled) in enumerate(_positions(plate.shown, rng)):
        colour = RED if place >= plate.digits else BLACK
        # Drums sit with a little play, so no two digits are at quite the same height.
        cell = _drum((drum, height), digit, rolled + rng.uniform(-0.02, 0.02), colour)
        image.paste(cell, (left + GAP + place * (drum + GAP), top + GAP))
    return window


def _positions(shown: str, rng: Random) -> list[tuple[int, float]]:
    # Far enough from the next digit that nobody can mistake the reading.
    rolled = rng.uniform(0.02, 0.22)
    places = []
    for digit in reversed(shown):
        places.append((int(digit), rolled))
        rolled = rolled if digit == "9" else 0.0
    return places[::-1]


def _drum(size: tuple[int, int], digit: int, rolled: float, colour: Colour) -> Image.Image:
    width, height = size
    cell = Image.new("RGB", size, colour)
    brush = ImageDraw.Draw(cell)
    for step in (-1, 0, 1):
        middle = height * (0.5 - rolled + step * 0.94)
        figure = str((digit + step) % 10)
        write(brush, (width / 2, middle), figure, size=int(height * 0.72), ink=CHALK, bold=2)
    return ImageChops.multiply(cell, _roundness(size))


def _roundness(size: tuple[int, int]) -> Image.Image:
    across = 40
    shade = bytes(
        round(255 * max(0.12, 1 - abs((row + 0.5) / across * 2 - 0.9) ** 3.2))
        for row in range(across)
    )
    strip = Image.frombytes("L", (1, across), shade).resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", (strip, strip, strip))
