"""The gas meter in the cellar: a box of sheet metal with drums in a plate."""

from random import Random

from PIL import Image, ImageDraw

from webapp.gateways.pictures.faces.canvas import around, barcode, disc, panel, specks
from webapp.gateways.pictures.faces.drums import counter_width, draw_drums
from webapp.gateways.pictures.faces.lettering import write
from webapp.gateways.pictures.faces.plate import Plate, Sprite

SIZE = (1800, 1500)


def gas_meter(*, plate: Plate, rng: Random) -> Sprite:
    """Draw the front of the box."""
    image = Image.new("RGBA", SIZE, (70, 70, 66, 0))
    _box(image, rng=rng)
    panel(image, (290, 420, 1510, 1060), top=(236, 236, 232), bottom=(214, 214, 208), radius=26)
    brush = ImageDraw.Draw(image)
    brush.rounded_rectangle((290, 420, 1510, 1060), 26, outline=(110, 112, 110), width=6)
    for corner in ((326, 456), (1474, 456), (326, 1024), (1474, 1024)):
        disc(image, corner, 16, inner=(190, 190, 186), rim=(88, 88, 84))
    drum, height = 104, 150
    width = counter_width(plate, drum=drum)
    left = round(SIZE[0] / 2 - width / 2) - 40
    panel(
        image,
        (left - 26, 544, left + width + 26, 756),
        top=(40, 42, 46),
        bottom=(70, 72, 76),
        radius=16,
    )
    counter = draw_drums(image, plate=plate, left=left, top=568, drum=drum, height=height, rng=rng)
    red = left + 3 + (drum + 6) * plate.digits
    brush.rectangle((red, 562, left + width + 4, 738), outline=(196, 34, 30), width=7)
    write(brush, (left + width + 48, 660), plate.unit, size=72, anchor="lm")
    _print(image, plate=plate, rng=rng)
    return Sprite(image=image, counter=counter)


def _box(image: Image.Image, *, rng: Random) -> None:
    tone = rng.choice((0, -10, 8))
    light, dark = 178 + tone, 138 + tone
    panel(
        image,
        (60, 90, 1740, 1460),
        top=(light, light, light - 6),
        bottom=(dark, dark, dark - 8),
        radius=150,
    )
    brush = ImageDraw.Draw(image)
    brush.rounded_rectangle((60, 90, 1740, 1460), 150, outline=(96, 96, 92), width=10)
    brush.line((70, 1180, 1730, 1180), fill=(112, 112, 108), width=12)
    brush.line((70, 1194, 1730, 1194), fill=(206, 206, 200), width=6)
    for x in (380, 1420):
        panel(
            image, (x - 110, 0, x + 110, 130), top=(206, 178, 60), bottom=(150, 124, 34), radius=14
        )
    specks(brush, (120, 120, 1680, 1420), rng=rng, count=130, ink=(120, 118, 110))


def _print(image: Image.Image, *, plate: Plate, rng: Random) -> None:
    brush = ImageDraw.Draw(image)
    write(brush, (350, 492), "GASTRON  G4", size=58, bold=2, anchor="lm", ink=(52, 62, 76))
    write(brush, (1450, 492), f"{plate.year}", size=46, anchor="rm")
    write(brush, (350, 822), "Qmax 6 m³/h", size=38, anchor="lm")
    write(brush, (350, 878), "Qmin 0,04 m³/h", size=38, anchor="lm")
    write(brush, (350, 934), "V 1,2 dm³   pmax 0,5 bar", size=38, anchor="lm")
    write(brush, (1450, 838), f"Nr. {plate.serial}", size=60, bold=1, anchor="rm")
    barcode(brush, (1010, 890, 1450, 1000), rng=rng)
    brush.ellipse(around((420, 1004), 30), outline=(60, 64, 70), width=4)
    write(brush, (420, 1004), "M", size=30)
