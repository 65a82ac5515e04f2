"""Real photographs of real meters, from the file picker to the clerk's verdict."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.pages import DeskScreen
from e2e.person import Person
from e2e.server import Server

pytestmark = pytest.mark.journey

REAL = (Path(__file__).parents[1] / "../shared/photos/dev").resolve()
if not REAL.is_dir():
    pytest.skip(f"SKIPPED LOUDLY: no real photographs at {REAL}", allow_module_level=True)

# A roller counter, one upside down, an LCD, and an untouched 12-megapixel original with its EXIF.
FEW = ("water_cn_0153.jpg", "water_ch_upsidedown.jpg", "elec_in_lcd_1.jpg", "elec_in_lcd_7.jpg")
MOST_BYTES = 1_500_000


def others() -> list[str]:
    """The rest of them, for the long run."""
    return sorted(path.name for path in REAL.glob("*.jpg") if path.name not in FEW)


@pytest.mark.parametrize(
    "name", [*FEW, *(pytest.param(name, marks=pytest.mark.long) for name in others())]
)
def test_a_real_photograph_reaches_the_clerk(
    name: str, person: Callable[..., Person], server: Server, desk: DeskScreen
) -> None:
    anna = person("anna@demo.test")
    anna.phone.leave_network()

    record_id = anna.read_meter("1077", REAL / name)

    assert 0 < anna.phone.record(record_id)["photo"]["bytes"] <= MOST_BYTES
    anna.phone.find_network()
    anna.outbox.open()
    anna.outbox.in_state(record_id, "received").wait_for()
    desk.open()
    desk.take(record_id)
    seen = desk.page.locator("#item img").first
    expect(seen).to_be_visible()
    assert seen.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")
    desk.part("decide-accept").click()
    anna.phone.until(lambda: server.truth.official(record_id), what="for it to become billable")
    assert [row["value"] for row in server.truth.official(record_id)] == [1_077_000]
