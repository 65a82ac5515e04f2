"""Paying as a customer does it: at the pretend bank, in two windows, and when messages are lost."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from e2e.pages import SignInScreen
from e2e.phone import ARGUMENTS, SCREEN, browser_path
from e2e.server import Server, copy_world

pytestmark = pytest.mark.journey
PATIENCE = 20_000
# The poller asks ten seconds after the page was opened, and again twenty seconds later.
UNTIL_ASKED = 45_000
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def till(seeded: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of its own: what Anna owes is paid only once."""
    with Server(data=copy_world(seeded, tmp_path / "data")) as running:
        yield running


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    yield made
    made.close()


@pytest.fixture
def bank(till: Server) -> Callable[..., None]:
    """Switches the bank's misbehaviour, as its own page does."""
    found = re.search(r'url = "([^"]+)"', (till.data / "payments.toml").read_text())
    assert found is not None

    def behave(**how: Any) -> None:
        request = urllib.request.Request(
            f"{found[1]}/control/behaviour",
            data=json.dumps(how).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).close()

    return behave


def anna(browser: Browser, till: Server, **options: Any) -> BrowserContext:
    """Anna with a phone's browser, signed in."""
    context = browser.new_context(viewport=SCREEN, **options)
    context.set_default_timeout(PATIENCE)
    door = SignInScreen(context.new_page(), till.address)
    door.open()
    door.sign_in("anna@demo.test")
    return context


def choose(page: Page, till: Server, *places: int) -> list[str]:
    """Tick debts on the page of what is to pay; returns their ids."""
    page.goto(f"{till.address}/debts")
    ticks = page.get_by_test_id("debt-choose")
    for place in places:
        ticks.nth(place).check()
    return [str(ticks.nth(place).get_attribute("value")) for place in places]


def leave_for_the_bank(page: Page, till: Server, *places: int) -> list[str]:
    """Choose, press "pay", and arrive at the bank's page."""
    chosen = choose(page, till, *places)
    page.get_by_test_id("pay-submit").click()
    page.get_by_test_id("bank-approve").wait_for()
    assert not page.url.startswith(till.address)
    return chosen


def watched_by_a_clerk(browser: Browser, till: Server) -> Callable[..., None]:
    """A clerk has Anna's page open; says, later, whether it came to know of the money by itself."""
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{till.address}/sign-in?next=/desk/customers?q=su0044")
    SignInScreen(page, till.address).sign_in("clerk@demo.test")
    page.get_by_test_id("found-customer").click()
    owed = page.get_by_test_id("customer-open")
    before = owed.inner_text()
    page.evaluate("window.stays = true")

    def knows(timeout: int) -> None:
        landed = page.get_by_test_id("desk-movement").filter(has_text="Paid by card")
        expect(landed.first).to_be_visible(timeout=timeout)
        expect(owed).not_to_have_text(before)
        assert page.evaluate("window.stays"), "the page was loaded anew"

    assert page.get_by_test_id("desk-movement").filter(has_text="Paid by card").count() == 0
    return knows


def row(page: Page, debt: str) -> Any:
    """The line of a debt."""
    return page.locator(f"#line-{debt}")


def test_two_debts_are_paid_and_every_window_knows(
    browser: Browser, till: Server, bank: Callable[..., None]
) -> None:
    clerk_knows = watched_by_a_clerk(browser, till)
    context = anna(browser, till)
    page, beside = context.pages[0], context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    bank(three_d_secure="ask")
    one, two = leave_for_the_bank(page, till, 0, 1)

    beside.goto(f"{till.address}/debts")
    for debt in (one, two):
        expect(row(beside, debt)).to_have_attribute("data-state", "in_progress")
        expect(row(beside, debt).get_by_test_id("debt-choose")).to_have_count(0)
    expect(beside.get_by_test_id("payment-open")).to_be_visible()

    page.get_by_test_id("bank-approve").click()
    page.get_by_test_id("bank-confirm").click()
    page.wait_for_url("**/payments/return/*")
    standing = page.get_by_test_id("payment-standing")
    expect(standing).to_have_attribute("data-state", "paid", timeout=PATIENCE)
    # Without a touch, the other window has come to know.
    for debt in (one, two):
        expect(row(beside, debt)).to_have_attribute("data-state", "settled", timeout=PATIENCE)
    expect(beside.get_by_test_id("payment-open")).to_have_count(0)
    clerk_knows(PATIENCE)
    assert not complaints, complaints


def test_a_customer_who_never_returns_and_a_notification_that_is_lost(
    browser: Browser, till: Server, bank: Callable[..., None]
) -> None:
    clerk_knows = watched_by_a_clerk(browser, till)
    context = anna(browser, till)
    page, beside = context.pages[0], context.new_page()
    bank(notifications="lost", three_d_secure="off")
    (debt,) = leave_for_the_bank(page, till, 0)
    beside.goto(f"{till.address}/debts")
    expect(row(beside, debt)).to_have_attribute("data-state", "in_progress")

    page.route("**/payments/return/*", lambda route: route.abort())
    page.get_by_test_id("bank-approve").click()
    expect(row(beside, debt)).to_have_attribute("data-state", "settled", timeout=UNTIL_ASKED)
    clerk_knows(PATIENCE)


def test_the_page_of_return_comes_to_know_by_itself(
    browser: Browser, till: Server, bank: Callable[..., None]
) -> None:
    page = anna(browser, till).pages[0]
    bank(three_d_secure="off", fetch="500", notifications="late", late_s=6)
    leave_for_the_bank(page, till, 0)
    page.get_by_test_id("bank-approve").click()
    standing = page.get_by_test_id("payment-standing")
    expect(standing).to_have_attribute("data-state", "waiting")
    bank(three_d_secure="off", notifications="late", late_s=6)
    expect(standing).to_have_attribute("data-state", "paid", timeout=UNTIL_ASKED)
    expect(page.locator("h1")).to_have_text("Paid")


def test_a_second_window_goes_on_or_gives_up(
    browser: Browser, till: Server, bank: Callable[..., None]
) -> None:
    context = anna(browser, till)
    page, beside = context.pages[0], context.new_page()
    bank(three_d_secure="off")
    choose(beside, till, 0, 1)
    (one,) = leave_for_the_bank(page, till, 0)
    beside.get_by_test_id("pay-submit").click()
    expect(beside.locator("h1")).to_have_text("A payment is open already")
    beside.get_by_test_id("payment-cancel").click()
    expect(beside.get_by_test_id("payment-standing")).to_have_attribute("data-state", "not_paid")
    beside.get_by_test_id("payment-again").click()
    expect(row(beside, one).get_by_test_id("debt-choose")).to_be_visible()
    page.get_by_test_id("bank-approve").click()
    page.wait_for_load_state()
    beside.reload()
    expect(row(beside, one).get_by_test_id("debt-choose")).to_be_visible()


def test_without_scripts(browser: Browser, till: Server, bank: Callable[..., None]) -> None:
    page = anna(browser, till, java_script_enabled=False).pages[0]
    bank(three_d_secure="ask", notifications="lost")
    one, two = leave_for_the_bank(page, till, 0, 1)
    page.get_by_test_id("bank-approve").click()
    page.get_by_test_id("bank-confirm").click()
    page.wait_for_url("**/payments/return/*")
    if page.get_by_test_id("payment-look").count():
        page.get_by_test_id("payment-look").click()
    expect(page.get_by_test_id("payment-standing")).to_have_attribute("data-state", "paid")
    page.goto(f"{till.address}/debts")
    for debt in (one, two):
        expect(row(page, debt)).to_have_attribute("data-state", "settled")


def test_a_declined_card_takes_nothing(
    browser: Browser, till: Server, bank: Callable[..., None]
) -> None:
    page = anna(browser, till).pages[0]
    bank()
    (debt,) = leave_for_the_bank(page, till, 0)
    page.get_by_test_id("bank-decline").click()
    expect(page.get_by_test_id("payment-standing")).to_have_attribute("data-state", "not_paid")
    page.get_by_test_id("payment-again").click()
    expect(row(page, debt).get_by_test_id("debt-choose")).to_be_visible()
