"""Bills and debts as a customer reads them: without a network, without scripts, on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from e2e.pages import SignInScreen
from e2e.person import Person
from e2e.phone import ARGUMENTS, SCREEN, browser_path
from e2e.proxy import FaultProxy
from e2e.server import Server

pytestmark = pytest.mark.journey
OLDEST_FIRST = "oldest"
KEPT = """async (paths) => {
  const kept = await Promise.all(paths.map((path) => caches.match(location.origin + path)));
  return kept.every(Boolean);
}"""


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    yield made
    made.close()


def reader(browser: Browser, server: Server, **options) -> Page:
    """Anna with another browser."""
    page = browser.new_context(**options).new_page()
    door = SignInScreen(page, server.address)
    door.open()
    door.sign_in("anna@demo.test")
    return page


def test_bills_and_debts_open_in_the_cellar_and_say_how_old_they_are(anna: Person) -> None:
    phone = anna.phone
    page = phone.page
    phone.visit("/invoices")
    first = page.get_by_test_id("invoice-row").first
    number = first.locator(".bill-name").inner_text()
    seen = first.locator(".bill-name").get_attribute("href")
    total = first.locator(".amount").inner_text()
    for address in (str(seen), "/debts"):
        phone.visit(address)
    owed = page.locator(".total").first.inner_text()
    phone.leave_network()

    phone.visit("/invoices")
    expect(page.get_by_test_id("invoice-row").first).to_contain_text(number)
    expect(page.locator("mp-age-note")).to_be_visible()
    page.get_by_test_id("invoice-row").first.locator(".bill-name").click()
    expect(page.locator("h1")).to_have_text(number)
    expect(page.locator("#sum")).to_contain_text(total)
    expect(page.locator("mp-age-note")).to_be_visible()
    phone.visit("/debts")
    expect(page.locator(".total").first).to_have_text(owed)
    expect(page.locator("mp-age-note")).to_be_visible()
    assert page.get_by_test_id("debt-row").count() > 3
    phone.find_network()


def test_bills_and_debts_open_in_the_cellar_though_nobody_ever_opened_them(
    person: Callable[..., Person], proxy: FaultProxy
) -> None:
    phone = person("szabo.peter@demo.test").phone
    page = phone.page
    phone.visit("/readings")
    phone.until(lambda: page.evaluate(KEPT, ["/debts", "/invoices"]), what="for bills and debts")
    phone.leave_network()
    for address in ("/debts", "/invoices"):
        phone.visit(address)
        expect(page.locator("h1").first).to_be_visible()
        expect(page.locator("mp-age-note")).to_be_visible()
        assert page.evaluate("document.body.dataset.account"), "their own page, and not the shell"
    phone.find_network()


def test_without_scripts_bills_are_chosen_sorted_and_opened(
    browser: Browser, server: Server
) -> None:
    page = reader(browser, server, java_script_enabled=False, viewport=SCREEN)
    page.goto(f"{server.address}/invoices")
    newest = page.get_by_test_id("invoice-row").first.locator(".bill-name").inner_text()
    page.locator("#filters > summary").click()
    page.locator("#which-order").select_option(OLDEST_FIRST)
    page.locator("#which-state").select_option("settled")
    page.locator("#filters button").click()
    rows = page.get_by_test_id("invoice-row")
    assert {row.get_attribute("data-state") for row in rows.all()} == {"settled"}
    assert rows.first.locator(".bill-name").inner_text() != newest
    rows.first.locator(".bill-name").click()
    expect(page.locator("#sum")).to_contain_text("All of it is paid")
    paper = page.request.get(f"{page.url}.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")


def test_on_paper_a_bill_is_the_bill_and_nothing_else(browser: Browser, server: Server) -> None:
    page = reader(browser, server, viewport={"width": 800, "height": 1100}, color_scheme="dark")
    page.goto(f"{server.address}/invoices")
    page.get_by_test_id("invoice-row").first.locator(".bill-name").click()
    page.emulate_media(media="print")
    expect(page.locator("#sum .total")).to_be_visible()
    for gone in (".tabs", ".button"):
        for part in page.locator(gone).all():
            assert not part.is_visible(), gone
    # Ink is dark and paper is white, whatever the screen was.
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert (
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
