"""Register values; the vectors are the same that the phone's code must pass."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.quantities import parse_value, value_text
from webapp.domain.refusals import Refusal

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "values.json").read_text())["cases"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: repr(case["text"]))
def test_vectors(case):
    face = {"digits": case["digits"], "decimals": case["decimals"]}
    if case["fault"]:
        with pytest.raises(Refusal):
            parse_value(case["text"], **face)
    else:
        assert parse_value(case["text"], **face) == case["thousandths"]
        assert value_text(case["thousandths"]) == case["wire"]


@given(st.integers(0, 10**12 - 1))
def test_what_is_written_is_read_back(value):
    assert parse_value(value_text(value), digits=9, decimals=3) == value


@given(st.text(max_size=30), st.integers(1, 12), st.integers(0, 3))
def test_anything_typed_is_a_value_or_a_refusal(text, digits, decimals):
    with suppress(Refusal):
        value = parse_value(text, digits=digits, decimals=decimals)
        assert 0 <= value < 10**digits * 1000
