"""Without scripts, without a touch screen, and without a network that ever comes back."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from e2e.pages import DeskScreen, HomeScreen, SignInScreen
from e2e.person import Person
from e2e.phone import ARGUMENTS, SCREEN, browser_path
from e2e.proxy import FaultProxy
from e2e.server import Server

pytestmark = pytest.mark.journey
VALUE = re.compile(r"1[,\s]?077")


@pytest.fixture
def without_scripts(playwright: Playwright, proxy: FaultProxy) -> Iterator[Callable[[], Page]]:
    """Pages of a browser that runs no JavaScript, each with a session of its own."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)

    def page() -> Page:
        context = browser.new_context(java_script_enabled=False, viewport=SCREEN)  # type: ignore[arg-type]
        return context.new_page()

    yield page
    browser.close()


def test_everything_works_without_scripts(
    without_scripts: Callable[[], Page], proxy: FaultProxy, server: Server, photo: Path
) -> None:
    before = server.truth.all_ids()
    page = without_scripts()
    door = SignInScreen(page, proxy.address)
    door.open()
    door.sign_in("anna@demo.test")
    page.goto(f"{proxy.address}/capture?meter=37461")
    page.get_by_test_id("capture-value").first.fill("1077")
    page.get_by_test_id("capture-photo").first.set_input_files(photo)
    page.get_by_test_id("capture-save").click()
    if page.get_by_test_id("capture-save").count():
        page.get_by_test_id("capture-photo").first.set_input_files(photo)
        page.get_by_test_id("capture-save").click()
    expect(page.locator("main")).to_contain_text("it has arrived")
    (row,) = server.truth.newer_than(before)
    assert server.truth.photos(row["id"]) == 1

    clerks = without_scripts()
    door = SignInScreen(clerks, proxy.address)
    door.open()
    door.sign_in("clerk@demo.test")
    desk = DeskScreen(clerks, proxy.address)
    desk.open()
    desk.take(row["id"])
    clerks.get_by_test_id("decide-accept").click()
    assert len(server.truth.official(row["id"])) == 1

    home = HomeScreen(page, proxy.address)
    home.open_readings()
    expect(home.newest_reading).to_contain_text(VALUE)


def test_a_file_from_the_phone_and_the_phone_itself_make_one_reading(
    anna: Person, proxy: FaultProxy, server: Server, desk: DeskScreen, photo: Path, tmp_path: Path
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    anna.outbox.open()
    file = anna.outbox.save_to_file(tmp_path / "outbox.json")

    assert desk.bring_file(file) == "received"
    assert server.truth.photos(record_id) == 1

    anna.phone.find_network()
    anna.outbox.in_state(record_id, "received").wait_for()
    assert [one.status for one in proxy.sent(record_id)] == [200], "it was known already"
    assert desk.bring_file(file) == "repeated"
    assert len(server.truth.submission(record_id)) == 1
    assert server.truth.claims(record_id) == [1_077_000]


def choose_by_key(page: Page, photo: Path) -> None:
    """Open the file dialog by key; a busy browser may swallow the first press."""
    for last in (False, False, True):
        press_until(page, "capture-photo")
        try:
            with page.expect_file_chooser(timeout=15_000 if last else 4_000) as chooser:
                page.keyboard.press("Space")
        except PlaywrightTimeout:
            if last:
                raise
        else:
            return chooser.value.set_files(photo)
    return None


def test_the_keyboard_alone_takes_a_reading(anna: Person, photo: Path) -> None:
    anna.phone.leave_network()
    anna.capture.open()
    page = anna.phone.page
    choose_by_key(page, photo)
    page.locator("mp-photo img[src]").first.wait_for()
    press_until(page, "capture-value")
    page.keyboard.type("1077")
    press_until(page, "capture-save")
    page.keyboard.press("Enter")
    question = page.locator("[data-part=findings]:not([hidden])")
    anna.capture.saved.or_(question).first.wait_for()
    if question.is_visible():
        press_until(page, "capture-save")
        page.keyboard.press("Enter")
    anna.capture.saved.wait_for()
    (record,) = anna.phone.records()
    assert record["photo"]["bytes"] > 0


def test_the_keyboard_alone_decides(
    anna: Person, proxy: FaultProxy, server: Server, desk: DeskScreen, photo: Path
) -> None:
    record_id = anna.read_meter("1077", photo)
    anna.phone.until(lambda: server.truth.submission(record_id))
    desk.open()
    desk.item(record_id).get_by_role("link").first.focus()
    desk.page.keyboard.press("Enter")
    desk.part("decide-accept").wait_for()
    press_until(desk.page, "decide-accept")
    desk.page.keyboard.press("Enter")
    anna.phone.until(lambda: server.truth.official(record_id), what="for the decision")


def press_until(page: Page, test_id: str) -> None:
    """Tab on until a control has the focus; no mouse, no script."""
    focus = "() => document.activeElement?.dataset?.testid ?? ''"
    for _ in range(80):
        if page.evaluate(focus) == test_id:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {test_id}")
