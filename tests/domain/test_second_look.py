"""What is asked about before it is sent."""

import pytest

from tests.domain.test_due import ALWAYS, meter
from webapp.domain.refusals import Refusal
from webapp.domain.second_look import odd_about

HOT = meter(1, window=ALWAYS, read=30)


def test_a_lower_value_is_asked_about():
    (finding,) = odd_about(meter=HOT, values={10: "0.5"})
    assert (finding.code, finding.register_id) == ("V06", 10)


def test_an_ordinary_value_is_not():
    assert odd_about(meter=HOT, values={10: "1,5"}) == []


def test_registers_left_empty_are_not_judged():
    assert odd_about(meter=HOT, values={}) == []


def test_what_is_no_number_is_refused_at_its_field():
    with pytest.raises(Refusal) as refused:
        odd_about(meter=HOT, values={10: "many"})
    assert (refused.value.code, refused.value.field) == ("V01", "value-10")
