"""The one fact of EXIF that changes how a picture looks: which way up it is."""

import struct

UPRIGHT = 1
ORIENTATION = 0x0112
LONG = 4
BYTE_ORDERS = {b"II*\x00": "<", b"MM\x00*": ">"}


def orientation_of(*, tiff: bytes) -> int:
    """Return 1 to 8, or upright where the block is absent, broken or says nothing of use.

    Only the first directory is read and no pointer is followed, so a block that points at itself
    cannot send us round in circles.
    """
    order = BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        value = _first_directory_says(tiff, order)
    except struct.error:
        return UPRIGHT
    return value if 1 <= value <= 8 else UPRIGHT


def _first_directory_says(tiff: bytes, order: str) -> int:
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    (entries,) = struct.unpack_from(order + "H", tiff, start)
    for at in range(start + 2, start + 2 + 12 * entries, 12):
        tag, kind = struct.unpack_from(order + "HH", tiff, at)
        if tag == ORIENTATION:
            (value,) = struct.unpack_from(order + ("I" if kind == LONG else "H"), tiff, at + 8)
            return int(value)
    return UPRIGHT
