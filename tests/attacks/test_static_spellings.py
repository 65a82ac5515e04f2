"""A file is kept in memory once, however its address is spelled."""

from pathlib import Path

import pytest

from webapp.web.assets import Assets

STATIC = Path(__file__).resolve().parents[2] / "webapp" / "static"


@pytest.mark.parametrize(
    "spelling",
    ["js/./app.js", "js/../js/app.js", "./js/app.js", "../static/js/app.js", "js//app.js"],
)
def test_another_spelling_of_a_file_is_not_found(spelling):
    assets = Assets(STATIC)
    assert assets.get("js/app.js") is not None
    assert assets.get(spelling) is None


@pytest.mark.parametrize("outside", ["../settings.py", "/etc/hostname", "js", ""])
def test_nothing_outside_is_found(outside):
    assert Assets(STATIC).get(outside) is None
