"""A telephone's camera: where it is held, what light there is, and what its sensor adds."""

import io
import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageFilter

from webapp.gateways.pictures.faces.light import LIGHTS, SIZE, glare, lighting, noise
from webapp.gateways.pictures.faces.plate import Box, Sprite
from webapp.gateways.pictures.faces.walls import SHRUNK

WIDTH, HEIGHT = SIZE
ZOOM = 1.42  # how many points of the drawing become one of the photo
QUALITY = 80


@dataclass(frozen=True, kw_only=True)
class Shot:
    """How the picture was taken.

    `light` is a key of LIGHTS, `tilt` in degrees; `shift` moves the meter out of the middle by
    fractions of the picture, so that digits can be cut off.
    """

    light: str = "day"
    tilt: float = 0.0
    blur: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)


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

    def place(
        self, point: tuple[float, float], *, middle: tuple[float, float]
    ) -> tuple[float, float]:
        """Where a point of the drawing comes to lie, as fractions of the photo."""
        x, y = (point[0] - middle[0]) / ZOOM, (point[1] - middle[1]) / ZOOM
        across = x * math.cos(self.turn) + y * math.sin(self.turn)
        down = -x * math.sin(self.turn) + y * math.cos(self.turn)
        near = 1 / (1 - self.lean[0] * across - self.lean[1] * down)
        return (
            across * near / WIDTH + 0.5 + self.shift[0],
            down * near / HEIGHT + 0.5 + self.shift[1],
        )


def photograph(*, sprite: Sprite, wall: Image.Image, shot: Shot, rng: Random) -> tuple[bytes, Box]:
    """The JPEG, and where the counter is in it as fractions (x, y, width, height)."""
    view = View(
        turn=math.radians(shot.tilt),
        lean=(rng.uniform(-7e-5, 7e-5), rng.uniform(-7e-5, 7e-5)),
        shift=shot.shift,
    )
    picture = _background(wall, view=view)
    meter = _seen(sprite.image, view=view)
    picture.paste(meter, (0, 0), meter)
    light = LIGHTS[shot.light]
    picture = ImageChops.multiply(picture, lighting(light, rng=rng))
    picture = ImageChops.screen(picture, glare(light, rng=rng))
    if shot.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(shot.blur))
    picture = ImageChops.add(picture, noise(light, rng=rng), 1, -128)
    return _encoded(picture), _frame(sprite, view=view)


def _background(wall: Image.Image, *, view: View) -> Image.Image:
    # Out of focus, so half the points are enough.
    half = (WIDTH // 2, HEIGHT // 2)
    middle = (wall.width / 2, wall.height / 2)
    numbers = view.coefficients(middle=middle, scale=SHRUNK)
    doubled = [n * (2 if place in (0, 1, 3, 4, 6, 7) else 1) for place, n in enumerate(numbers)]
    seen = wall.transform(half, Image.Transform.PERSPECTIVE, doubled, Image.Resampling.BILINEAR)
    return seen.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)


def _seen(image: Image.Image, *, view: View) -> Image.Image:
    return image.transform(
        (WIDTH, HEIGHT),
        Image.Transform.PERSPECTIVE,
        view.coefficients(middle=(image.width / 2, image.height / 2), scale=1),
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


def _encoded(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
