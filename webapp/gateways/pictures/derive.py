"""The smaller copies of a kept photo that lists and the desk show."""

from webapp.domain.jpeg import BrokenJpeg, Jpeg, read_jpeg
from webapp.gateways.pictures.decoding import drawing, open_jpeg
from webapp.gateways.pictures.redraw import encoded, shrunk
from webapp.gateways.pictures.refused import incomplete, refuse_size

VIEW_SIDE, VIEW_QUALITY = 1600, 82
THUMB_SIDE, THUMB_QUALITY = 240, 75


def derive(*, data: bytes) -> dict[str, bytes]:
    """Return `thumb` and `view` of a hardened photo; a photo small enough is its own view."""
    jpeg = _read(data)
    width, height, *_ = jpeg.frame
    refuse_size(width=width, height=height)
    is_its_own_view = max(width, height) <= VIEW_SIDE
    side = THUMB_SIDE if is_its_own_view else VIEW_SIDE
    with drawing(pixels=width * height):
        image = shrunk(open_jpeg(jpeg), side=side)
        view = data if is_its_own_view else encoded(image, quality=VIEW_QUALITY)
        thumb = encoded(shrunk(image, side=THUMB_SIDE), quality=THUMB_QUALITY)
    return {"thumb": thumb, "view": view}


def _read(data: bytes) -> Jpeg:
    try:
        return read_jpeg(data=data)
    except BrokenJpeg as broken:
        raise incomplete() from broken
