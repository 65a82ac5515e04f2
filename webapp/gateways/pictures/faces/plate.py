"""What stands on a meter, and the picture of the meter itself before it is photographed."""

from dataclasses import dataclass

from PIL import Image

Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
Point = tuple[float, float]

INK: Colour = (38, 40, 44)


@dataclass(frozen=True, kw_only=True)
class Plate:
    """What stands on a meter; the value is in thousandths."""

    medium: str
    serial: str
    digits: int
    decimals: int
    value: int
    unit: str
    obis: str = ""
    year: int = 2019

    @property
    def shown(self) -> str:
        """All digits of the counter, without the point."""
        return f"{self.value // 10 ** (3 - self.decimals):0{self.digits + self.decimals}d}"


@dataclass(frozen=True, kw_only=True)
class Sprite:
    """A meter cut out, seen straight on, with the box (left, top, right, bottom) of its counter."""

    image: Image.Image
    counter: Box
