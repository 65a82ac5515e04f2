"""A company's colour made readable: mixed toward black or white until the contrast is ample.

Contrast and relative luminance as WCAG 2.2 defines them.
"""

ENOUGH = 7.0
STEP = 0.04
WHITE_CARD, DARK_CARD = "#ffffff", "#1b222b"


def on_light(accent: str) -> str:
    """The colour on white cards."""
    return _mixed(accent, toward="#000000", ground=WHITE_CARD)


def on_dark(accent: str) -> str:
    """The colour on dark cards."""
    return _mixed(accent, toward="#ffffff", ground=DARK_CARD)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _mixed(accent: str, *, toward: str, ground: str) -> str:
    share = 0.0
    colour = accent
    while contrast(colour, ground) < ENOUGH and share < 1:
        share = min(1.0, share + STEP)
        colour = _mix(accent, toward, share)
    return colour


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
