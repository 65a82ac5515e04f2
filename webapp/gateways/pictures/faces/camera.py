"""A telephone's camera: where it is held, what light there is, and what its sensor adds."""

import io
import math
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageFilter

from webapp.gateways.pictures.faces.plate import Box, Sprite
from webapp.gateways.pictures.faces.walls import SHRUNK

WIDTH, HEIGHT = 1600, 1200
ZOOM = 1.42  # how many points of the drawing become one of the photo
QUALITY = 84


@dataclass(frozen=True, kw_only=True)
class Shot:
    """How the picture was taken."""

    light: str
    tilt: float
    blur: float
    shift: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Light:
    """Brightness in the middle and at the rim, its colour, glare on the glass, sensor noise."""

    middle: float
    rim: float
    tint: tuple[float, float, float]
    glare: float
    noise: float


LIGHTS = {
    "day": Light(middle=1.02, rim=0.78, tint=(1.0, 1.0, 1.0), glare=0.25, noise=0.11),
    "lamp": Light(middle=0.98, rim=0.50, tint=(1.0, 0.91, 0.74), glare=0.35, noise=0.14),
    "flash": Light(middle=1.08, rim=0.30, tint=(0.97, 1.0, 1.0), glare=0.85, noise=0.12),
    "dark": Light(middle=0.40, rim=0.12, tint=(1.0, 0.93, 0.84), glare=0.1, noise=0.22),
}


@dataclass(frozen=True, kw_only=True)
class View:
    """How points of the photo and points of a drawing correspond."""

    turn: float
    lean: tuple[float, float]
    shift: tuple[float, float]

    def coefficients(self, *, middle: tuple[float, float], scale: float) -> tuple[float, ...]:
        """What the imaging library wants: for each point of the photo, where to look."""
        g, h = self.lean
        u, v = WIDTH * (0.5 + self.shift[0]), HEIGHT * (0.5 + self.shift[1])
        k = 1 - g * u - h * v
        a, b = ZOOM * math.cos(self.turn) / scale, -ZOOM * math.sin(self.turn) / scale
        x, y = middle
        along = (a + x * g, b + x * h, -a * u - b * v + x * k)
        down = (-b + y * g, a + y * h, b * u - a * v + y * k)
        return tuple(number / k for number in (*along, *down, g, h))

    def place(self, point: tuple[float, float], *, middle: tuple[float, float]) -> tuple[float, float]:
        """Where a point of the drawing comes to lie, as fractions of the photo."""
        x, y = (point[0] - middle[0]) / ZOOM, (point[1] - middle[1]) / ZOOM
        across = x * math.cos(self.turn) + y * math.sin(self.turn)
        down = -x * math.sin(self.turn) + y * math.cos(self.turn)
        near = 1 / (1 - self.lean[0] * across - self.lean[1] * down)
        return (
            across * near / WIDTH + 0.5 + self.shift[0],
            down * near / HEIGHT + 0.5 + self.shift[1],
        )


def photograph(
    *, sprite: Sprite, wall: Image.Image, shot: Shot, rng: Random
) -> tuple[bytes, Box]:
    """The JPEG, and where the counter is in it as fractions (x, y, width, height)."""
    view = View(
        turn=math.radians(shot.tilt),
        lean=(rng.uniform(-7e-5, 7e-5), rng.uniform(-7e-5, 7e-5)),
        shift=shot.shift,
    )
    picture = _seen(wall, view=view, scale=SHRUNK)
    meter = _seen(sprite.image, view=view, scale=1)
    picture.paste(meter, (0, 0), meter)
    light = LIGHTS[shot.light]
    picture = ImageChops.multiply(picture, _lighting(light, rng=rng))
    picture = ImageChops.screen(picture, _glare(light, rng=rng))
    picture = picture.filter(ImageFilter.GaussianBlur(0.6 + shot.blur))
    picture = ImageChops.add(picture, _noise(light.noise, rng=rng), 1, -128)
    return _encoded(picture), _frame(sprite, view=view)


def _seen(image: Image.Image, *, view: View, scale: int) -> Image.Image:
    middle = (image.width / 2, image.height / 2)
    return image.transform(
        (WIDTH, HEIGHT),
        Image.Transform.PERSPECTIVE,
        view.coefficients(middle=middle, scale=scale),
        Image.Resampling.BILINEAR,
    )


def _frame(sprite: Sprite, *, view: View) -> Box:
    left, top, right, bottom = sprite.counter
    middle = (sprite.image.width / 2, sprite.image.height / 2)
    corners = [
        view.place(point, middle=middle)
        for point in ((left, top), (right, top), (left, bottom), (right, bottom))
    ]
    inside = [(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)) for x, y in corners]
    start = (min(x for x, _ in inside), min(y for _, y in inside))
    end = (max(x for x, _ in inside), max(y for _, y in inside))
    return tuple(round(n, 4) for n in (*start, end[0] - start[0], end[1] - start[1]))  # type: ignore[return-value]


def _lighting(light: Light, *, rng: Random) -> Image.Image:
    centre = (rng.uniform(0.35, 0.65), rng.uniform(0.3, 0.6))
    columns, rows = 32, 24
    levels = bytearray()
    for row in range(rows):
        for column in range(columns):
            away = math.dist((column / columns, row / rows), centre) / 0.75
            level = light.middle + (light.rim - light.middle) * min(1.0, away**1.6)
            levels += bytes(min(255, round(255 * level * tint)) for tint in light.tint)
    small = Image.frombytes("RGB", (columns, rows), bytes(levels))
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _glare(light: Light, *, rng: Random) -> Image.Image:
    # Above or beside the counter: a glare on the digits would make another demonstration.
    x, y = rng.uniform(0.3, 0.7), rng.choice((0.14, 0.2, 0.84))
    columns, rows = 64, 48
    levels = bytes(
        round(255 * light.glare * math.exp(-(((c / columns - x) / 0.1) ** 2 + ((r / rows - y) / 0.07) ** 2)))
        for r in range(rows)
        for c in range(columns)
    )
    small = Image.frombytes("L", (columns, rows), levels)
    spot = small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return Image.merge("RGB", (spot, spot, spot))


def _noise(strength: float, *, rng: Random) -> Image.Image:
    plane = _grain()
    channels = []
    for _ in range(3):
        offset = (rng.randrange(plane.width), rng.randrange(plane.height))
        channels.append(ImageChops.offset(plane, *offset))
    noise = Image.merge("RGB", channels)
    return noise.point(lambda level: round(128 + (level - 128) * strength))


@cache
def _grain() -> Image.Image:
    rng = Random(1)  # noqa: S311 - grain, not a secret
    size = (WIDTH // 2, HEIGHT // 2)
    planes = [Image.frombytes("L", size, rng.randbytes(size[0] * size[1])) for _ in range(2)]
    mixed = Image.blend(planes[0], planes[1], 0.5)
    return mixed.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _encoded(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
