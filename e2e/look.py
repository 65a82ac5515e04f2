"""What is wrong with a page to see or to hear: cut off, overlapping, out of reach, unnamed."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bench.stage import PHONE, WIDE

HERE = Path(__file__).parent
LAYOUT = (HERE / "layout.js").read_text()
REACH = (HERE / "reach.js").read_text()
WIDTHS = (320, 360, 1280)

ALLOWED = [
    {"selector": "mp-counter", "reason": "one input lies over the drums that dress it"},
    {"selector": ".photo", "reason": "the frame and its hint lie on the photo"},
    {"selector": "svg", "reason": "drawings place their own letters"},
    {
        "selector": ".item .where",
        "reason": "the queue shortens an address; the item shows it whole",
    },
    {"selector": ".visually-hidden", "reason": "for screen readers alone"},
]
"""Where text may overlap or be cut off, and why."""

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


def layout_faults(page: Page) -> list[str]:
    """What scrolls sideways, is cut off, overlaps or is hidden behind something, by width."""
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740 if width < 1000 else 800})
        page.evaluate("() => scrollTo(0, 0)")
        page.wait_for_timeout(100)
        found += [f"at {width} px, {fault}" for fault in page.evaluate(LAYOUT, ALLOWED)]
        found += [f"at {width} px, {fault}" for fault in page.evaluate(REACH)]
    return found


def faults_in_every_light(page: Page) -> list[str]:
    """What axe finds on a phone and on a desk, in light and in dark."""
    found: list[str] = []
    for viewport in (PHONE, WIDE):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(100)
            found += [f"{viewport['width']} px, {scheme}: {line}" for line in axe_faults(page)]
    return found


def axe_faults(page: Page) -> list[str]:
    """What axe finds on the page as it is."""
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{one['id']} ({one['help']}): {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in violations
        for node in one["nodes"][:3]
    ]
