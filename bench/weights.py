"""What a first visit costs: every byte between a new phone and the portal, until it opens offline.

Counts at the fault proxy of the journeys, heads included; the budget is for what comes down to the
phone, what goes up stands beside it. Then switches the network off and opens the app. Exits with 1
over a budget, or when it does not open. `--write` puts the tables into docs/weights.md.
"""

import gzip
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright
from rich.console import Console
from rich.table import Table

from e2e.pages import SignInScreen
from e2e.phone import Phone
from e2e.proxy import FaultProxy
from e2e.server import Server, seed_world
from e2e.talk import Exchange

EMAIL = "anna@demo.test"
METER = "37461"
VISIT_LIMIT = 60_000
PAGE_LIMIT = 14_000
PAGES = (
    "/",
    "/capture",
    "/outbox",
    "/readings",
    "/account",
    "/debts",
    "/invoices",
    f"/readings?meter={METER}",
    "/consumption",
    "/consumption?meter=90112",
)
REPORT = Path(__file__).resolve().parents[1] / "docs" / "weights.md"
QUIET = 1.5

KINDS = (
    ("style", r".*\.css"),
    ("htmx", r".*/vendor/.*"),
    ("script", r".*\.js"),
    ("picture", r".*\.(png|svg|webp)"),
    ("manifest", r".*\.webmanifest"),
    ("shell page", r"/shell"),
    ("data", r"/sync/.*"),
    ("page", r".*"),
)


@dataclass(frozen=True, kw_only=True)
class Weight:
    """One line of the table."""

    kind: str
    what: str
    times: int
    up: int
    down: int


def main() -> int:
    """Measure, show, write the page, and say whether all limits hold."""
    console = Console(width=100)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = seed_world(Path(folder) / "data")
        with Server(data=data) as server, FaultProxy(upstream=server.port) as line:
            phone = Phone(
                playwright=playwright, profile=Path(folder) / "phone", address=line.address
            )
            try:
                visit, opens = first_visit(phone, line)
                pages = page_sizes(phone)
            finally:
                phone.close()
            version = browser_version(playwright)
    show(console, visit, pages, opens=opens)
    if "--write" in sys.argv:
        REPORT.write_text(report(visit, pages, opens=opens, browser=version))
    return 0 if holds(visit, pages, opens=opens) else 1


def first_visit(phone: Phone, line: FaultProxy) -> tuple[list[Weight], bool]:
    """The whole way of a new phone: the door, the dashboard, and whatever the worker fetches."""
    line.traffic.clear()
    page = phone.open("/")
    SignInScreen(page, phone.address).sign_in(EMAIL)
    phone.ready_for_no_network()
    settle(phone, line)
    visit = weigh(line.traffic)
    return visit, opens_offline(phone, line)


def settle(phone: Phone, line: FaultProxy) -> None:
    """Wait until nothing has been asked for a while."""
    seen = -1
    while seen != len(line.traffic):
        seen = len(line.traffic)
        phone.page.wait_for_timeout(QUIET * 1000)


def opens_offline(phone: Phone, line: FaultProxy) -> bool:
    """The proof: no network at all, and the dashboard and the meter's counter open."""
    phone.leave_network()
    line.go_down()
    try:
        page = phone.page
        page.reload()
        page.locator("main h1").first.wait_for()
        home = METER in page.locator("main").inner_text()
        phone.visit("/capture")
        choice = page.get_by_test_id("capture-meter")
        choice.select_option(label=choice.locator("option", has_text=METER).inner_text())
        counter = page.get_by_test_id("capture-value").locator("visible=true").first
        counter.wait_for()
        legend = page.locator("fieldset.meter:visible legend").inner_text()
        return home and METER in legend
    except Exception as problem:
        Console(stderr=True).print(f"It did not open without a network: {problem}", markup=False)
        return False
    finally:
        phone.find_network()
        line.go_up()


def weigh(traffic: Iterable[Exchange]) -> list[Weight]:
    """The exchanges by kind and address, the heaviest first."""
    by_path: dict[tuple[str, str], list[Exchange]] = {}
    for one in list(traffic):
        path = re.sub(r"^/static/[0-9a-f]+/", "static/", one.path)
        what = path if one.method == "GET" else f"{one.method} {path}"
        by_path.setdefault((_kind(one.path), what), []).append(one)
    found = [
        Weight(
            kind=kind,
            what=what,
            times=len(same),
            up=sum(one.request_bytes for one in same),
            down=sum(one.response_bytes for one in same),
        )
        for (kind, what), same in by_path.items()
    ]
    return sorted(found, key=lambda one: -(one.up + one.down))


def page_sizes(phone: Phone) -> dict[str, int]:
    """Each customer page's HTML as gzip would send it."""
    sizes = {}
    for path in PAGES:
        answer = phone.context.request.get(phone.address + path)
        assert answer.ok, f"{path}: {answer.status}"
        sizes[path] = len(gzip.compress(answer.body(), 6))
    return sizes


def total(visit: list[Weight]) -> int:
    """Everything that came down to the phone, heads included."""
    return sum(one.down for one in visit)


def holds(visit: list[Weight], pages: dict[str, int], *, opens: bool) -> bool:
    """Whether every limit is kept."""
    return opens and total(visit) <= VISIT_LIMIT and max(pages.values()) <= PAGE_LIMIT


def show(console: Console, visit: list[Weight], pages: dict[str, int], *, opens: bool) -> None:
    """The tables for people."""
    table = Table("kind", "what", "times", "up", "down", "both", title="First visit, in bytes")
    for cells in _visit_rows(visit):
        table.add_row(*cells)
    console.print(table)
    table = Table("page", "bytes", f"limit {PAGE_LIMIT:,}", title="Customer pages, HTML by gzip")
    for cells in _page_rows(pages):
        table.add_row(*cells)
    console.print(table)
    console.print(f"Opens with no network after this one visit: {'yes' if opens else 'NO'}")


def report(visit: list[Weight], pages: dict[str, int], *, opens: bool, browser: str) -> str:
    """The same as a page of the documentation."""
    today = datetime.now(UTC).date()
    return "\n".join(
        [
            "# Weights",
            "",
            f"Measured by `bench/weights.py` on {today}: {browser}, Debian 12, 2 cores, SQLite,",
            "the demonstration world, the production server. All bytes on the wire that come down",
            "to a signed-out phone, heads included, from its first contact until the app opens",
            f"with no network: **{total(visit):,} of {VISIT_LIMIT:,} bytes**, in",
            f"{sum(one.times for one in visit)} requests; {sum(one.up for one in visit):,} bytes "
            "went up, most of them heads that the",
            f"browser chooses. Opens offline afterwards: **{'yes' if opens else 'no'}**.",
            "[Why it is counted so](decisions/0009-a-first-visit.md).",
            "",
            *_markdown(("kind", "what", "times", "up", "down", "both"), _visit_rows(visit)),
            "",
            "## Customer pages",
            "",
            *_markdown(("page", "bytes of HTML, gzip", f"limit {PAGE_LIMIT:,}"), _page_rows(pages)),
            "",
        ]
    )


def browser_version(playwright: Playwright) -> str:
    """The browser by its name."""
    from e2e.phone import ARGUMENTS, browser_path

    browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    version = browser.version
    browser.close()
    return f"Chromium {version}"


def _kind(path: str) -> str:
    return next(kind for kind, pattern in KINDS if re.fullmatch(pattern, path))


def _visit_rows(visit: list[Weight]) -> Iterator[tuple[str, ...]]:
    for one in visit:
        both = one.up + one.down
        yield (one.kind, one.what, str(one.times), *(f"{n:,}" for n in (one.up, one.down, both)))
    for kind in dict.fromkeys(kind for kind, _ in KINDS):
        yield _sum_row(f"all {kind}", [one for one in visit if one.kind == kind])
    yield _sum_row(f"TOTAL (limit {VISIT_LIMIT:,})", visit)


def _sum_row(name: str, rows: list[Weight]) -> tuple[str, ...]:
    up, down = sum(one.up for one in rows), sum(one.down for one in rows)
    times = sum(one.times for one in rows)
    return ("", name, str(times), f"{up:,}", f"{down:,}", f"{up + down:,}")


def _page_rows(pages: dict[str, int]) -> Iterator[tuple[str, ...]]:
    for path, size in pages.items():
        yield path, f"{size:,}", "ok" if size <= PAGE_LIMIT else "OVER"


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(cells)} |" for cells in rows)


if __name__ == "__main__":
    sys.exit(main())
