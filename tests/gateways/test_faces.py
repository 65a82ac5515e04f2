"""Drawn meter photographs: believable to the rest of the house, and always the same."""

import io

import pytest
from PIL import Image, ImageChops

from webapp.gateways.pictures.faces import LIGHTS, METERS, Face, Plate, Shot, draw_face, face_of
from webapp.gateways.pictures.harden import harden

DECIMALS = {"heat": 2, "electricity": 1}
UNITS = {"heat": "GJ", "electricity": "kWh"}


def face(medium: str = "hot_water", *, value: int = 1_077_482, shot: Shot | None = None) -> Face:
    plate = Plate(
        medium=medium,
        serial="37461",
        digits=5,
        decimals=DECIMALS.get(medium, 3),
        value=value,
        unit=UNITS.get(medium, "m³"),
    )
    return face_of(plate=plate, shot=shot or Shot(), seed=1)


def picture(face: Face) -> Image.Image:
    return Image.open(io.BytesIO(face.jpeg)).convert("L")


@pytest.mark.parametrize("medium", METERS)
def test_a_photo_is_as_large_as_a_telephone_sends(medium: str) -> None:
    drawn = face(medium)
    assert picture(drawn).size == (1600, 1200)
    assert 90_000 < len(drawn.jpeg) < 300_000


@pytest.mark.parametrize("medium", ["heat", "electricity", "gas"])
def test_what_changes_with_the_value_lies_inside_the_frame(medium: str) -> None:
    one, other = face(medium, value=1_077_000), face(medium, value=88_888_880)
    changed = ImageChops.difference(picture(one), picture(other)).point(
        lambda level: 255 if level > 60 else 0
    )
    box = changed.getbbox()
    assert box is not None
    x, y, width, height = one.frame
    slack = 8
    assert box[0] >= x * 1600 - slack
    assert box[1] >= y * 1200 - slack
    assert box[2] <= (x + width) * 1600 + slack
    assert box[3] <= (y + height) * 1200 + slack


def test_the_frame_of_a_tilted_water_meter_holds_the_dark_drums() -> None:
    drawn = face(shot=Shot(tilt=6))
    x, y, width, height = drawn.frame
    box = (x * 1600, y * 1200, (x + width) * 1600, (y + height) * 1200)
    inside = picture(drawn).crop(tuple(round(edge) for edge in box))
    above = picture(drawn).crop(tuple(round(edge) for edge in (box[0], box[1] - 60, *box[2:])))
    assert inside.resize((1, 1)).getpixel((0, 0)) < above.resize((1, 1)).getpixel((0, 0))


def test_the_same_seed_draws_the_same_bytes_and_another_seed_does_not() -> None:
    asked = {
        "medium": "gas",
        "serial": "1",
        "digits": 5,
        "decimals": 3,
        "value": 0,
        "unit": "m³",
        "light": "lamp",
        "tilt": 2.0,
    }
    assert draw_face(**asked, seed=5) == draw_face(**asked, seed=5)
    assert draw_face(**asked, seed=5) != draw_face(**asked, seed=6)


def test_the_light_of_a_dark_cellar_is_dark() -> None:
    def brightness(light: str) -> float:
        return float(picture(face(shot=Shot(light=light))).resize((1, 1)).getpixel((0, 0)))

    assert brightness("dark") < min(brightness(light) for light in LIGHTS if light != "dark") / 2


def test_a_meter_out_of_the_middle_has_its_frame_cut_at_the_edge() -> None:
    x, _, width, _ = face(shot=Shot(shift=(0.42, 0.0))).frame
    assert x + width == 1.0
    assert width < face().frame[2]


def test_the_gate_takes_a_drawn_photo_as_it_is() -> None:
    drawn = face()
    hardened = harden(data=drawn.jpeg)
    assert (hardened.width, hardened.height) == (1600, 1200)
    assert abs(len(hardened.bytes) - len(drawn.jpeg)) < 100
