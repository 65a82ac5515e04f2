"""A phone: one browser profile that is opened, killed and opened again."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SCREEN = {"width": 360, "height": 740}
PATIENCE = 30_000
RECORDS = (Path(__file__).parent / "records.js").read_text()
OWN_TO_A_RUN = shutil.ignore_patterns(
    "Singleton*", "Cache", "Code Cache", "GPUCache", "*Cache*.tmp"
)


def browser_path() -> str | None:
    """Debian's Chromium where it is installed, otherwise the browser Playwright brings along."""
    return str(CHROMIUM) if CHROMIUM.exists() else None


def until(page: Page, holds: Callable[[], Any], *, seconds: float = 30, what: str = "") -> Any:
    """Wait until something holds that the page need not show; the browser goes on meanwhile.

    Unlike `page.wait_for_function` it may ask asynchronous questions: that takes a promise for yes.
    """
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain {what}".strip())
        page.wait_for_timeout(50)
    return found


class Phone:
    """A small touch screen with a memory of its own, at one address."""

    def __init__(self, *, playwright: Playwright, profile: Path, address: str) -> None:
        self.profile, self.address = profile, address
        self._playwright = playwright
        self._context: BrowserContext | None = None
        self._limit: CDPSession | None = None
        self.complaints: list[str] = []

    def open(self, path: str | None = None, *, offline: bool = False, **options: Any) -> Page:
        """Start the browser, and go to a page of the portal."""
        self._context = self._playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=browser_path(),
            args=ARGUMENTS,
            headless=True,
            viewport=SCREEN,  # type: ignore[arg-type]
            is_mobile=True,
            has_touch=True,
            locale="en-GB",
            offline=offline,
            **options,
        )
        self._context.set_default_timeout(PATIENCE)
        self._context.on("weberror", lambda found: self.complaints.append(str(found.error)))
        if path is not None:
            self.visit(path)
        return self.page

    @property
    def context(self) -> BrowserContext:
        """The browser as it runs now."""
        assert self._context is not None, "this phone is switched off"
        return self._context

    @property
    def page(self) -> Page:
        """The page in front: the first one."""
        return self.context.pages[0]

    def visit(self, path: str, page: Page | None = None) -> Page:
        """Go to an address of the portal."""
        page = page or self.page
        page.goto(self.address + path)
        return page

    def new_tab(self, path: str) -> Page:
        """One more page beside the first."""
        return self.visit(path, self.context.new_page())

    def leave_network(self) -> None:
        """Down into the cellar."""
        self.context.set_offline(True)

    def find_network(self) -> None:
        """Up again; pages hear of it."""
        self.context.set_offline(False)

    def close(self) -> None:
        """Leave the app as people do; cookies reach the disk."""
        if self._context is not None:
            with contextlib.suppress(Error):
                self._context.close()
            self._context = None

    def kill(self) -> None:
        """Take the battery out: SIGKILL to the browser's main process, and nobody says goodbye."""
        os.kill(self._main_process(), signal.SIGKILL)
        self.close()

    def put_away(self) -> None:
        """Look at something else, then close the portal; the browser itself goes on."""
        portal = self.page
        self.context.new_page()
        # A page of a headless browser is never hidden: it has to be told that it is.
        portal.evaluate(HIDE)
        portal.wait_for_timeout(500)
        portal.close()

    def cdp(self, page: Page | None = None) -> CDPSession:
        """The browser's own levers, for what no page can do."""
        return self.context.new_cdp_session(page or self.page)

    def records(self, page: Page | None = None) -> list[dict[str, Any]]:
        """What the portal keeps in the phone's memory; a page of nobody's sees nothing."""
        if not (page or self.page).url.startswith(self.address):
            return []
        found: list[dict[str, Any]] = (page or self.page).evaluate(RECORDS)
        return found

    def record(self, record_id: str) -> dict[str, Any]:
        """One record of the memory, empty if it is not there."""
        return next((one for one in self.records() if one["id"] == record_id), {})

    def fill_up(self, *, room: int) -> None:
        """Leave so many bytes for the portal; to be called before a page has stored anything.

        The browser remembers for a while how much room it once found.
        """
        # The limit lasts as long as this session of the browser's levers.
        self._limit = levers = self.cdp()
        used = levers.send("Storage.getUsageAndQuota", {"origin": self.address})["usage"]
        quota = {"origin": self.address, "quotaSize": used + room}
        levers.send("Storage.overrideQuotaForOrigin", quota)

    def clear_up(self) -> None:
        """Give the room back."""
        if self._limit is not None:
            self._limit.detach()
            self._limit = None

    def empty_memory(self) -> None:
        """What browsers do when space gets short: everything of the portal goes."""
        levers = self.cdp()
        types = "indexeddb,cache_storage,service_workers"
        levers.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": types})
        levers.detach()

    def stop_workers(self) -> None:
        """What browsers do with workers that take too long."""
        levers = self.cdp()
        levers.send("ServiceWorker.enable")
        levers.send("ServiceWorker.stopAllWorkers")
        levers.detach()

    def until(self, holds: Callable[[], Any], *, seconds: float = 30, what: str = "") -> Any:
        """Wait until something holds; the browser goes on meanwhile."""
        return until(self.page, holds, seconds=seconds, what=what)

    def ready_for_no_network(self) -> None:
        """Wait until the worker is active and holds this person's pages and meters."""
        self.until(lambda: self.page.evaluate(READY), what="for the worker to be ready")

    def _main_process(self) -> int:
        mark = f"--user-data-dir={self.profile}"
        for entry in Path("/proc").iterdir():
            words = _command_line(entry)
            if mark in words and not any(word.startswith("--type=") for word in words):
                return int(entry.name)
        raise RuntimeError(f"no browser runs with {self.profile}")


HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

READY = """async () => {
  const registration = await navigator.serviceWorker?.getRegistration();
  const pages = (await caches.keys()).find((name) => name.startsWith("pages:"));
  const known = await indexedDB.databases();
  const opened = known.some(({ name }) => name === "meterpost");
  if (!registration?.active || !pages || !opened) return false;
  const kept = (await (await caches.open(pages)).keys()).map(({ url }) => new URL(url).pathname);
  const request = indexedDB.open("meterpost");
  await new Promise((resolve) => (request.onsuccess = resolve));
  const meters = request.result.transaction("meters").objectStore("meters").count();
  await new Promise((resolve) => (meters.onsuccess = resolve));
  request.result.close();
  return kept.includes("/") && kept.includes("/readings") && meters.result > 0;
}"""


def clone_profile(template: Path, to: Path) -> Path:
    """The same phone again: signed in, with the app on it."""
    shutil.copytree(template, to, ignore=OWN_TO_A_RUN, dirs_exist_ok=True)
    return to


def _command_line(process: Path) -> list[str]:
    try:
        return (process / "cmdline").read_text().split("\0")
    except (OSError, UnicodeDecodeError):
        return []  # not a process, or one that has just ended
