"""Photographs of meters that never were: drawn for the demo world, the same for the same seed."""

from dataclasses import dataclass
from random import Random

from webapp.gateways.pictures.faces.camera import Shot, photograph
from webapp.gateways.pictures.faces.gas import gas_meter
from webapp.gateways.pictures.faces.lcd import electricity_meter, heat_meter
from webapp.gateways.pictures.faces.light import LIGHTS
from webapp.gateways.pictures.faces.plate import Plate
from webapp.gateways.pictures.faces.walls import wall_for
from webapp.gateways.pictures.faces.water import water_meter

__all__ = ["LIGHTS", "Face", "Plate", "Shot", "draw_face", "face_of"]

METERS = {
    "cold_water": water_meter,
    "hot_water": water_meter,
    "heat": heat_meter,
    "electricity": electricity_meter,
    "gas": gas_meter,
}


@dataclass(frozen=True, kw_only=True)
class Face:
    """A JPEG, and where its counter is as fractions (x, y, width, height) of the picture."""

    jpeg: bytes
    frame: tuple[float, float, float, float]


def draw_face(
    *,
    medium: str,
    serial: str,
    digits: int,
    decimals: int,
    value: int,
    unit: str,
    seed: int,
    light: str = "day",
    tilt: float = 0.0,
    blur: float = 0.0,
) -> bytes:
    """The JPEG of a meter that shows `value` thousandths; `light` is a key of LIGHTS."""
    plate = Plate(
        medium=medium, serial=serial, digits=digits, decimals=decimals, value=value, unit=unit
    )
    return face_of(plate=plate, shot=Shot(light=light, tilt=tilt, blur=blur), seed=seed).jpeg


def face_of(*, plate: Plate, shot: Shot, seed: int) -> Face:
    """Photograph the meter with this plate, the same way for the same seed.

    A meter looks the same and hangs on the same wall in all its pictures.
    """
    sprite = METERS[plate.medium](plate=plate, rng=_chance(plate))
    wall = wall_for(plate=plate, rng=_chance(plate))
    rng = Random(seed)  # noqa: S311 - a picture, not a secret
    jpeg, frame = photograph(sprite=sprite, wall=wall, shot=shot, rng=rng)
    return Face(jpeg=jpeg, frame=frame)


def _chance(plate: Plate) -> Random:
    return Random(f"{plate.medium} {plate.serial}")  # noqa: S311 - a picture, not a secret
