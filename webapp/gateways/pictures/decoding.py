"""Opening a picture whose size has been checked, once and in bounded memory."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from webapp.domain.jpeg import Jpeg
from webapp.gateways.pictures.headers import Kind
from webapp.gateways.pictures.refused import PhotoRefused, incomplete

# Named one by one, so that no other of the library's forty decoders is ever asked.
_DECODERS: dict[Kind, type[ImageFile]] = {
    Kind.JPEG: JpegImageFile,
    Kind.PNG: PngImageFile,
    Kind.WEBP: WebPImageFile,
}

# A picture of fifty million pixels takes most of a gigabyte while it is drawn anew, so large
# ones wait for each other; what a phone of ours sends is far below and never waits.
LARGE = 16_000_000
_one_large_picture = threading.Semaphore(1)

# Where a sequential scan ends, decoders see the end of the image and paint what is missing grey,
# silently. Some zeros in its place are enough to finish the last block and nothing more, so that
# a scan that stops early runs dry and says so.
RUN_DRY = bytes(16)


@contextmanager
def drawing(*, pixels: int) -> Iterator[None]:
    """Hold the room a picture of this size needs, and turn a decoder's complaint into a refusal."""
    with _one_large_picture if pixels > LARGE else nullcontext():
        try:
            yield
        except (MemoryError, PhotoRefused):
            raise
        # Decoders complain in a dozen classes, and all of them mean these bytes.
        except Exception as complaint:
            raise incomplete() from complaint


def open_jpeg(jpeg: Jpeg) -> ImageFile:
    """Open a stripped JPEG such that drawing it also proves that it is whole."""
    if jpeg.scans == 1 and not jpeg.frame.progressive:
        return open_as(Kind.JPEG, jpeg.clean[:-2] + RUN_DRY, size=jpeg.frame[:2])
    return open_as(Kind.JPEG, jpeg.clean, size=jpeg.frame[:2])


def open_as(kind: Kind, data: bytes, *, size: tuple[int, int]) -> ImageFile:
    """Open a picture as this format and no other, and only in the size its header was read as."""
    image = _DECODERS[kind](io.BytesIO(data))
    if image.size != size:
        raise incomplete()
    return image
