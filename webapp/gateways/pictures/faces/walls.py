"""What is behind the meter, small and a little out of focus: plaster, tiles, bricks and pipes."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageOps
from PIL.ImageDraw import ImageDraw as Brush

from webapp.gateways.pictures.faces.canvas import mixed, panel
from webapp.gateways.pictures.faces.plate import Colour, Plate

# A quarter of the meter's scale: it is out of focus anyway.
SIZE = (760, 570)
SHRUNK = 4
# More of the wall on every side, for pictures taken askew.
MARGIN = 230

Spot = tuple[int, int]

COPPER: Colour = (150, 92, 58)
GREY: Colour = (122, 124, 122)
YELLOW: Colour = (196, 160, 50)


def wall_for(*, plate: Plate, rng: Random) -> Image.Image:
    """A wall with what belongs there for this medium, the meter's shadow included."""
    wall = rng.choice((_plaster, _tiles, _bricks))(rng)
    FURNISHED[plate.medium](wall, rng)
    return _widened(_with_shadow(wall, plate=plate)).filter(ImageFilter.GaussianBlur(1.1))


def _water_pipe(wall: Image.Image, rng: Random) -> None:
    _pipe(wall, (0, 255, 760, 315), metal=rng.choice((COPPER, GREY)))
    for x in (110, 590):
        panel(wall, (x, 238, x + 60, 332), top=(206, 176, 110), bottom=(96, 74, 36), radius=6)


def _heating_pipe(wall: Image.Image, rng: Random) -> None:
    _pipe(wall, (0, 430, 760, 500), metal=GREY)
    _cable(ImageDraw.Draw(wall), (500, 440), (600, rng.randrange(530, 580)), (770, 330))


def _gas_pipes(wall: Image.Image, rng: Random) -> None:
    width = rng.randrange(19, 25)
    for x in (240, 500):
        _upright(wall, (x - width, 0, x + width, 260), metal=YELLOW)


def _meter_board(wall: Image.Image, rng: Random) -> None:
    panel(wall, (60, 20, 700, 560), top=(168, 148, 118), bottom=(140, 120, 92), radius=4)
    brush, bend = ImageDraw.Draw(wall), rng.randrange(-24, 24)
    for x in (340, 364, 388):
        _cable(brush, (x, 450), (x + bend, 520), (x + 12, 575))


FURNISHED = {
    "cold_water": _water_pipe,
    "hot_water": _water_pipe,
    "heat": _heating_pipe,
    "gas": _gas_pipes,
    "electricity": _meter_board,
}


def _plaster(rng: Random) -> Image.Image:
    tone = rng.choice(((172, 168, 158), (150, 150, 150), (186, 178, 160)))
    return _grained(Image.new("RGB", SIZE, tone), rng=rng, strength=26)


def _tiles(rng: Random) -> Image.Image:
    wall = Image.new("RGB", SIZE, (150, 150, 146))
    brush = ImageDraw.Draw(wall)
    side = rng.choice((110, 140))
    shift = rng.randrange(side)
    for x in range(-side, SIZE[0] + side, side):
        for y in range(-side, SIZE[1] + side, side):
            tone = 206 + rng.randrange(-7, 8)
            corner = (x + shift, y + shift)
            tile = (*corner, corner[0] + side - 5, corner[1] + side - 5)
            brush.rounded_rectangle(tile, 3, fill=(tone, tone, tone - 8))
    return _grained(wall, rng=rng, strength=8)


def _bricks(rng: Random) -> Image.Image:
    wall = Image.new("RGB", SIZE, (136, 130, 122))
    brush = ImageDraw.Draw(wall)
    for row in range(12):
        for column in range(-1, 7):
            left = column * 130 + (row % 2) * 65
            tone = mixed((136, 84, 66), (112, 74, 62), rng.random())
            brush.rectangle((left, row * 50, left + 123, row * 50 + 44), fill=tone)
    return _grained(wall, rng=rng, strength=30)


def _grained(wall: Image.Image, *, rng: Random, strength: int) -> Image.Image:
    coarse = Image.frombytes("L", (190, 143), rng.randbytes(190 * 143))
    grain = coarse.filter(ImageFilter.GaussianBlur(0.8)).resize(SIZE, Image.Resampling.BICUBIC)
    dark = wall.point(lambda level: max(0, level - strength))
    return Image.composite(wall, dark, grain)


def _pipe(wall: Image.Image, box: tuple[int, int, int, int], *, metal: Colour) -> None:
    left, top, right, bottom = box
    third = top + (bottom - top) // 3
    bright, dark = mixed(metal, (255, 255, 255), 0.35), mixed(metal, (0, 0, 0), 0.6)
    panel(wall, (left, top, right, third), top=mixed(metal, dark, 0.4), bottom=bright, radius=0)
    panel(wall, (left, third, right, bottom), top=bright, bottom=dark, radius=0)


def _upright(wall: Image.Image, box: tuple[int, int, int, int], *, metal: Colour) -> None:
    left, top, right, bottom = box
    turned = Image.new("RGB", (bottom - top, right - left))
    _pipe(turned, (0, 0, bottom - top, right - left), metal=metal)
    wall.paste(turned.transpose(Image.Transpose.ROTATE_90), (left, top))


def _cable(brush: Brush, start: Spot, bend: Spot, end: Spot) -> None:
    points = [_on_bow(start, bend, end, step / 16) for step in range(17)]
    brush.line(points, fill=(40, 40, 42), width=11, joint="curve")
    lit = [(x - 2, y - 2) for x, y in points]
    brush.line(lit, fill=(92, 92, 94), width=3, joint="curve")


def _on_bow(start: Spot, bend: Spot, end: Spot, along: float) -> tuple[float, float]:
    shares = ((1 - along) ** 2, 2 * along * (1 - along), along**2)
    spots = (start, bend, end)
    return (
        sum(share * spot[0] for share, spot in zip(shares, spots, strict=True)),
        sum(share * spot[1] for share, spot in zip(shares, spots, strict=True)),
    )


def _with_shadow(wall: Image.Image, *, plate: Plate) -> Image.Image:
    mask = Image.new("L", SIZE, 0)
    brush = ImageDraw.Draw(mask)
    if "water" in plate.medium:
        brush.ellipse((198, 108, 590, 500), fill=170)
    else:
        brush.rounded_rectangle((176, 110, 612, 502), 40, fill=160)
    shadow = Image.new("RGB", SIZE, (14, 13, 12))
    return Image.composite(shadow, wall, mask.filter(ImageFilter.GaussianBlur(16)))


def _widened(wall: Image.Image) -> Image.Image:
    """The same wall, going on as its own mirror image beyond every edge."""
    width, height = wall.size
    wide = Image.new("RGB", (width + 2 * MARGIN, height))
    wide.paste(wall, (MARGIN, 0))
    wide.paste(ImageOps.mirror(wall.crop((0, 0, MARGIN, height))), (0, 0))
    wide.paste(ImageOps.mirror(wall.crop((width - MARGIN, 0, width, height))), (MARGIN + width, 0))
    tall = Image.new("RGB", (wide.width, height + 2 * MARGIN))
    tall.paste(wide, (0, MARGIN))
    tall.paste(ImageOps.flip(wide.crop((0, 0, wide.width, MARGIN))), (0, 0))
    tall.paste(
        ImageOps.flip(wide.crop((0, height - MARGIN, wide.width, height))), (0, MARGIN + height)
    )
    return tall
