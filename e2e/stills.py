"""The screens of the list in front of a browser, for tests that look at them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from bench.screens import SCREENS, Screen
from bench.stage import Stage, stage
from bench.still import still_portal

OF_CUSTOMERS, OF_STAFF = (
    [pytest.param(one, id=one.name) for one in SCREENS if one.name.startswith("desk") is at_desk]
    for at_desk in (False, True)
)
"""Two halves, so that two hands can look at them."""


@pytest.fixture(scope="module")
def before_us(playwright: Playwright) -> Iterator[Stage]:
    """A browser in front of a portal whose clock stands still."""
    with stage(playwright=playwright, portal=still_portal()) as made:
        yield made


@pytest.fixture
def screen(request: pytest.FixtureRequest, before_us: Stage) -> Iterator[Screen]:
    """The screen of this test, open."""
    wanted: Screen = request.param
    wanted.open(before_us)
    yield wanted
    before_us.end()
