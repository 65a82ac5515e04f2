"""Payment codes as pictures: another decoder reads out exactly what was put in."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.payment_codes import test_epc, test_hct, test_spayd, test_st00012
from tests.squares import read_svg
from webapp.gateways.codes import payment_svg

VECTORS = {
    "epc": (test_epc.VECTOR, 6),
    "spayd": (test_spayd.VECTOR, 5),
    "hct": (test_hct.VECTOR, 8),
    "st00012": (test_st00012.VECTOR, 13),
}


@pytest.mark.parametrize("kind", VECTORS)
def test_the_vectors_are_read_back_byte_for_byte(kind):
    payload, version = VECTORS[kind]
    read = read_svg(payment_svg(payload, title="Payment code"))
    assert read.bytes == payload.encode()
    assert read.text == payload
    assert _version(payment_svg(payload, title="")) == version


@pytest.mark.parametrize("kind", VECTORS)
def test_a_small_stain_does_no_harm(kind):
    # Medium correction: a stain of some modules does no harm.
    payload, _ = VECTORS[kind]
    svg = payment_svg(payload, title="")
    stained = svg.replace("</svg>", '<path fill="#000" d="M14 14h3v3h-3z"/></svg>')
    assert read_svg(stained).bytes == payload.encode()


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=300))
def test_whatever_is_drawn_is_read_back(payload):
    assert read_svg(payment_svg(payload, title="")).bytes == payload.encode()


def test_it_has_no_style_and_a_title_for_those_who_cannot_see_it():
    svg = payment_svg("x", title='145,37 € an "Muster & Söhne" <GmbH>')
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    assert root.find("{*}title").text == '145,37 € an "Muster & Söhne" <GmbH>'
    assert (root.get("role"), root.get("data-testid")) == ("img", "payment-qr")
    assert not re.search(r"\bstyle\b|<script|\bon\w+=|href", svg)


def test_the_ground_is_white_and_wide_enough():
    svg = payment_svg("x", title="")
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    assert root.get("viewBox") == "0 0 29 29"
    ground, dark = root.findall("{*}path")
    assert ground.get("fill") == "#fff"
    assert dark.get("d").startswith("M4 4.5")


def _version(svg: str) -> int:
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    return (side - 8 - 17) // 4
