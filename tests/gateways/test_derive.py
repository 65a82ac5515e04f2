"""The copies of a photo for lists and for the desk."""

import io

import pytest
from PIL import Image

from webapp.gateways.pictures.derive import derive
from webapp.gateways.pictures.harden import harden
from webapp.gateways.pictures.refused import PhotoRefused


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 40).convert("RGB")


def jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


def drawn(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("size", [(3000, 2000), (1200, 1600), (100, 3000)])
def test_the_copies_for_lists_and_desk_fit_their_size(size):
    copies = derive(data=harden(data=jpeg(noise(size))).bytes)
    assert max(drawn(copies["thumb"]).size) <= 240
    assert max(drawn(copies["view"]).size) <= 1600
    width, height = drawn(copies["view"]).size
    assert abs(width / height - size[0] / size[1]) < 0.05


def test_a_small_photo_is_its_own_view():
    photo = harden(data=jpeg(noise((320, 240))))
    assert derive(data=photo.bytes)["view"] == photo.bytes


@pytest.mark.parametrize("damaged", [b"", b"\xff\xd8junk", jpeg(noise((320, 240)))[:3000]])
def test_no_copies_are_made_of_what_is_not_whole(damaged):
    with pytest.raises(PhotoRefused):
        derive(data=damaged)
