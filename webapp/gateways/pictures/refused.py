"""Photos we cannot keep, each with the sentence that says what to do instead."""

from webapp.domain.refusals import Number, Refusal
from webapp.domain.words import N_

MOST_PIXELS = 50_000_000
LEAST_SIDE = 8


class PhotoRefused(Refusal):
    """The photo was not kept; `status` is the protocol's number for the same thing."""

    def __init__(self, code: str, message: str, *, status: int, **numbers: Number) -> None:
        super().__init__(code, message, field="photo", **numbers)
        self.status = status


def not_a_picture() -> PhotoRefused:
    """Refuse what is no picture, or one of a kind we do not take."""
    return PhotoRefused(
        "not_a_picture",
        N_("This file is not a photo we can show. Please take the photo again."),
        status=415,
    )


def apple_picture() -> PhotoRefused:
    """Refuse HEIC and its kin, which most browsers cannot show."""
    return PhotoRefused(
        "not_a_picture",
        N_(
            "This photo is in a format (HEIC or AVIF) that we cannot show. "
            "Please take it again here, or send it as JPEG."
        ),
        status=415,
    )


def incomplete() -> PhotoRefused:
    """Refuse a photo of which a part was lost on the way."""
    return PhotoRefused(
        "incomplete",
        N_("The photo did not arrive whole. Please send it again, or take a new one."),
        status=422,
    )


def refuse_size(*, width: int, height: int) -> None:
    """Refuse a picture by the size its header claims, before a single pixel is drawn."""
    if width * height > MOST_PIXELS:
        raise PhotoRefused(
            "too_many_pixels",
            N_("This picture is too large (%(width)s by %(height)s). Please take a smaller photo."),
            status=413,
            width=width,
            height=height,
        )
    if min(width, height) < LEAST_SIDE:
        raise PhotoRefused(
            "too_small",
            N_("This picture is too small to read a meter from. Please take the photo again."),
            status=422,
        )
