"""Every colour a picture may come in, made the one that screens assume."""

import io

from PIL import Image, ImageCms

# A profile is a program for colours. Real ones are far smaller than this.
LARGEST_PROFILE = 1_000_000
SPACES = {"RGB": b"RGB ", "CMYK": b"CMYK"}


def screen_colours(image: Image.Image, *, profile: bytes) -> Image.Image:
    """Return the picture as opaque grey or sRGB, what was transparent on white."""
    opaque = _opaque(_eight_bits(image))
    if SPACES.get(opaque.mode) == profile[16:20] and len(profile) <= LARGEST_PROFILE:
        return _converted(opaque, profile)
    return opaque if opaque.mode in {"L", "RGB"} else opaque.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    if not image.mode.startswith("I"):
        return image
    # Plain conversion cuts sixteen bits off at 255 and leaves a white sheet.
    return image.convert("I").point(lambda value: value / 257).convert("L")


def _opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("L") if image.mode == "1" else image
    with_alpha = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return paper


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        screen = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), screen, outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        # The digits are readable in slightly wrong colours too.
        return image.convert("RGB")
    return converted or image.convert("RGB")
