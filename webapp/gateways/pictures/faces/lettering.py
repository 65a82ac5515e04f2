"""Print on meters, in the one typeface that comes with the imaging library."""

from functools import cache
from typing import Any

from PIL import ImageFont
from PIL.ImageDraw import ImageDraw as Brush

from webapp.gateways.pictures.faces.plate import INK, Colour, Point


def write(
    brush: Brush,
    at: Point,
    words: str,
    *,
    size: int,
    ink: Colour = INK,
    bold: int = 0,
    anchor: str = "mm",
) -> None:
    """Print words; `³` is raised by hand because the typeface does not have it."""
    style: dict[str, Any] = {"fill": ink, "stroke_width": bold, "stroke_fill": ink}
    if "³" in words:
        _write_cubic(brush, at, words, size=size, anchor=anchor, style=style)
    else:
        brush.text(at, words, font=_typeface(size), anchor=anchor, **style)


def _write_cubic(
    brush: Brush, at: Point, words: str, *, size: int, anchor: str, style: dict[str, Any]
) -> None:
    font, small = _typeface(size), _typeface(int(size * 0.6))
    before, _, after = words.partition("³")
    raised = small.getlength("3") + size * 0.06
    wide = font.getlength(before) + raised + font.getlength(after)
    x, y = at[0] - {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * wide, at[1]
    brush.text((x, y), before, font=font, anchor="l" + anchor[1], **style)
    x += font.getlength(before)
    rise = {"m": 0.24, "s": 0.6}[anchor[1]] * size
    brush.text((x + size * 0.03, y - rise), "3", font=small, anchor="lm", **style)
    brush.text((x + raised, y), after, font=font, anchor="l" + anchor[1], **style)


@cache
def _typeface(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 - a size was asked for
    return font
