"""No screen has a fault that axe can find, on a phone and on a desk, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from bench.screens import Screen
from bench.stage import PHONE, WIDE, Stage
from e2e.stills import ALL_SCREENS, before_us, screen

__all__ = ["before_us", "screen"]

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


@pytest.mark.parametrize("screen", ALL_SCREENS, indirect=True)
def test_axe_finds_nothing(screen: Screen, before_us: Stage) -> None:
    page, wrong = before_us.page, []
    for viewport in (PHONE, WIDE):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(100)
            found = Axe().run(page, options=OPTIONS).response["violations"]
            wrong += [f"{viewport['width']} px, {scheme}: {line}" for line in _lines(found)]
    assert not wrong, f"{screen.name}:\n" + "\n".join(wrong)


def _lines(violations: list[dict]) -> list[str]:  # type: ignore[type-arg]
    return [
        f"{one['id']} ({one['help']}): {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in violations
        for node in one["nodes"][:3]
    ]
