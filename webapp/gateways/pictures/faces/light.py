"""The light a photo is taken in, and the grain that a sensor adds in that light."""

import math
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image, ImageChops

SIZE = (1600, 1200)


@dataclass(frozen=True, kw_only=True)
class Light:
    """Brightness in the middle and at the rim, its colour, glare on the glass, sensor noise."""

    middle: float
    rim: float
    tint: tuple[float, float, float]
    glare: float
    noise: float


LIGHTS = {
    "day": Light(middle=1.02, rim=0.78, tint=(1.0, 1.0, 1.0), glare=0.25, noise=0.06),
    "lamp": Light(middle=0.98, rim=0.50, tint=(1.0, 0.91, 0.74), glare=0.35, noise=0.08),
    "flash": Light(middle=1.08, rim=0.30, tint=(0.97, 1.0, 1.0), glare=0.85, noise=0.07),
    "dark": Light(middle=0.40, rim=0.12, tint=(1.0, 0.93, 0.84), glare=0.1, noise=0.12),
}


def lighting(light: Light, *, rng: Random) -> Image.Image:
    """What the scene is multiplied by: bright somewhere near the middle, darker to the rim."""
    centre = (rng.uniform(0.35, 0.65), rng.uniform(0.3, 0.6))
    columns, rows = 32, 24
    levels = bytearray()
    for row in range(rows):
        for column in range(columns):
            away = math.dist((column / columns, row / rows), centre) / 0.75
            level = light.middle + (light.rim - light.middle) * min(1.0, away**1.6)
            levels += bytes(min(255, round(255 * level * tint)) for tint in light.tint)
    small = Image.frombytes("RGB", (columns, rows), bytes(levels))
    return small.resize(SIZE, Image.Resampling.BILINEAR)


def glare(light: Light, *, rng: Random) -> Image.Image:
    """A reflection on the glass, to be laid over as a screen."""
    # Above or beside the counter: a glare on the digits would make another demonstration.
    x, y = rng.uniform(0.3, 0.7), rng.choice((0.14, 0.2, 0.84))
    columns, rows = 64, 48
    levels = bytes(
        round(
            255
            * light.glare
            * math.exp(-(((c / columns - x) / 0.1) ** 2 + ((r / rows - y) / 0.07) ** 2))
        )
        for r in range(rows)
        for c in range(columns)
    )
    small = Image.frombytes("L", (columns, rows), levels)
    spot = small.resize(SIZE, Image.Resampling.BILINEAR)
    return Image.merge("RGB", (spot, spot, spot))


def noise(light: Light, *, rng: Random) -> Image.Image:
    """The sensor's grain, around middle grey."""
    plane = _grain(light.noise)
    return ImageChops.offset(plane, rng.randrange(plane.width), rng.randrange(plane.height))


@cache
def _grain(strength: float) -> Image.Image:
    rng = Random(1)  # noqa: S311 - grain, not a secret
    size = (SIZE[0] // 2, SIZE[1] // 2)
    one, other = (Image.frombytes("RGB", size, rng.randbytes(size[0] * size[1] * 3)) for _ in "12")
    weak = Image.blend(one, other, 0.5).point(lambda level: round(128 + (level - 128) * strength))
    return weak.resize(SIZE, Image.Resampling.BILINEAR)
