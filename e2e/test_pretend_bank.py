"""The pretend bank's own pages in a real browser: paid without scripts, and no fault for axe."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Playwright

from e2e.look import axe_faults
from e2e.phone import ARGUMENTS, browser_path
from tests.gateways.payments.intents import intent
from tests.sandbox import Bank, running_bank
from webapp.gateways.payments.choice import provider_from

SIZES = [{"width": 360, "height": 740}, {"width": 1280, "height": 800}]


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    """The bank, opened as its own program."""
    with running_bank() as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser with nobody signed in."""
    started = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    yield started
    started.close()


def begin(bank: Bank) -> tuple[str, str]:
    """A payment that leads back to the bank's own health page: its name and its page."""
    provider = provider_from(code="sandbox", given=bank.credentials(), currency="HUF")
    back = f"{bank.url}/control/health"
    made = provider.create(intent(return_url=back), now=datetime.now(UTC))
    return made.provider_ref, made.redirect_url


@pytest.mark.parametrize("press", ["wait", "confirm"])
def test_one_press_pays_without_scripts(bank: Bank, browser: Browser, press: str) -> None:
    bank.behave(three_d_secure="app" if press == "wait" else "ask")
    ref, address = begin(bank)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.get_by_test_id("bank-approve").click()
    if press == "confirm":
        page.get_by_test_id("bank-confirm").click()
    page.wait_for_url("**/control/health")
    assert bank.payment(ref)["state"] == "paid"


@pytest.mark.parametrize(
    ("press", "state"), [("bank-decline", "declined"), ("bank-cancel", "cancelled")]
)
def test_not_paying_leads_back(bank: Bank, browser: Browser, press: str, state: str) -> None:
    bank.behave()
    ref, address = begin(bank)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.get_by_test_id(press).click()
    page.wait_for_url("**/control/health")
    assert bank.payment(ref)["state"] == state


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_axe_finds_nothing(bank: Bank, browser: Browser, scheme: str, size: dict) -> None:  # type: ignore[type-arg]
    bank.behave(three_d_secure="ask")
    _, address = begin(bank)
    page = browser.new_context(viewport=size, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    wrong: list[str] = []
    for step in (
        lambda: page.goto(bank.url),
        lambda: page.goto(address),
        lambda: page.get_by_test_id("bank-approve").click(),
    ):
        step()
        # A press returns before the page it leads to has its stylesheet.
        page.wait_for_load_state()
        wrong += axe_faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong += [f"{page.url} is {wide} px too wide"] if wide > 0 else []
    assert not wrong, "\n".join(wrong)
