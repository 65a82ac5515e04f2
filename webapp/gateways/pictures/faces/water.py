"""The round water meter: a brass body, a coloured ring, drums and small red pointers."""

import math
from random import Random

from PIL import Image, ImageDraw
from PIL.ImageDraw import ImageDraw as Brush

from webapp.gateways.pictures.faces.canvas import around, disc, ring, specks
from webapp.gateways.pictures.faces.drums import counter_width, draw_drums
from webapp.gateways.pictures.faces.lettering import write
from webapp.gateways.pictures.faces.plate import INK, Colour, Plate, Point, Sprite

SIDE = 1500
MIDDLE: Point = (SIDE / 2, SIDE / 2)
BRASS: Colour = (176, 136, 70)
RINGS: dict[str, Colour] = {"cold_water": (38, 84, 148), "hot_water": (166, 44, 40)}
RED: Colour = (186, 36, 32)


def water_meter(*, plate: Plate, rng: Random) -> Sprite:
    """Draw the meter from above."""
    image = Image.new("RGBA", (SIDE, SIDE), (60, 50, 36, 0))
    _body(image, plate=plate, rng=rng)
    brush = ImageDraw.Draw(image)
    drum, height = 92, 142
    left = round(SIDE / 2 - counter_width(plate, drum=drum) / 2) - 10
    counter = draw_drums(image, plate=plate, left=left, top=520, drum=drum, height=height, rng=rng)
    brush.rounded_rectangle(counter, 8, outline=(120, 118, 112), width=5)
    write(brush, (SIDE / 2 - 10, 468), plate.unit, size=66)
    _print(brush, plate=plate)
    _pointers(image, plate=plate)
    specks(brush, (260, 260, 1240, 1240), rng=rng, count=60, ink=(150, 144, 130))
    return Sprite(image=image, counter=counter)


def _body(image: Image.Image, *, plate: Plate, rng: Random) -> None:
    turn = rng.uniform(0, 360)
    ring(image, MIDDLE, 745, inner=640, metal=BRASS, turn=turn)
    ring(image, MIDDLE, 690, inner=560, metal=RINGS[plate.medium], turn=turn + 40)
    disc(image, MIDDLE, 610, inner=(70, 70, 68), rim=(24, 24, 24))
    paper = rng.choice(((238, 236, 226), (232, 236, 238), (240, 238, 234)))
    disc(image, MIDDLE, 590, inner=paper, rim=(196, 192, 180))
    brush = ImageDraw.Draw(image)
    for degree in range(0, 360, 6):
        angle = math.radians(degree)
        ends = [_on_circle(MIDDLE, radius, angle) for radius in (700, 738)]
        brush.line(ends, fill=(92, 70, 34), width=5)


def _print(brush: Brush, *, plate: Plate) -> None:
    hot = plate.medium == "hot_water"
    write(brush, (SIDE / 2, 300), "AQUAMIN", size=70, bold=2, ink=(60, 72, 92))
    write(brush, (SIDE / 2, 372), "Q3 2,5 m³/h   R80   PN16", size=36)
    write(brush, (SIDE / 2, 742), f"No {plate.serial}", size=58, bold=1)
    warmth = "T30/90 °C" if hot else "T30 °C"
    write(brush, (SIDE / 2, 812), f"{warmth}   {plate.year}", size=42)
    write(brush, (SIDE / 2, 1250), "H   B   CLASS 2", size=32, ink=(110, 108, 100))


def _pointers(image: Image.Image, *, plate: Plate) -> None:
    # They count on below the last drum, where nobody knows the value.
    rng = Random(plate.value)  # noqa: S311 - a picture, not a secret
    brush = ImageDraw.Draw(image)
    for place, (x, y) in enumerate(((500, 1010), (750, 1090), (1000, 1010))):
        factor = "x0," + "0" * (plate.decimals + place) + "1"
        _pointer(brush, (x, y), factor=factor, turn=rng.uniform(0, 10))
    _star(brush, (750, 925), turn=rng.uniform(0, 60))


def _pointer(brush: Brush, centre: Point, *, factor: str, turn: float) -> None:
    brush.ellipse(around(centre, 92), outline=RED, width=4)
    for digit in range(10):
        angle = math.radians(digit * 36 - 90)
        brush.line([_on_circle(centre, r, angle) for r in (80, 92)], fill=RED, width=4)
        write(brush, _on_circle(centre, 63, angle), str(digit), size=30, ink=RED)
    angle = math.radians(turn * 36 - 90)
    sides = [_on_circle(centre, 14, angle + turned) for turned in (math.pi / 2, -math.pi / 2)]
    tail = _on_circle(centre, -24, angle)
    brush.polygon([_on_circle(centre, 76, angle), sides[0], tail, sides[1]], fill=RED)
    brush.ellipse(around(centre, 12), fill=(120, 20, 18))
    write(brush, (centre[0], centre[1] + 118), factor, size=30, ink=RED)


def _star(brush: Brush, centre: Point, *, turn: float) -> None:
    corners = [
        _on_circle(centre, 46 if tip % 2 else 24, math.radians(turn + tip * 30))
        for tip in range(12)
    ]
    brush.ellipse(around(centre, 52), fill=(206, 204, 196), outline=INK, width=3)
    brush.polygon(corners, fill=(70, 74, 82))


def _on_circle(centre: Point, radius: float, angle: float) -> Point:
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
