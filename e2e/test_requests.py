"""Bills without paper: asked for on a phone, granted by one key, seen by the customer."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from e2e.pages import SignInScreen
from e2e.phone import ARGUMENTS, SCREEN, browser_path
from e2e.server import Server, copy_world

pytestmark = pytest.mark.journey
WIDE = {"width": 1280, "height": 800}
PAGE = "/invoice-routes"


@pytest.fixture(scope="module")
def own_server(seeded, tmp_path_factory) -> Iterator[Server]:
    """A world of its own: what is granted here would surprise the other journeys."""
    with Server(data=copy_world(seeded, tmp_path_factory.mktemp("requests"))) as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    yield made
    made.close()


@pytest.fixture
def sit_down(browser: Browser, own_server: Server) -> Callable[..., Page]:
    """Somebody with a browser of their own, signed in."""

    def as_person(email: str, **options) -> Page:
        page = browser.new_context(**{"viewport": SCREEN, **options}).new_page()
        door = SignInScreen(page, own_server.address)
        door.open()
        door.sign_in(email)
        return page

    return as_person


def row(page: Page, name: str) -> object:
    return page.get_by_test_id("route-row").filter(has_text=name)


def waiting(server: Server) -> list[dict]:
    return server.truth.ask(
        "SELECT s.id, w.route FROM submission s JOIN invoice_route_wish w"
        " ON w.company_id = s.company_id AND w.submission_id = s.id"
        " JOIN account a ON a.id = s.account_id AND a.email = 'anna@demo.test'"
        " WHERE s.state = 'received'"
    )


def test_asked_on_a_phone_granted_by_a_key_and_seen_at_home(
    sit_down: Callable[..., Page], own_server: Server
) -> None:
    anna = sit_down("anna@demo.test")
    anna.goto(f"{own_server.address}/account")
    anna.locator(f"a[href='{PAGE}']").click()
    row(anna, "Hot water").get_by_test_id("route-choose").check()
    anna.get_by_test_id("route-submit").click()
    expect(anna.locator("#standing")).to_contain_text("Until then your bills come as before.")
    (asked,) = waiting(own_server)
    assert asked["route"] == "electronic"

    clerk = sit_down("clerk@demo.test", viewport=WIDE)
    clerk.goto(f"{own_server.address}/desk?show=requests")
    clerk.locator(f"[data-submission-id='{asked['id']}'] a").click()
    expect(clerk.get_by_test_id("request-wish")).to_contain_text("without paper")
    clerk.wait_for_timeout(350)
    clerk.keyboard.press("a")
    expect(clerk.get_by_test_id("said")).to_contain_text("Granted to Minta Ügyfél")
    clerk.keyboard.press("u")
    expect(clerk.get_by_test_id("said")).to_contain_text("waits again")
    assert waiting(own_server) == [asked]
    clerk.wait_for_timeout(350)
    clerk.keyboard.press("a")
    expect(clerk.get_by_test_id("said")).to_contain_text("Granted to Minta Ügyfél")

    anna.goto(own_server.address)
    expect(anna.locator(f"#sent-{asked['id']}")).to_contain_text(
        "It counts from your next bill on."
    )
    anna.goto(f"{own_server.address}{PAGE}")
    expect(row(anna, "Hot water")).to_have_attribute("data-route", "electronic")


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_lists_stand_in_one_line(
    sit_down: Callable[..., Page], own_server: Server, width: int
) -> None:
    clerk = sit_down("clerk@demo.test", viewport={"width": width, "height": 800})
    clerk.goto(f"{own_server.address}/desk?show=requests")
    tops = {one.bounding_box()["y"] for one in clerk.locator(".queue .lists a").all()}
    assert len(tops) == 1


def test_without_scripts_the_form_does_the_same(
    sit_down: Callable[..., Page], own_server: Server
) -> None:
    page = sit_down("szabo.peter@demo.test", java_script_enabled=False)
    page.goto(f"{own_server.address}{PAGE}")
    ticks = page.get_by_test_id("route-choose")
    count = ticks.count()
    assert count == 2
    for tick in ticks.all():
        tick.check()
    page.get_by_test_id("route-submit").click()
    assert page.url.endswith(PAGE)
    expect(page.get_by_text("waiting for a clerk")).to_have_count(count)
    expect(page.get_by_test_id("route-submit")).to_have_count(0)


def test_without_a_network_nothing_is_sent_and_nothing_lost(
    sit_down: Callable[..., Page], own_server: Server
) -> None:
    page = sit_down("toth.eva@demo.test")
    page.goto(f"{own_server.address}{PAGE}")
    tick = page.get_by_test_id("route-choose").first
    tick.check()
    page.context.set_offline(True)
    page.get_by_test_id("route-submit").click()
    expect(page.locator("[data-trouble=no-network]")).to_be_visible()
    expect(page.locator("[data-trouble=no-network]")).to_be_focused()
    assert tick.is_checked()
    page.context.set_offline(False)
    page.get_by_test_id("route-submit").click()
    expect(page.locator("#standing")).to_be_visible()


def test_a_browser_of_some_years_ago_sends_it_too(
    sit_down: Callable[..., Page], own_server: Server
) -> None:
    page = sit_down("kiss.katalin@demo.test")
    page.add_init_script("delete AbortSignal.timeout")
    page.goto(f"{own_server.address}{PAGE}")
    assert page.evaluate("'timeout' in AbortSignal") is False
    page.get_by_test_id("route-choose").first.check()
    page.get_by_test_id("route-submit").click()
    expect(page.locator("#standing")).to_be_visible()


def test_somebody_else_signed_in_meanwhile_nothing_is_sent_as_theirs(
    sit_down: Callable[..., Page], own_server: Server
) -> None:
    page = sit_down("varga.mihaly@demo.test")
    page.goto(f"{own_server.address}{PAGE}")
    tick = page.get_by_test_id("route-choose").first
    tick.check()
    page.context.clear_cookies()
    door = SignInScreen(page.context.new_page(), own_server.address)
    door.open()
    door.sign_in("lakatos.daniel@demo.test")
    page.get_by_test_id("route-submit").click()
    expect(page.locator("[data-trouble=somebody-else]")).to_be_focused()
    assert tick.is_checked()


def test_signed_out_meanwhile_what_was_filled_in_stays(
    sit_down: Callable[..., Page], own_server: Server
) -> None:
    page = sit_down("papp.julianna@demo.test")
    page.goto(f"{own_server.address}{PAGE}")
    page.get_by_test_id("route-choose").first.check()
    page.context.clear_cookies()
    page.get_by_test_id("route-submit").click()
    note, bar = page.locator("[data-trouble=signed-out]"), page.locator("#tabs")
    expect(note).to_be_focused()
    stands, begins = note.bounding_box(), bar.bounding_box()["y"]
    assert stands["y"] + stands["height"] <= begins, "the bar must not hide the way on"
    with page.context.expect_page() as opened:
        page.locator("[data-trouble=signed-out] a").click()
    SignInScreen(opened.value, own_server.address).sign_in("papp.julianna@demo.test")
    page.get_by_test_id("route-submit").click()
    expect(page.locator("#standing")).to_be_visible()
