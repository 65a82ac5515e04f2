"""Which colour profiles may simply be left out, because they say what everyone assumes anyway."""

import struct

# Red, green and blue of sRGB as profiles write them, adapted to D50 light.
SRGB_PRIMARIES = {
    b"rXYZ": (0.4361, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7141),
}
SRGB_MIDDLE = 0.2140  # how bright the middle value shines
NEAR = 0.006
MOST_TAGS = 100
_NUMBERS_IN_FORMULA = {3: 5, 4: 7}  # the two kinds sRGB is written in, and how long they are


def is_srgb(*, profile: bytes) -> bool:
    """Say whether a picture looks the same with this profile and without.

    Browsers write one into every picture they draw, so without this no photo from a phone could
    be kept as it came.
    """
    if profile[16:20] != b"RGB ":
        return False
    try:
        tags = _tags(profile)
        return b"A2B0" not in tags and _has_srgb_primaries(tags) and _has_srgb_curves(tags)
    except (struct.error, KeyError, ArithmeticError, TypeError):
        return False


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = {}
    for at in range(132, 132 + 12 * min(count, MOST_TAGS), 12):
        name, start, length = struct.unpack_from(">4sII", profile, at)
        tags[name] = profile[start : start + length]
    return tags


def _has_srgb_primaries(tags: dict[bytes, bytes]) -> bool:
    return all(
        abs(fixed / 65536 - expected) < NEAR
        for name, colour in SRGB_PRIMARIES.items()
        for fixed, expected in zip(struct.unpack_from(">3i", tags[name], 8), colour, strict=True)
    )


def _has_srgb_curves(tags: dict[bytes, bytes]) -> bool:
    return all(
        abs(_middle(tags[name]) - SRGB_MIDDLE) < NEAR for name in (b"rTRC", b"gTRC", b"bTRC")
    )


def _middle(curve: bytes) -> float:
    if curve.startswith(b"para"):
        return _middle_of_formula(curve)
    (points,) = struct.unpack_from(">I", curve, 8)
    if points == 1:
        (gamma,) = struct.unpack_from(">H", curve, 12)
        return float(0.5 ** (gamma / 256))
    (value,) = struct.unpack_from(">H", curve, 12 + 2 * (points // 2))
    return float(value / 65535)


def _middle_of_formula(curve: bytes) -> float:
    (kind,) = struct.unpack_from(">H", curve, 8)
    count = _NUMBERS_IN_FORMULA[kind]
    gamma, a, b, *rest = (n / 65536 for n in struct.unpack_from(f">{count}i", curve, 12))
    offset = rest[2] if len(rest) > 2 else 0.0
    return float((a * 0.5 + b) ** gamma + offset)
