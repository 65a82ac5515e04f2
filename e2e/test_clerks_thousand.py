"""A clerk's long day: a thousand readings decided by key alone, and not one row wrong.

The clerk has a rule instead of eyes: the digit of the tenths says what is to be done. So each
reading has one right verdict, and what came of it can be compared row by row.
"""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Playwright

from bench import crowd
from e2e.pages import DeskScreen, SignInScreen
from e2e.phone import ARGUMENTS, browser_path
from e2e.server import Server, copy_world
from webapp.models.connection import connect_to

KEYS = {"accept": "a", "reject": "r", "return": "p"}
STATES = {"accept": "accepted", "reject": "rejected", "return": "returned"}
MOVED = "before => document.querySelector('#item')?.dataset.submissionId !== before"
TRIES, PATIENCE = 6, 4_000
BOUNCE = 550  # the desk takes a second press within half a second for one that bounced


def right_verdict(value: str) -> str:
    """What the clerk does with a claim: every seventh is rejected, every seventh sent back."""
    return {"5": "reject", "6": "return"}.get(value.partition(".")[2][:1], "accept")


@pytest.fixture
def many(request: pytest.FixtureRequest) -> int:
    """How many readings wait."""
    return int(request.param)


@pytest.fixture
def busy(seeded: Path, tmp_path: Path, many: int) -> Iterator[Server]:
    """A server whose desk has that much work."""
    data = copy_world(seeded, tmp_path / "busy")
    db = connect_to(url=f"sqlite:///{data / 'meterpost.db'}")
    people = crowd.Crowd(people=many, waiting_every=1, accepted_every=0)
    crowd.fill(db=db, crowd=people, now=datetime.now(UTC))
    db.close_all()
    with Server(data=data) as running:
        yield running


@pytest.fixture
def clerk(playwright: Playwright, busy: Server, many: int) -> Iterator[Page]:
    """The clerk with the oldest of them open."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{busy.address}/sign-in?next=/desk/submissions/{crowd.waiting_id(many - 1)}")
    SignInScreen(page, busy.address).sign_in("clerk@demo.test")
    DeskScreen(page, busy.address).part("decide-accept").wait_for()
    yield page
    browser.close()


@pytest.mark.parametrize("many", [24, pytest.param(1000, marks=pytest.mark.long)], indirect=True)
def test_a_day_by_key_alone_leaves_no_wrong_row(clerk: Page, busy: Server, many: int) -> None:
    waiting = {crowd.waiting_id(number) for number in range(many)}
    done: dict[str, str] = {}
    # The demonstration's own readings come in between, and are decided like any other.
    while waiting - set(done):
        submission_id, verdict = decide_next(clerk)
        assert submission_id not in done, f"{submission_id} came a second time"
        done[submission_id] = verdict
    wrong = [one for one in rows_of(busy, many) if not is_right(one, done)]
    assert not wrong, f"{len(wrong)} of {many} are wrong, such as {wrong[0]}"


def decide_next(page: Page) -> tuple[str, str]:
    """Read the claim, press the key, and go on when the next one is there."""
    item = page.locator("#item")
    submission_id = item.get_attribute("data-submission-id") or ""
    value = item.locator(".claimed .window .quietly").first.inner_text().split()[0]
    verdict = right_verdict(value)
    page.wait_for_timeout(BOUNCE)
    for _ in range(TRIES):
        press(page, verdict)
        if comes(lambda: page.wait_for_function(MOVED, arg=submission_id, timeout=PATIENCE)):
            return submission_id, verdict
    raise AssertionError(f"{submission_id} stays open whatever is pressed")


def press(page: Page, verdict: str) -> None:
    """The key; where a reason is asked for, Enter takes the usual one."""
    form = page.locator(".act[open] input:focus")
    if not form.count():
        page.keyboard.press(KEYS[verdict])
    if verdict != "accept" and comes(lambda: form.wait_for(timeout=PATIENCE)):
        page.keyboard.press("Enter")


def comes(wait: Callable[[], object]) -> bool:
    """Whether it happens before a person would press once more."""
    try:
        wait()
    except Error:
        return False
    return True


Row = tuple[str, str, int, str | None, int, int | None, int]


def rows_of(server: Server, many: int) -> list[Row]:
    """(id, state, claim, verdict, decisions, official value, official rows) of each reading."""
    ids = [crowd.waiting_id(number) for number in range(many)]
    with sqlite3.connect(server.data / "meterpost.db") as db:
        return [row for one in ids for row in db.execute(ASKED, (one,)).fetchall()]


ASKED = """
SELECT s.id, s.state, c.value, MAX(d.verdict), COUNT(DISTINCT d.id), MAX(r.value),
    COUNT(DISTINCT r.id)
FROM submission s JOIN claim c ON c.company_id = s.company_id AND c.submission_id = s.id
LEFT JOIN decision d ON d.company_id = s.company_id AND d.submission_id = s.id
LEFT JOIN reading r ON r.company_id = s.company_id AND r.submission_id = s.id
WHERE s.company_id = 1 AND s.id = ? GROUP BY s.id, s.state, c.value
"""


def is_right(row: Row, done: dict[str, str]) -> bool:
    """Whether the rows say what the clerk meant, once."""
    submission_id, state, claim, verdict, decisions, official, readings = row
    meant = right_verdict(f"{claim / 1000:.3f}")
    accepted = (claim, 1) if meant == "accept" else (None, 0)
    return (
        (verdict, decisions, state) == (meant, 1, STATES[meant])
        and done[submission_id] == meant
        and (official, readings) == accepted
    )
