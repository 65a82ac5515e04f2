"""A morning's bank statement: taken in, worked off by the keyboard, and with no scripts at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from e2e.pages import SignInScreen
from e2e.phone import ARGUMENTS, browser_path
from e2e.server import Server, copy_world
from tests.camt import document, paid

pytestmark = pytest.mark.journey
# A key that comes sooner was meant for the line before.
A_LOOK = 700


@pytest.fixture(scope="module")
def own_server(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A world of its own: what is booked here would surprise the other journeys."""
    with Server(data=copy_world(seeded, tmp_path_factory.mktemp("bank-day"))) as running:
        yield running


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    yield made
    made.close()


def clerk(browser: Browser, server: Server, **options) -> Page:
    page = browser.new_context(**options).new_page()
    door = SignInScreen(page, server.address)
    door.open()
    door.sign_in("clerk@demo.test")
    return page


def press(page: Page, key: str) -> None:
    page.wait_for_timeout(A_LOOK)
    page.keyboard.press(key)


def test_a_file_is_taken_in_and_worked_off_by_keys(browser: Browser, own_server: Server) -> None:
    page = clerk(browser, own_server, viewport={"width": 1280, "height": 800})
    page.goto(f"{own_server.address}/desk")
    page.get_by_role("link", name="Bank statements").click()
    data = document(paid("4321", ref="NEW1", payer="Somebody New", words="heat"))
    bank_file = {"name": "today.xml", "mimeType": "application/xml", "buffer": data}
    page.get_by_test_id("bank-file").set_input_files(bank_file)
    page.get_by_test_id("bank-file-submit").click()
    expect(page.locator("#said")).to_contain_text("1 line is new.")
    page.get_by_role("link", name="Somebody New").click()
    expect(page.get_by_test_id("line")).to_contain_text("4,321")

    # Nothing speaks for anybody: look for Anna by her number, book it, and take it back.
    press(page, "/")
    page.keyboard.type("SU0044")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("suggestion").first).to_contain_text("you looked for it")
    press(page, "1")
    expect(page.locator("#said")).to_contain_text("booked for Minta Ügyfél")
    press(page, "u")
    expect(page.get_by_test_id("line")).to_have_attribute("data-state", "open")
    expect(page.get_by_test_id("line")).to_contain_text("4,321")
    press(page, "x")
    press(page, "Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("set aside")


def test_without_scripts_a_line_is_booked_and_opened_again(
    browser: Browser, own_server: Server
) -> None:
    page = clerk(
        browser, own_server, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page.goto(f"{own_server.address}/desk/statements")
    page.get_by_test_id("statements-go-on").click()
    total = page.locator("h1.total").inner_text()
    page.get_by_test_id("suggestion-take").first.click()
    expect(page.locator("#said")).to_contain_text(total)
    page.get_by_test_id("undo").click()
    expect(page.locator("h1.total")).to_have_text(total)
    expect(page.get_by_test_id("line")).to_have_attribute("data-state", "open")
