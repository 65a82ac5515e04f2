"""A browser in front of the still portal: opens each screen of the list as its person sees it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from bench.still import MOMENT, StillPortal
from e2e.faults import Answer, program_error
from e2e.pages import CaptureScreen, OutboxScreen, SignInScreen
from e2e.phone import ARGUMENTS, READY, browser_path, until
from e2e.proxy import FaultProxy
from e2e.truth import Truth

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 800}
PATIENCE = 30_000
SUBMISSIONS = "/sync/submissions"
IN_CHARGE = "() => navigator.serviceWorker.controller?.state === 'activated'"


class Stage:
    """What a screen may use on its way: a page, the network, the truth, a photo."""

    def __init__(
        self, *, browser: Browser, portal: StillPortal, line: FaultProxy, photo: Path
    ) -> None:
        self.browser, self.portal, self.line, self.photo = browser, portal, line, photo
        self._signed_in: dict[str, Any] = {}
        self._context: BrowserContext | None = None
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The page of the screen that is open."""
        assert self._page is not None, "no screen is open"
        return self._page

    @property
    def truth(self) -> Truth:
        """What the database holds."""
        return self.portal.truth

    @property
    def address(self) -> str:
        """Where the portal answers."""
        return self.line.address

    @property
    def capture(self) -> CaptureScreen:
        """Verbs of the capture screen."""
        return CaptureScreen(self.page, self.address)

    @property
    def outbox(self) -> OutboxScreen:
        """Verbs of the outbox."""
        return OutboxScreen(self.page, self.address)

    def begin(self, who: str | None, *, worker: bool = False, scripts: bool = True) -> None:
        """A fresh browser of this person; with the worker it has made its one visit."""
        self.end()
        self._context = self.browser.new_context(
            viewport=PHONE,  # type: ignore[arg-type]
            locale="en-GB",
            timezone_id="Europe/Budapest",
            reduced_motion="reduce",
            service_workers="allow" if worker else "block",
            storage_state=self._state_of(who) if who else None,
        )
        self._context.set_default_timeout(PATIENCE)
        if not scripts:
            # Not switched off, so that tests can still ask the page; none of ours arrives.
            self._context.route("**/*.js", lambda route: route.abort())
        self._page = self._context.new_page()
        self.time_is(MOMENT)
        if worker:
            self.go("/")
            until(self._page, lambda: self.page.evaluate(READY), what="for the worker to be ready")
            self._page.wait_for_function(IN_CHARGE)

    def end(self) -> None:
        """Put everything away; the network is whole again."""
        if self._context is not None:
            self._context.close()
        self._context = self._page = None
        self.line.heal()

    def go(self, path: str) -> None:
        """Open an address, and wait until nothing moves."""
        self.page.goto(self.address + path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being fetched."""
        self.page.wait_for_load_state("networkidle")

    def time_is(self, moment: datetime) -> None:
        """What the pages' clock shows from now on."""
        assert self._context is not None
        self._context.clock.set_fixed_time(moment)

    def earlier(self, **ago: float) -> None:
        """Some time before MOMENT."""
        self.time_is(MOMENT - timedelta(**ago))

    def nothing_arrives(self) -> None:
        """The portal is being looked after: what is sent stays on the phone."""
        self.line.plan(
            program_error(503, "unavailable"), path=SUBMISSIONS, method="POST", times=None
        )

    def refuse_next(self, answer: Answer) -> None:
        """The next reading is answered like this."""
        self.line.plan(answer, path=SUBMISSIONS, method="POST")

    def leave_network(self) -> None:
        """Down into the cellar."""
        assert self._context is not None
        self._context.set_offline(True)

    def _state_of(self, who: str) -> Any:
        if who not in self._signed_in:
            context = self.browser.new_context(service_workers="block", locale="en-GB")
            page = context.new_page()
            door = SignInScreen(page, self.address)
            door.open()
            door.sign_in(who)
            self._signed_in[who] = context.storage_state()
            context.close()
        return self._signed_in[who]


@contextmanager
def stage(*, playwright: Playwright, portal: StillPortal) -> Iterator[Stage]:
    """Browser, network and a photo of the demonstration's meter, in front of the portal."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    with tempfile.TemporaryDirectory() as folder, FaultProxy(upstream=portal.port) as line:
        made = Stage(browser=browser, portal=portal, line=line, photo=_photo(Path(folder)))
        try:
            yield made
        finally:
            made.end()
            browser.close()


def _photo(folder: Path) -> Path:
    from webapp.gateways.pictures.faces import draw_face

    jpeg = draw_face(
        medium="hot_water", serial="37461", digits=5, decimals=3, value=1_077_482, unit="m³", seed=7
    )
    path = folder / "meter.jpg"
    path.write_bytes(jpeg)
    return path
