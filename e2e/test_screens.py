"""Every screen that people see: nothing is cut off or out of reach, and axe finds no fault."""

import pytest

from bench.screens import Screen
from bench.stage import Stage
from e2e.look import faults_in_every_light, layout_faults
from e2e.stills import OF_CUSTOMERS, before_us, screen

__all__ = ["before_us", "screen"]


@pytest.mark.parametrize("screen", OF_CUSTOMERS, indirect=True)
def test_nothing_is_wrong_with_it(screen: Screen, before_us: Stage) -> None:
    page = before_us.page
    wrong = [*layout_faults(page), *faults_in_every_light(page)]
    assert not wrong, f"{screen.name}:\n" + "\n".join(wrong)
