"""The desk and a customer's money: found, seen as it lands, and given back by two people."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from e2e.pages import SignInScreen
from e2e.phone import ARGUMENTS, browser_path
from e2e.server import ROOT, Server, copy_world

pytestmark = pytest.mark.journey
WIDE = {"width": 1280, "height": 800}
PAYMENTS = """key,customer,amount,paid_on,reference,debt
{key},SU0044,{amount},2026-11-20,{key},
"""

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def own_server(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A world of its own, whose money nobody else counts."""
    with Server(data=copy_world(seeded, tmp_path_factory.mktemp("money"))) as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    yield made
    made.close()


@pytest.fixture
def sit_down(browser: Browser, own_server: Server) -> Callable[..., Page]:
    """Somebody at a large screen, signed in."""

    def as_somebody(email: str, **options: object) -> Page:
        page = browser.new_context(viewport=WIDE, **options).new_page()  # type: ignore[arg-type]
        page.goto(f"{own_server.address}/sign-in?next=/desk/customers")
        SignInScreen(page, own_server.address).sign_in(email)
        return page

    return as_somebody


@pytest.fixture
def paid(own_server: Server, tmp_path: Path) -> Callable[[str, int], None]:
    """Money comes in meanwhile, by the billing system's own way."""

    def come_in(key: str, amount: int) -> None:
        file = tmp_path / f"{key}.csv"
        file.write_text(PAYMENTS.format(key=key, amount=amount))
        command = [sys.executable, "-m", "webapp", "import", "payments", "--company", "minta"]
        done = subprocess.run(
            [*command, str(file), "--data", str(own_server.data)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    return come_in


def opened(page: Page, typed: str = "su0044") -> Page:
    """Find the customer while typing, and open them."""
    page.get_by_test_id("customer-search").press_sequentially(typed, delay=15)
    expect(page.get_by_test_id("found-customer")).to_have_count(1)
    page.get_by_test_id("found-customer").click()
    page.get_by_test_id("customer-open").wait_for()
    return page


def test_a_payment_shows_while_the_page_stands_open(
    sit_down: Callable[..., Page], paid: Callable[[str, int], None]
) -> None:
    page = opened(sit_down("clerk@demo.test"))
    page.evaluate("window.stays = true")
    before = page.get_by_test_id("customer-open").inner_text()
    paid("LANDS-1", 1_000)
    landed = page.get_by_test_id("desk-movement").filter(has_text="LANDS-1")
    expect(landed).to_be_visible(timeout=15_000)
    expect(page.get_by_test_id("customer-open")).not_to_have_text(before)
    assert page.evaluate("window.stays"), "the page was loaded anew"
    # And again: what has come asks on.
    paid("LANDS-2", 1_000)
    second = page.get_by_test_id("desk-movement").filter(has_text="LANDS-2")
    expect(second).to_be_visible(timeout=15_000)


def test_a_page_that_nobody_looks_at_asks_nothing(sit_down: Callable[..., Page]) -> None:
    page, asked = opened(sit_down("clerk@demo.test")), []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(HIDE, True)
    page.wait_for_timeout(6_000)
    assert [url for url in asked if "/fresh" in url] == []
    # Whoever comes back is told at once, and in few bytes where nothing has changed.
    with page.expect_response(lambda answer: "/fresh" in answer.url) as quiet:
        page.evaluate(HIDE, False)
    assert quiet.value.status == 204


def test_a_refund_takes_two(
    sit_down: Callable[..., Page], paid: Callable[[str, int], None]
) -> None:
    paid("TOO-MUCH", 900_000)
    clerk = opened(sit_down("clerk@demo.test"))
    movement = clerk.get_by_test_id("desk-movement").filter(has_text="TOO-MUCH")
    movement.get_by_role("link").first.click()
    clerk.get_by_test_id("proposal-amount").fill("500000")
    clerk.get_by_test_id("proposal-reason").select_option("paid_twice")
    clerk.get_by_test_id("proposal-submit").click()
    expect(clerk.get_by_test_id("told")).to_contain_text("Somebody else has to agree")
    expect(clerk.get_by_test_id("customer-proposal")).to_contain_text("500,000")
    clerk.goto(clerk.url.split("/desk/")[0] + "/desk/money")
    expect(clerk.get_by_test_id("proposal-approve")).to_have_count(0)

    supervisor = opened(sit_down("supervisor@demo.test"))
    supervisor.get_by_test_id("customer-proposal").get_by_role("link").click()
    supervisor.get_by_test_id("proposal-approve").click()
    expect(supervisor.get_by_test_id("told")).to_contain_text("Agreed and booked")
    task = supervisor.get_by_test_id("money-task").filter(has_text="given back by transfer")
    task.get_by_test_id("task-done").click()
    expect(task).to_have_count(0)


def test_it_works_without_scripts(
    sit_down: Callable[..., Page], paid: Callable[[str, int], None]
) -> None:
    page = sit_down("clerk@demo.test", java_script_enabled=False)
    page.get_by_test_id("customer-search").fill("Ügyfél minta")
    page.get_by_role("button", name="Find").click()
    page.get_by_test_id("found-customer").click()
    paid("PLAIN-1", 1_000)
    page.reload()
    expect(page.get_by_test_id("desk-movement").filter(has_text="PLAIN-1")).to_be_visible()
