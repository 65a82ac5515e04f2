"""The main job on many machines' footing: PostgreSQL, an S3 store, several web processes."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from e2e.pages import DeskScreen, SignInScreen
from e2e.person import Person
from e2e.phone import ARGUMENTS, Phone, browser_path
from e2e.server import Server
from tests.postgres import fresh_database
from tests.s3 import running_s3
from webapp.gateways.object_storage import object_storage_at
from webapp.gateways.storage import photo_key

pytestmark = pytest.mark.journey
WEB = "spawn_main"
WORKER = "webapp.cli worker"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`meterpost demo --processes 2` with nothing of its own on this machine's disk."""
    postgres = os.environ.get("METERPOST_TEST_POSTGRES")
    if not postgres:
        pytest.skip("SKIPPED LOUDLY: no PostgreSQL server here; bin/test starts one")
    with (
        running_s3(tmp_path_factory.mktemp("s3")) as s3,
        fresh_database(server=postgres) as url,
        Server(
            data=tmp_path_factory.mktemp("large"),
            environment={
                **s3.environment,
                "DATABASE_URL": url,
                "STORAGE_URL": s3.fresh_url(),
                "DATABASE_CONNECTIONS": "5",
            },
            options=["--processes", "2"],
        ) as running,
    ):
        yield running


@pytest.fixture
def anna(large: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Person]:
    """Anna's phone, new out of the box."""
    phone = Phone(playwright=playwright, profile=tmp_path / "profile", address=large.address)
    phone.open()
    yield Person(phone)
    phone.close()


@pytest.fixture
def desk(large: Server, playwright: Playwright) -> Iterator[DeskScreen]:
    """The clerk of this town, signed in."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{large.address}/sign-in?next=/desk")
    SignInScreen(page, large.address).sign_in("clerk@demo.test")
    yield DeskScreen(page, large.address)
    browser.close()


def test_from_the_cellar_to_the_bill(
    anna: Person, desk: DeskScreen, large: Server, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(large.children(WEB)) == 2
    assert len(large.children(WORKER)) == 1

    phone = anna.phone
    anna.sign_in.open()
    anna.sign_in.sign_in("anna@demo.test")
    phone.ready_for_no_network()
    phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    assert large.truth.submission(record_id) == []

    phone.find_network()
    anna.outbox.open()
    anna.outbox.in_state(record_id, "received").wait_for()
    assert large.truth.claims(record_id) == [1_077_000]

    # The worker makes the smaller copies, in the same bucket.
    (row,) = large.truth.ask("SELECT * FROM submission_photo WHERE submission_id = ?", record_id)
    for name, value in large.environment.items():
        monkeypatch.setenv(name, value)
    bucket = object_storage_at(large.environment["STORAGE_URL"])
    view = photo_key(company_id=row["company_id"], sha256=row["sha256"], size="view")
    phone.until(lambda: bucket.exists(key=view), what="for the worker")
    assert list((large.data).glob("photos*")) == []

    desk.open()
    desk.accept(record_id)
    assert [one["value"] for one in large.truth.official(record_id)] == [1_077_000]

    anna.outbox.open()
    anna.outbox.in_state(record_id, "decided").wait_for()
    anna.home.open_readings()
    expect(anna.home.newest_reading).to_contain_text("077")
    assert phone.complaints == []


def test_killed_processes_are_started_again(large: Server) -> None:
    victims = [large.children(WEB)[0], large.children(WORKER)[0]]
    for victim in victims:
        os.kill(victim, signal.SIGKILL)

    def all_there() -> bool:
        web, worker = large.children(WEB), large.children(WORKER)
        there = len(web) == 2 and len(worker) == 1
        return there and not set(victims) & {*web, *worker} and large._is_well()

    deadline = time.monotonic() + 30
    while not all_there():
        assert time.monotonic() < deadline, large.said()
        time.sleep(0.2)


def test_asked_to_stop_it_leaves_nobody_behind(large: Server) -> None:
    started = [*large.children(WEB), *large.children(WORKER)]
    large.stop()
    assert started
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []
