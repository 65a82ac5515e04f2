"""A small day at the desk by the keyboard alone: no mouse is touched after signing in."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from e2e.pages import SignInScreen
from e2e.phone import ARGUMENTS, browser_path, until
from e2e.server import Server, copy_world

pytestmark = pytest.mark.journey
WIDE = {"width": 1280, "height": 800}
READY = "#item[data-submission-id='{}'][data-ready]"
LEADS_ON = """(row) => {
  const { left, top, width, height } = row.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2).closest("a") !== null;
}"""


@pytest.fixture(scope="module")
def own_server(seeded, tmp_path_factory) -> Iterator[Server]:
    """A world of its own: a day's decisions would surprise the other journeys."""
    with Server(data=copy_world(seeded, tmp_path_factory.mktemp("desk-day"))) as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    yield made
    made.close()


@pytest.fixture
def sit_down(browser: Browser, own_server: Server) -> Iterator[Callable[[str], Page]]:
    """Somebody at a large screen, signed in; the browser has nothing to complain about."""
    complaints: list[str] = []

    def as_clerk(email: str) -> Page:
        page = browser.new_context(viewport=WIDE).new_page()  # type: ignore[arg-type]
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(f"{own_server.address}/sign-in?next=/desk")
        SignInScreen(page, own_server.address).sign_in(email)
        page.get_by_test_id("queue-item").first.wait_for()
        return page

    yield as_clerk
    # A form that is sent back with its faults is an answer, not a complaint.
    assert [said for said in complaints if "status of 422" not in said] == []


@pytest.fixture
def clerk(sit_down: Callable[[str], Page]) -> Page:
    return sit_down("clerk@demo.test")


def waiting(server: Server) -> list[dict]:
    """What waits, the oldest first, with the codes of what looks odd."""
    return server.truth.ask(
        "SELECT s.id, (SELECT count(*) FROM finding f WHERE f.submission_id = s.id) AS odd"
        " FROM submission s JOIN company c ON c.id = s.company_id AND c.slug = 'minta'"
        " WHERE s.state = 'received' ORDER BY s.received_at, s.id"
    )


def state(server: Server, submission_id: str) -> str:
    return str(server.truth.submission(submission_id)[0]["state"])


def opened(page: Page) -> str:
    """The open item, once its evidence can be seen."""
    page.locator("#item[data-submission-id][data-ready]").wait_for()
    return page.locator("#item").get_attribute("data-submission-id") or ""


def press(page: Page, key: str) -> None:
    """One key, as somebody who looks first."""
    page.wait_for_timeout(350)
    page.keyboard.press(key)


def leaves(page: Page, submission_id: str) -> str:
    """Wait until another item is open; returns that one."""
    page.locator(f"#item:not([data-submission-id='{submission_id}'])").wait_for()
    return opened(page)


def open_first(page: Page) -> str:
    press(page, "j")
    press(page, "Enter")
    return opened(page)


def test_a_small_day(clerk: Page, own_server: Server) -> None:
    page, server = clerk, own_server

    # Open the oldest, accept it, think better of it, accept it again.
    first = open_first(page)
    assert first == waiting(server)[0]["id"]
    press(page, "a")
    second = leaves(page, first)
    assert state(server, first) == "accepted"
    expect(page.get_by_test_id("said")).to_contain_text("Accepted")
    press(page, "u")
    page.locator(READY.format(first)).wait_for()
    assert state(server, first) == "received"
    assert server.truth.ask(
        "SELECT count(*) AS n FROM reading WHERE submission_id = ? AND voided_by IS NULL", first
    ) == [{"n": 0}]
    press(page, "a")
    second = leaves(page, first)
    assert state(server, first) == "accepted"

    # Skip one: nothing is written, and another opens.
    press(page, "s")
    third = leaves(page, second)
    assert state(server, second) == "received"

    # Correct it: the value stands in focus, the reason is one of the list.
    press(page, "c")
    field = page.get_by_test_id("correct-value").first
    expect(field).to_be_focused()
    before = server.truth.claims(third)[0]
    page.keyboard.type(str(before // 1000 + 1))
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    fourth = leaves(page, third)
    assert state(server, third) == "corrected"
    (decision,) = server.truth.ask(
        "SELECT reason_code FROM decision WHERE submission_id = ?", third
    )
    assert decision["reason_code"] == "shifted_digit"
    assert server.truth.official(third)[0]["value"] == (before // 1000 + 1) * 1000

    # Ask for a new photo.
    press(page, "p")
    expect(page.locator(".act[open] input[type=radio]:checked")).to_be_focused()
    page.keyboard.press("Enter")
    fifth = leaves(page, fourth)
    assert state(server, fourth) == "returned"

    # Reject the next.
    press(page, "r")
    page.keyboard.press("Enter")  # at once: the form is open when the key is up
    sixth = leaves(page, fifth)
    assert state(server, fifth) == "rejected"

    # Hand one over with a word.
    press(page, "h")
    expect(page.locator("#act-form input[type=radio]:checked")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Please have a look.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    leaves(page, sixth)
    assert state(server, sixth) == "received"
    (handed,) = server.truth.ask(
        "SELECT r.body FROM hand_over h JOIN remark r ON r.id = h.remark_id"
        " WHERE h.submission_id = ?",
        sixth,
    )
    assert handed["body"] == "Please have a look."


def test_what_is_clean_is_accepted_together_by_keys(clerk: Page, own_server: Server) -> None:
    clean = [one["id"] for one in waiting(own_server) if not one["odd"]]
    tab_to(clerk, "a[href='/desk/clean']")
    clerk.keyboard.press("Enter")
    clerk.get_by_test_id("clean-row").first.wait_for()
    tab_to(clerk, "[data-testid=clean-accept]")
    clerk.keyboard.press("Enter")
    clerk.get_by_test_id("clean-result").first.wait_for()
    accepted = [one for one in clean if state(own_server, one) == "accepted"]
    assert accepted
    assert clerk.locator("[data-testid=clean-result][data-outcome=accepted]").count() == len(
        accepted
    )
    odd = [one["id"] for one in waiting(own_server) if one["odd"]]
    assert odd, "what looks odd still waits"


def test_what_looks_odd_is_not_accepted_by_a_hasty_or_a_held_key(
    clerk: Page, own_server: Server
) -> None:
    odd = next(one["id"] for one in waiting(own_server) if one["odd"])
    release = hold_photos(clerk)
    clerk.goto(f"{own_server.address}/desk/submissions/{odd}", wait_until="domcontentloaded")
    clerk.locator("mp-desk-keys:defined").wait_for(state="attached")
    press(clerk, "a")
    expect(clerk.locator("#not-yet")).to_be_visible()
    assert state(own_server, odd) == "received"
    release()
    clerk.locator(READY.format(odd)).wait_for()
    clerk.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', repeat: true}))")
    clerk.evaluate(
        "document.querySelector('#item').dataset.shownAt = performance.now() + 200,"
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a'}))"
    )
    clerk.wait_for_timeout(300)
    assert state(own_server, odd) == "received"


def test_what_is_wrong_with_a_form_stands_in_the_form(clerk: Page) -> None:
    open_first(clerk)
    press(clerk, "x")
    expect(clerk.locator("#happened_on")).to_be_focused()
    tab_to(clerk, "[data-testid=confirm-exchange]")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#act-error")).to_be_visible()
    expect(clerk.locator("#desk[inert]")).to_have_count(0)
    expect(clerk.get_by_test_id("decide-accept")).to_be_hidden()
    clerk.keyboard.press("Escape")
    expect(clerk.get_by_test_id("decide-accept")).to_be_visible()


def test_a_colleague_s_open_item_is_marked_and_passed_by(
    clerk: Page, sit_down: Callable[[str], Page], own_server: Server
) -> None:
    mine = open_first(clerk)
    held = "SELECT count(*) AS n FROM desk_lease WHERE submission_id = ?"
    until(clerk, lambda: own_server.truth.ask(held, mine) == [{"n": 1}])
    other = sit_down("supervisor@demo.test")
    row = other.locator(f"[data-testid=queue-item][data-submission-id='{mine}']")
    expect(row).to_contain_text("has it open")
    assert row.evaluate(LEADS_ON), "it opens wherever it is pressed"
    clerk.close()
    until(other, lambda: own_server.truth.ask(held, mine) == [{"n": 0}])


def test_the_next_one_s_photos_are_there_before_it_opens(clerk: Page, own_server: Server) -> None:
    photos: list[str] = []
    clerk.on("request", lambda one: photos.append(one.url) if "/photos/" in one.url else None)
    leases = "SELECT submission_id FROM desk_lease"
    before = own_server.truth.ask(leases)
    free = ".item:not([data-held])"
    one_before = clerk.locator(f"{free}:has(+ {free} .thumb img)").first
    one_before.locator("a").focus()
    press(clerk, "Enter")
    opened(clerk)
    following = clerk.locator(f".item.open + {free}").get_attribute("data-submission-id")
    until(clerk, lambda: any(f"{following}/photos/" in url and "/view" in url for url in photos))
    claimed = [one for one in own_server.truth.ask(leases) if one not in before]
    assert {"submission_id": following} not in claimed, "nobody has looked at it yet"


def test_single_keys_do_nothing_where_they_are_switched_off(
    sit_down: Callable[[str], Page], own_server: Server
) -> None:
    with closing(sqlite3.connect(own_server.data / "meterpost.db")) as database:
        database.execute("UPDATE account SET single_keys = 0 WHERE email = 'admin@demo.test'")
        database.commit()
    page = sit_down("admin@demo.test")
    before = waiting(own_server)
    page.locator(".item a").first.focus()
    page.keyboard.press("Enter")
    opened(page)
    for key in "aspru":
        press(page, key)
    assert waiting(own_server) == before
    expect(page.locator(".act[open]")).to_have_count(0)


def test_a_finger_has_no_keys(browser: Browser, own_server: Server) -> None:
    """The letters on the buttons stand there for a keyboard and its mouse, and for nobody else."""
    letters = "main kbd[aria-hidden]"
    for options, seen in (({"has_touch": True, "is_mobile": True}, False), ({}, True)):
        page = browser.new_context(viewport=WIDE, **options).new_page()  # type: ignore[arg-type]
        page.goto(f"{own_server.address}/sign-in?next=/desk")
        SignInScreen(page, own_server.address).sign_in("supervisor@demo.test")
        page.get_by_test_id("queue-item").first.click()
        opened(page)
        assert page.locator(letters).count() > 8
        assert (page.locator(letters).locator("visible=true").count() > 0) is seen, options


def hold_photos(page: Page) -> Callable[[], None]:
    """Photos come only when they are let go."""
    held: list = []
    let_go: list = []

    def keep(route) -> None:
        if let_go:
            route.continue_()
        else:
            held.append(route)

    page.route("**/photos/*/view", keep)

    def release() -> None:
        let_go.append(True)
        for route in held:
            route.continue_()

    return release


def tab_to(page: Page, selector: str) -> None:
    """Tab on until this has the focus."""
    here = "(selector) => document.activeElement?.matches(selector) ?? false"
    for _ in range(200):
        if page.evaluate(here, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {selector}")
