"""Liquid-crystal digits of seven segments."""

from PIL.ImageDraw import ImageDraw as Brush

from webapp.gateways.pictures.faces.plate import Colour

SEGMENTS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abdeg",
    "3": "abcdg",
    "4": "bcfg",
    "5": "acdfg",
    "6": "acdefg",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
    "-": "g",
}
LEAN = 0.08


def seven_segments(
    brush: Brush, *, words: str, left: float, top: float, height: float, lit: Colour, ghost: Colour
) -> float:
    """Draw digits, points and dashes; return where they end on the right."""
    x = left
    for sign in words:
        if sign == ".":
            side = height * 0.11
            corner = (x - height * 0.15, top + height - side)
            brush.ellipse((*corner, corner[0] + side, corner[1] + side), fill=lit)
            continue
        _digit(brush, sign=sign, x=x, y=top, height=height, lit=lit, ghost=ghost)
        x += height * 0.68
    return x


def _digit(
    brush: Brush, *, sign: str, x: float, y: float, height: float, lit: Colour, ghost: Colour
) -> None:
    on = SEGMENTS.get(sign, "")
    # The ghosts first: where strokes meet, what is lit lies over what is not.
    for name in sorted("abcdefg", key=lambda segment: segment in on):
        shape = _shape(name, height)
        leant = [(x + px + (height - py) * LEAN, y + py) for px, py in shape]
        brush.polygon(leant, fill=lit if name in on else ghost)


def _shape(name: str, height: float) -> list[tuple[float, float]]:
    width, thick, half = height * 0.5, height * 0.11, height / 2
    gap = height * 0.015
    if name in "adg":
        middle = {"a": thick / 2, "g": half, "d": height - thick / 2}[name]
        ends = (thick / 2 + gap, width - thick / 2 - gap)
        return _bar(ends, middle, thick)
    across = {"b": width - thick / 2, "c": width - thick / 2}.get(name, thick / 2)
    upper = name in "bf"
    ends = (
        (thick / 2 if upper else half) + gap,
        (half if upper else height - thick / 2) - gap,
    )
    return [(py, px) for px, py in _bar(ends, across, thick)]


def _bar(ends: tuple[float, float], middle: float, thick: float) -> list[tuple[float, float]]:
    start, end, side = *ends, thick / 2
    return [
        (start, middle),
        (start + side, middle - side),
        (end - side, middle - side),
        (end, middle),
        (end - side, middle + side),
        (start + side, middle + side),
    ]
