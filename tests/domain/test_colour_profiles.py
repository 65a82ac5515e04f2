"""Which colour profile may be left out without changing a picture."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.colour_profiles import is_srgb

SRGB = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
WIDE = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))

FORMULA = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def formula(kind: int, *numbers: float) -> bytes:
    return b"para\x00\x00\x00\x00" + struct.pack(">HH", kind, 0) + fixed(*numbers)


def table(*values: int) -> bytes:
    return b"curv\x00\x00\x00\x00" + struct.pack(f">I{len(values)}H", len(values), *values)


def as_table() -> bytes:
    gamma, a, b, c, d = FORMULA
    inputs = (step / 1023 for step in range(1024))
    return table(*(round(65535 * ((a * x + b) ** gamma if x >= d else c * x)) for x in inputs))


def profile(*, colours=SRGB, curve: bytes, more: dict[bytes, bytes] | None = None) -> bytes:
    tags = {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve, **(more or {})}
    for name, colour in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colours, strict=True):
        tags[name] = b"XYZ \x00\x00\x00\x00" + fixed(*colour)
    at = 132 + 12 * len(tags)
    index, bodies = b"", b""
    for name, body in tags.items():
        index += struct.pack(">4sII", name, at + len(bodies), len(body))
        bodies += body
    return bytes(16) + b"RGB " + bytes(108) + struct.pack(">I", len(tags)) + index + bodies


@pytest.mark.parametrize(
    "curve", [formula(3, *FORMULA), formula(4, *FORMULA, 0, 0), as_table(), table(round(2.2 * 256))]
)
def test_the_ways_browsers_and_phones_write_srgb(curve):
    assert is_srgb(profile=profile(curve=curve))


@pytest.mark.parametrize(
    "other",
    [
        profile(colours=WIDE, curve=formula(3, *FORMULA)),
        profile(curve=table(256)),
        profile(curve=table()),
        profile(curve=formula(0, 1.8)),
        profile(curve=formula(3, *FORMULA), more={b"A2B0": b"a table that overrules the rest"}),
        profile(curve=formula(3, 2.4, -3, 0, 0, 0)),
        profile(curve=formula(9, 2.4)),
        profile(curve=b"curv"),
        b"",
        bytes(16) + b"CMYK" + bytes(200),
    ],
)
def test_any_other_profile_changes_the_picture(other):
    assert not is_srgb(profile=other)


@given(st.binary(max_size=400))
def test_no_bytes_upset_it(noise):
    is_srgb(profile=bytes(16) + b"RGB " + noise)
    is_srgb(profile=profile(curve=noise))
