"""The stage: one seeded world, one server, one proxy, and phones that are signed in already."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from e2e.discreet import betrayed
from e2e.evidence import evidence
from e2e.pages import DeskScreen, SignInScreen
from e2e.person import Person
from e2e.phone import ARGUMENTS, Phone, browser_path, clone_profile
from e2e.photos import meter_photo
from e2e.proxy import FaultProxy
from e2e.server import Server, copy_project, copy_world, seed_world


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks of this suite; one journey alone runs with `-k`."""
    config.addinivalue_line("markers", "journey: a person's way through the real portal")
    config.addinivalue_line("markers", "chaos: many captures under many faults")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure brings along what its screens showed and what the server and the line said."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections += evidence(getattr(item, "funcargs", {}))
    return report


@pytest.fixture(scope="session", autouse=True)
def discretion() -> Iterator[None]:
    """After everything: no log of any server of this run holds a secret, or says who people are."""
    found: list[str] = []

    def look(server: Server) -> None:
        key = (server.data / "secret-key").read_text()
        log = server.log.read_text(errors="replace")
        found.extend(betrayed(log, truth=server.truth, secrets=(key,)))

    Server.at_stop.append(look)
    yield
    Server.at_stop.remove(look)
    assert not found, "These lines of the servers' logs say too much:\n" + "\n".join(found[:20])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of all browsers; a busy machine may take its time to show what is expected."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration world, built once; METERPOST_E2E_WORLD names one that is ready."""
    ready = os.environ.get("METERPOST_E2E_WORLD")
    return Path(ready) if ready else seed_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def server(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most journeys share; each knows its own records by their ids."""
    data = copy_world(seeded, tmp_path_factory.mktemp("data"))
    # From a copy: whoever edits a file meanwhile must not serve half of two versions.
    project = copy_project(tmp_path_factory.mktemp("project"))
    with Server(data=data, root=project) as running:
        yield running


@pytest.fixture(scope="session")
def line(server: Server) -> Iterator[FaultProxy]:
    """The only way from the phones to the server."""
    with FaultProxy(upstream=server.port) as proxy:
        yield proxy


@pytest.fixture
def proxy(line: FaultProxy, server: Server) -> Iterator[FaultProxy]:
    """The network, healed before and after."""
    line.upstream = server.port
    line.heal()
    line.traffic.clear()
    yield line
    line.upstream = server.port
    line.heal()


@pytest.fixture(scope="session")
def template(
    playwright: Playwright, line: FaultProxy, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The profile of a phone after one visit of a person; made once, then copied."""
    made: dict[str, Path] = {}

    def of(email: str) -> Path:
        if email not in made:
            made[email] = tmp_path_factory.mktemp("profile")
            phone = Phone(playwright=playwright, profile=made[email], address=line.address)
            Person(phone).visit_once(email)
        return made[email]

    return of


@pytest.fixture
def person(
    playwright: Playwright, line: FaultProxy, tmp_path: Path, template: Callable[[str], Path]
) -> Iterator[Callable[..., Person]]:
    """Hands out phones: of a person after one visit, or new ones; all are closed in the end."""
    phones: list[Phone] = []

    def of(email: str | None = "anna@demo.test", **options: object) -> Person:
        profile = tmp_path / f"profile{len(phones)}"
        if email:
            clone_profile(template(email), profile)
        phone = Phone(playwright=playwright, profile=profile, address=line.address)
        phones.append(phone)
        phone.open(**options)  # type: ignore[arg-type]
        return Person(phone)

    yield of
    for phone in phones:
        phone.close()


@pytest.fixture
def anna(person: Callable[..., Person], proxy: FaultProxy) -> Person:
    """Anna's phone after one visit, switched on with the network there."""
    return person()


@pytest.fixture
def desk(playwright: Playwright, line: FaultProxy, proxy: FaultProxy) -> Iterator[DeskScreen]:
    """The clerk at a large screen, signed in."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{line.address}/sign-in?next=/desk")
    SignInScreen(page, line.address).sign_in("clerk@demo.test")
    yield DeskScreen(page, line.address)
    browser.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photographed meter."""
    return meter_photo(tmp_path / "meter.jpg")
