"""A company's colour stays readable, whatever it is."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.colours import DARK_CARD, ENOUGH, WHITE_CARD, contrast, on_dark, on_light

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(COLOURS)
def test_every_colour_becomes_readable(colour):
    assert contrast(on_light(colour), WHITE_CARD) >= ENOUGH
    assert contrast(on_dark(colour), DARK_CARD) >= ENOUGH


def test_a_colour_that_is_readable_stays_itself():
    assert on_light("#0a5f5c") == "#0a5f5c"


def test_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
