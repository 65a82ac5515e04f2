"""Draws a payment code as a square that a phone can read; the only file that knows segno."""

import segno

QUIET_ZONE = 4
"""Empty modules around the square, as many as the standard asks for."""

_SAID = '<svg xmlns="http://www.w3.org/2000/svg" role="img" data-testid="payment-qr" '


def payment_svg(payload: str, *, title: str) -> str:
    """The payload as inline SVG at medium correction, `title` for those who cannot see it.

    It brings its own white ground, so that it can be read from a dark page too, and no style.
    """
    square = segno.make_qr(payload, error="m", boost_error=False, encoding=_encoding(payload))
    drawn = square.svg_inline(
        border=QUIET_ZONE,
        omitsize=True,
        light="#fff",
        svgclass="payment-qr",
        lineclass=None,
        title=title,
    )
    return str(drawn).replace("<svg ", _SAID, 1)


def _encoding(payload: str) -> str | None:
    # Plain letters need no mark, and stay in the narrower modes; the rest is always UTF-8.
    return None if payload.isascii() else "utf-8"
