"""A photo from outside: clean, upright, the same pixels where they may stay, or refused."""

import hashlib
import io
import random
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw
from PIL.ImageFile import ImageFile

from webapp.gateways.pictures.harden import harden
from webapp.gateways.pictures.redraw import LONGEST_SIDE, encoded
from webapp.gateways.pictures.refused import PhotoRefused

REAL_PHOTOS = sorted((Path(__file__).parents[2] / "../shared/photos/dev").resolve().glob("*.jpg"))
ORIENTATION = 0x0112
AS_THE_CAMERA_WAS_HELD = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
PLAIN_FACTS = {
    "jfif",
    "jfif_version",
    "jfif_unit",
    "jfif_density",
    "dpi",
    "adobe",
    "adobe_transform",
    "progressive",
    "progression",
}


def meter(*, size: tuple[int, int] = (320, 240), mode: str = "RGB") -> Image.Image:
    """Draw a picture with something in one corner, so that turning it shows."""
    noise = Image.frombytes("L", size, random.Random(7).randbytes(size[0] * size[1]))
    picture = noise.point(lambda value: 96 + value // 4).convert("RGB")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return picture.convert(mode)


def written(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def drawn(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def turned_by(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()


def profile_bytes(name: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


def refusal(data: bytes) -> tuple[str, int]:
    with pytest.raises(PhotoRefused) as refused:
        harden(data=data)
    assert str(refused.value)
    return refused.value.code, refused.value.status


@pytest.fixture
def decodings(monkeypatch) -> list[tuple[int, int]]:
    """Note the size of every picture of which pixels are drawn."""
    sizes = []
    load = ImageFile.load

    def noted(image):
        if image.tile:
            sizes.append(image.size)
        return load(image)

    monkeypatch.setattr(ImageFile, "load", noted)
    return sizes


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"progressive": True},
        {"restart_marker_rows": 1},
        {"restart_marker_blocks": 1},
        {"subsampling": 0, "quality": 100},
        {"optimize": True, "comment": b"words"},
        {"exif": turned_by(1)},
    ],
)
def test_a_plain_photo_keeps_its_very_pixels(mode, options, decodings):
    data = written(meter(mode=mode), **options)
    photo = harden(data=data)
    assert len(decodings) == 1
    assert drawn(photo.bytes).tobytes() == drawn(data).tobytes()
    assert (photo.width, photo.height) == (320, 240)


def test_a_photo_is_named_by_its_clean_bytes_and_remembers_what_was_received():
    data = written(meter(), comment=b"words") + b"appended"
    photo = harden(data=data)
    assert photo.sha256 == hashlib.sha256(photo.bytes).hexdigest()
    assert photo.received_sha256 == hashlib.sha256(data).hexdigest()
    assert photo.received_bytes == len(data)


def test_hardening_twice_changes_nothing():
    once = harden(data=written(meter(), exif=turned_by(6)))
    assert harden(data=once.bytes).bytes == once.bytes


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_turned_photo_is_set_upright(kind, orientation, decodings):
    upright = meter()
    lying = upright.transpose(AS_THE_CAMERA_WAS_HELD[orientation])
    photo = harden(data=written(lying, kind, exif=turned_by(orientation)))
    assert len(decodings) == 1
    assert (photo.width, photo.height) == upright.size
    corner = drawn(photo.bytes).getpixel((20, 20))
    assert corner[0] > 200
    assert corner[1] < 60


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "P"),
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("WEBP", "RGB"),
        ("JPEG", "CMYK"),
    ],
)
def test_other_kinds_become_a_jpeg_that_looks_the_same(kind, mode):
    source = meter(mode=mode)
    photo = harden(data=written(source, kind))
    before = source.convert("RGB").resize((8, 8), Image.Resampling.BOX)
    after = drawn(photo.bytes).convert("RGB").resize((8, 8), Image.Resampling.BOX)
    pairs = zip(before.tobytes(), after.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) < 24


def test_sixteen_bits_do_not_come_out_white():
    grey = Image.new("I;16", (64, 64), 0x8000)
    assert abs(drawn(harden(data=written(grey, "PNG")).bytes).getpixel((9, 9)) - 128) <= 2


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(kind, mode):
    glass = Image.new("RGBA", (64, 64), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": 0} if mode == "P" else {}
    source = glass if kind == "PNG" else Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    colour = drawn(harden(data=written(source, kind, **options)).bytes).convert("RGB")
    assert colour.getpixel((9, 9)) == (255, 255, 255)


def test_the_profile_that_says_what_everyone_assumes_is_simply_left_out():
    data = written(meter(), icc_profile=profile_bytes("sRGB"))
    photo = harden(data=data)
    assert drawn(photo.bytes).tobytes() == drawn(data).tobytes()
    assert b"ICC_PROFILE" not in photo.bytes


def test_another_profile_is_applied():
    srgb = profile_bytes("sRGB")
    # Exchange the names of red and blue: a profile as strange as any, and easy to see.
    strange = srgb.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    red = written(Image.new("RGB", (64, 64), "red"), icc_profile=strange)
    colour = drawn(harden(data=red).bytes).getpixel((9, 9))
    assert colour[2] > 200
    assert colour[0] < 60


def test_a_profile_that_does_not_fit_is_left_out():
    for profile in (profile_bytes("LAB"), b"junk", bytes(16) + b"RGB " + bytes(200)):
        photo = harden(data=written(meter(), icc_profile=profile))
        assert b"ICC_PROFILE" not in photo.bytes
        assert drawn(photo.bytes).size == (320, 240)


def test_a_large_picture_is_drawn_in_a_size_one_can_keep():
    photo = harden(data=written(Image.new("L", (5000, 2500), "white"), "PNG"))
    assert (photo.width, photo.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize("stowaway", [b"<SCRIPT>x</script>", b"PK\x03\x04", b"%PDF-1.7", b"<?php"])
def test_what_hides_among_the_pixels_does_not_stay(stowaway):
    data = written(meter())[:-2] + stowaway + b"\xff\xd9"
    assert stowaway not in harden(data=data).bytes


def test_ballast_among_the_pixels_does_not_stay():
    data = written(meter())[:-2] + bytes(1_000_000) + b"\xff\xd9"
    assert len(harden(data=data).bytes) < 200_000


def test_no_metadata_stays_in_what_is_drawn_anew():
    exif = turned_by(6) + b"GPSLatitude"
    photo = harden(data=written(meter(), exif=exif, comment=b"GPS", xmp=b"http://ns.adobe.com/"))
    for mark in (b"Exif", b"GPS", b"http://ns.adobe.com"):
        assert mark not in photo.bytes


def test_the_encoder_adds_nothing_of_its_own():
    picture = meter()
    picture.info["comment"] = b"GPS"
    assert b"GPS" not in encoded(picture, quality=80)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
def test_a_photo_that_lost_its_end_is_refused(progressive, part):
    data = written(meter(), progressive=progressive)
    assert refusal(data[: int(len(data) * part)]) == ("incomplete", 422)


@pytest.mark.parametrize("part", [0.5, 0.9, 0.97])
def test_a_photo_whose_end_was_patched_on_is_refused_too(part):
    data = written(meter())
    assert refusal(data[: int(len(data) * part)] + b"\xff\xd9") == ("incomplete", 422)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
def test_other_kinds_that_lost_their_end_are_refused(kind, part):
    data = written(meter(), kind)
    code, _ = refusal(data[: int(len(data) * part)])
    assert code == "incomplete"


@pytest.mark.parametrize(
    "data", [b"<svg/>", b"<html>", b"GIF89a" + bytes(40), b"%PDF-1.7", b"\x00\x00\x00\x18ftypmp42"]
)
def test_what_is_no_picture_is_refused(data):
    assert refusal(data) == ("not_a_picture", 415)


def test_a_jpeg_no_browser_shows_is_refused():
    arithmetic = written(meter()).replace(b"\xff\xc0", b"\xff\xc9")
    assert refusal(arithmetic) == ("not_a_picture", 415)


def test_a_header_without_the_data_for_it_is_incomplete():
    data = written(Image.new("L", (16, 16)))
    size = data.index(b"\xff\xc0") + 5
    assert refusal(data[:size] + b"\x10\x00\x10\x00" + data[size + 4 :]) == ("incomplete", 422)


@pytest.mark.parametrize("start", [b"", b"VP8 ", b"VP8X\x00\x00\x00\x00\x00", b"JUNK" + bytes(20)])
def test_a_webp_without_its_header_is_incomplete(start):
    assert refusal(b"RIFF\x00\x00\x00\x00WEBP" + start) == ("incomplete", 422)


def test_a_memory_shortage_is_not_the_photos_fault(monkeypatch):
    def short(_):
        raise MemoryError

    monkeypatch.setattr(ImageFile, "load", short)
    with pytest.raises(MemoryError):
        harden(data=written(meter()))


def test_apple_formats_are_told_what_to_do():
    with pytest.raises(PhotoRefused, match="JPEG") as refused:
        harden(data=b"\x00\x00\x00\x18ftypheic" + bytes(40))
    assert (refused.value.code, refused.value.status) == ("not_a_picture", 415)


def test_nothing_at_all_is_incomplete():
    assert refusal(b"") == ("incomplete", 422)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_a_few_pixels_is_refused(kind):
    assert refusal(written(Image.new("RGB", (7, 300)), kind)) == ("too_small", 422)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_too_many_pixels_is_refused_before_any_is_drawn(kind, decodings, monkeypatch):
    data = written(meter(), kind)
    monkeypatch.setattr("webapp.gateways.pictures.refused.MOST_PIXELS", 320 * 240 - 1)
    monkeypatch.setattr("webapp.gateways.pictures.decoding._DECODERS", {})
    assert refusal(data) == ("too_many_pixels", 413)
    assert decodings == []


def test_a_header_that_lies_about_its_size_is_refused():
    data = bytearray(written(meter(), "WEBP", lossless=True))
    data[21:25] = struct.pack("<I", 99 | 99 << 14)
    code, _ = refusal(bytes(data))
    assert code == "incomplete"


def test_many_threads_get_the_same_answer():
    data = written(meter(), exif=turned_by(6))
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: harden(data=data).sha256, range(40)))
    assert len(names) == 1


SAMPLES = [
    written(meter(size=(64, 48)), kind, **options)
    for kind, options in (
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "exif": turned_by(6)}),
        ("PNG", {}),
        ("WEBP", {}),
    )
]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_damage_anywhere_is_a_clean_photo_or_a_refusal(data):
    sample = bytearray(data.draw(st.sampled_from(SAMPLES)))
    places = st.integers(min_value=3, max_value=len(sample) - 1)
    for place in data.draw(st.lists(places, max_size=6)):
        sample[place] = data.draw(st.integers(min_value=0, max_value=255))
    began = time.process_time()
    try:
        photo = harden(data=bytes(sample))
    except PhotoRefused:
        pass
    else:
        assert harden(data=photo.bytes).bytes == photo.bytes
    assert time.process_time() - began < 2


@pytest.mark.skipif(not REAL_PHOTOS, reason="SKIPPED: the real photographs are not on this machine")
def test_real_photographs_keep_their_very_pixels():
    for path in REAL_PHOTOS:
        data = path.read_bytes()
        photo = harden(data=data)
        before, after = drawn(data), drawn(photo.bytes)
        if before.getexif().get(ORIENTATION, 1) == 1:
            assert after.tobytes() == before.tobytes(), path.name
        assert not after.getexif(), path.name
        assert set(after.info) <= PLAIN_FACTS, path.name
