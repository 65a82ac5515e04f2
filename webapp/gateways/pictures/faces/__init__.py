"""Photographs of meters that never were: drawn for the demo world, the same for the same seed."""

from dataclasses import dataclass
from random import Random

from webapp.gateways.pictures.faces.camera import Shot, photograph
from webapp.gateways.pictures.faces.gas import gas_meter
from webapp.gateways.pictures.faces.lcd import electricity_meter, heat_meter
from webapp.gateways.pictures.faces.plate import Plate
from webapp.gateways.pictures.faces.walls import wall_for
from webapp.gateways.pictures.faces.water import water_meter

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
    shift: tuple[float, float] = (0.0, 0.0),
    obis: str = "",
    year: int = 2019,
) -> Face:
    """Photograph a meter that shows `value` thousandths.

    `light` is day, lamp, flash or dark; `tilt` is in degrees; `shift` moves the meter out of the
    middle by fractions of the picture, so that digits can be cut off.
    """
    rng = Random(seed)  # noqa: S311 - a picture, not a secret
    plate = Plate(
        medium=medium,
        serial=serial,
        digits=digits,
        decimals=decimals,
        value=value,
        unit=unit,
        obis=obis,
        year=year,
    )
    sprite = METERS[medium](plate=plate, rng=rng)
    shot = Shot(light=light, tilt=tilt, blur=blur, shift=shift)
    jpeg, frame = photograph(sprite=sprite, wall=wall_for(plate=plate, rng=rng), shot=shot, rng=rng)
    return Face(jpeg=jpeg, frame=frame)
