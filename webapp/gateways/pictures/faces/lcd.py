"""Meters with a display: the heat meter on its pipe, the electricity meter on its board."""

from random import Random

from PIL import Image, ImageDraw

from webapp.gateways.pictures.faces.canvas import around, barcode, disc, mixed, panel, specks
from webapp.gateways.pictures.faces.lettering import write
from webapp.gateways.pictures.faces.plate import Box, Colour, Plate, Sprite
from webapp.gateways.pictures.faces.segments import seven_segments

SIZE = (1700, 1500)
GLASS: Colour = (164, 176, 148)
LIT: Colour = (30, 36, 32)
NOTES = {"heat": "EN 1434 · qp 1,5 m³/h · 5..130 °C", "electricity": "0,25-5(60) A · Cl. A · 50 Hz"}


def heat_meter(*, plate: Plate, rng: Random) -> Sprite:
    """Draw the calculator of a heat meter with its one button."""
    image = Image.new("RGBA", SIZE, (70, 70, 70, 0))
    _casing(image, (120, 220, 1580, 1300), rng=rng)
    counter = _display(image, (280, 420, 1420, 760), plate=plate, top_line="", rng=rng)
    brush = ImageDraw.Draw(image)
    write(brush, (280, 330), "CALORIS 3", size=70, bold=2, anchor="lm", ink=(56, 66, 84))
    write(brush, (1420, 330), f"CE M{plate.year % 100:02d}", size=48, anchor="rm")
    disc(image, (1320, 960), 92, inner=(236, 128, 40), rim=(170, 80, 18))
    brush.ellipse(around((1320, 960), 100), outline=(120, 112, 104), width=6)
    _label(image, (280, 850, 1130, 1170), plate=plate, rng=rng)
    return Sprite(image=image, counter=counter)


def electricity_meter(*, plate: Plate, rng: Random) -> Sprite:
    """Draw the electricity meter with the OBIS code of the register it shows just now."""
    image = Image.new("RGBA", SIZE, (70, 70, 70, 0))
    _casing(image, (180, 60, 1520, 1460), rng=rng)
    brush = ImageDraw.Draw(image)
    write(brush, (280, 160), "VOLTARIS e3", size=70, bold=2, anchor="lm", ink=(40, 60, 96))
    write(brush, (1420, 160), "3x230/400 V  5(60) A", size=40, anchor="rm")
    counter = _display(image, (280, 250, 1420, 640), plate=plate, top_line=plate.obis, rng=rng)
    _label(image, (280, 760, 1160, 1100), plate=plate, rng=rng)
    disc(image, (1310, 800), 46, inner=(110, 110, 112), rim=(60, 60, 62))
    brush.ellipse(around((1310, 800), 62), outline=(130, 130, 130), width=8)
    disc(image, (1310, 960), 17, inner=(255, 70, 60), rim=(150, 20, 18))
    write(brush, (1310, 1010), "1000 Imp/kWh", size=34)
    brush.line((190, 1190, 1510, 1190), fill=(150, 150, 146), width=8)
    for x in range(300, 1460, 160):
        disc(image, (x, 1330), 44, inner=(196, 190, 170), rim=(90, 86, 76))
        brush.line((x - 26, 1330, x + 26, 1330), fill=(70, 66, 60), width=9)
    return Sprite(image=image, counter=counter)


def _casing(image: Image.Image, box: Box, *, rng: Random) -> None:
    tone = rng.choice((0, -8, -16))
    light, dark = 228 + tone, 190 + tone
    panel(image, box, top=(light, light, light - 4), bottom=(dark, dark, dark - 6), radius=70)
    brush = ImageDraw.Draw(image)
    brush.rounded_rectangle(box, 70, outline=(138, 138, 134), width=8)
    left, top, right, bottom = box
    inner = (left + 26, top + 26, right - 26, bottom - 26)
    brush.rounded_rectangle(inner, 54, outline=(236, 236, 232), width=4)
    specks(brush, box, rng=rng, count=50, ink=(160, 156, 146))


def _display(image: Image.Image, box: Box, *, plate: Plate, top_line: str, rng: Random) -> Box:
    left, top, right, bottom = box
    frame = (left - 34, top - 34, right + 34, bottom + 34)
    panel(image, frame, top=(54, 56, 60), bottom=(84, 86, 90), radius=28)
    glass = mixed(GLASS, (196, 200, 176), rng.random())
    panel(image, box, top=mixed(glass, (0, 0, 0), 0.14), bottom=glass, radius=10)
    brush = ImageDraw.Draw(image)
    ghost = mixed(glass, LIT, 0.1)
    if top_line:
        seven_segments(
            brush, words=top_line, left=left + 30, top=top + 28, height=76, lit=LIT, ghost=ghost
        )
    words = plate.shown[: plate.digits]
    if plate.decimals:
        words += "." + plate.shown[plate.digits :]
    height = min(180.0, (right - left - 260) / (0.68 * (plate.digits + plate.decimals)))
    base = bottom - height - 40
    wide = height * 0.68 * (plate.digits + plate.decimals)
    start = right - 210 - wide
    seven_segments(brush, words=words, left=start, top=base, height=height, lit=LIT, ghost=ghost)
    write(brush, (right - 180, bottom - 46), plate.unit, size=76, anchor="ls", ink=LIT, bold=1)
    return (start - 16, base - 20, right - 190, bottom - 20)


def _label(image: Image.Image, box: Box, *, plate: Plate, rng: Random) -> None:
    left, top, right, bottom = box
    panel(image, box, top=(250, 250, 248), bottom=(238, 238, 234), radius=8)
    brush = ImageDraw.Draw(image)
    brush.rounded_rectangle(box, 8, outline=(190, 190, 186), width=3)
    write(brush, (left + 30, top + 62), f"No {plate.serial}", size=72, bold=2, anchor="lm")
    barcode(brush, (left + 30, top + 124, right - 220, top + 216), rng=rng)
    notes = {
        "heat": "EN 1434 · qp 1,5 m³/h · 5..130 °C",
        "electricity": "Zweitarif · Cl. A · 50 Hz",
    }
    write(brush, (left + 30, bottom - 46), notes[plate.medium], size=34, anchor="lm")
    write(brush, (right - 30, top + 62), str(plate.year), size=50, anchor="rm")
    for x in range(4):
        for y in range(4):
            if rng.random() < 0.6:
                corner = (right - 170 + x * 34, top + 118 + y * 28)
                brush.rectangle((*corner, corner[0] + 30, corner[1] + 25), fill=(44, 44, 48))
