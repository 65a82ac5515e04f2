"""Whether pages cost the same with a million customers as with ten thousand.

Builds both worlds in place, serves them side by side and asks them in turns: the figure is the
median of the rounds' ratios, large against small. Counts each page's queries in both, and reads
the plan of every statement. Exits with 1 over a limit. `--postgres URL` does it on a PostgreSQL
server instead, in databases of its own; plans are only read on SQLite.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

from playhouse.test_utils import count_queries

from bench import crowd, machine, ratios
from bench.host import Host
from bench.line import Line
from bench.visitor import Visitor
from e2e.server import seed_world
from tests.plans import wide_steps
from tests.postgres import fresh_database
from webapp import create_app
from webapp.models.base import database
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.settings import from_env

MOST_TIMES, MOST_QUERIES = 1.5, 8
MOST_MINUTES, MOST_BYTES = 30, 22_000_000_000
ASKERS = 300
WAITING = 200
CLERK = "clerk@demo.test"
HEADINGS = (
    "page", "times, limit 1.5", "processor time", "small, ms", "large, ms",
    "queries, limit 8", "reads whole tables",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page by its name: who asks for it, and for what; `{bill}` is the asker's own last bill."""

    name: str
    path: str
    of_clerk: bool = False
    limited: bool = True
    """Not where what is shown grows with what was done, such as a month's decisions."""


@dataclass(kw_only=True)
class Town:
    """One world with its crowd, on its engine."""

    people: int
    data: Path
    url: str
    seconds: float = 0.0
    size: int = 0
    bills: int = 0
    numbers: list[int] = field(default_factory=list)
    """Who asks: the people behind the cookies."""
    cookies: list[dict[str, str]] = field(default_factory=list)
    queries: dict[str, int] = field(default_factory=dict)
    wide: dict[str, list[str]] = field(default_factory=dict)

    def path_of(self, page: Page, number: int) -> str:
        """Where this person finds the page."""
        bill = crowd.bill_of(number, bills=self.bills, place=self.bills - 1)
        return page.path.format(bill=bill)


@dataclass(kw_only=True)
class Compared:
    """A page on both worlds, round by round: (seconds, processor seconds) a request."""

    page: Page
    small: list[ratios.Slice] = field(default_factory=list)
    large: list[ratios.Slice] = field(default_factory=list)

    def times(self, what: str) -> list[float]:
        """Large against small."""
        pairs = zip(self.small, self.large, strict=True)
        return [getattr(large, what) / getattr(small, what) for small, large in pairs]


def main() -> int:
    """Build, measure, show, and say whether the limits hold."""
    given = _arguments()
    with ExitStack() as stack:
        folder = Path(given.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        towns = [_town(size, folder, given, stack) for size in (given.small, given.large)]
        for town in towns:
            _prepare(town)
        compared = _compare(towns, given)
    lines = [_row(one, towns) for one in compared]
    ratios.show(f"{given.large:,} customers against {given.small:,}", HEADINGS, lines)
    faults = [*_faults(compared, towns), *_costly(towns[1])]
    print("\n".join(faults) or "all limits hold")
    if given.write:
        name = "grow-postgres" if given.postgres else "grow"
        machine.write(name, ratios.markdown(HEADINGS, lines), _ran(given, towns))
    return 1 if faults else 0


def _town(people: int, folder: Path, given: argparse.Namespace, stack: ExitStack) -> Town:
    data = folder / f"town-{people}"
    url = f"sqlite:///{data / 'meterpost.db'}"
    if given.postgres:
        url = stack.enter_context(fresh_database(server=given.postgres))
    town = Town(people=people, data=data, url=url, bills=given.bills)
    if given.postgres or not (data / "ready").exists():
        began = time.perf_counter()
        _build(town, given)
        (data / "ready").write_text(str(time.perf_counter() - began))
    town.seconds = float((data / "ready").read_text())
    town.size = _size(town)
    return town


def _build(town: Town, given: argparse.Namespace) -> None:
    shutil.rmtree(town.data, ignore_errors=True)
    if given.postgres:
        _seed(town)
    else:
        seed_world(town.data)
    db = connect_to(url=town.url)
    with db.connection_context():
        photo = db.execute_sql("SELECT MIN(sha256) FROM photo WHERE company_id = 1").fetchone()[0]
    # A full page of the queue in both worlds: a shorter one would be cheaper for its shortness.
    every = min(100, town.people // WAITING)
    many = crowd.Crowd(
        people=town.people, readings=given.readings, bills=given.bills, waiting_every=every,
        photo=photo,
    )  # fmt: skip
    crowd.fill(db=db, crowd=many, now=datetime.now(UTC), say=_say(town))
    db.close_all()


def _seed(town: Town) -> None:
    from webapp.actions.demo import seed_demo
    from webapp.gateways.storage import storage_from

    db = connect_to(url=town.url)
    migrate(db=db)
    settings = from_env({"DATABASE_URL": town.url}, data=str(town.data))
    with db.connection_context():
        seed_demo(storage=storage_from(settings), now=datetime.now(UTC))


def _say(town: Town) -> crowd.Say:
    def say(what: str, seconds: float) -> None:
        print(f"  {town.people:>9,} {what:<28} {seconds:6.1f} s", file=sys.stderr)

    return say


def _size(town: Town) -> int:
    if town.url.startswith("sqlite"):
        return sum(path.stat().st_size for path in town.data.glob("meterpost.db*"))
    db = connect_to(url=town.url)
    with db.connection_context():
        found = db.execute_sql("SELECT pg_database_size(current_database())").fetchone()[0]
    db.close_all()
    return int(found)


def _prepare(town: Town) -> None:
    """Sign some people in, count the queries and read the plans, all in this process."""
    settings = from_env({"DATABASE_URL": town.url}, data=str(town.data))
    app = create_app(settings)
    app.logger.disabled = True
    migrate(db=database.obj)
    step = max(1, town.people // ASKERS)
    town.numbers = list(range(0, town.people, step))[:ASKERS]
    town.cookies = crowd.cookies_of(
        db=database.obj, numbers=town.numbers, secret=settings.secret_key, now=datetime.now(UTC)
    )
    clerk = crowd.cookies_of_account(
        db=database.obj, email=CLERK, secret=settings.secret_key, now=datetime.now(UTC)
    )
    for page in PAGES:
        client = app.test_client()
        for name, value in (clerk if page.of_clerk else town.cookies[1]).items():
            client.set_cookie(name, value)
        with count_queries() as seen:
            status = client.get(town.path_of(page, town.numbers[1])).status_code
        if status == 200:
            asked = [record.msg for record in seen.get_queries()]
            town.queries[page.name] = seen.count
            town.wide[page.name] = _wide(asked) if town.url.startswith("sqlite") else []
    database.obj.close_all()


def _wide(asked: list[Any]) -> list[str]:
    with database.connection_context():
        return [step for sql, parameters in asked for step in wide_steps(sql, parameters)]


def _compare(towns: list[Town], given: argparse.Namespace) -> list[Compared]:
    with ExitStack() as stack:
        hosts = [stack.enter_context(Host(data=t.data, database_url=t.url)) for t in towns]
        sides = [_Side(town, host) for town, host in zip(towns, hosts, strict=True)]
        pages = [page for page in PAGES if page.name in towns[0].queries]
        return [_of(page, sides, given) for page in pages]


class _Side:
    """One town behind its server."""

    def __init__(self, town: Town, host: Host) -> None:
        self.host, self._town = host, town
        self.lines = [Line(host.port) for _ in range(2)]
        self._people = [Visitor(host.port, cookies=one) for one in town.cookies]
        self._clerk = Visitor.signed_in(host.port, CLERK)

    def asks(self, page: Page) -> Iterator[bytes]:
        """Everybody in turn, again and again."""
        if page.of_clerk:
            return cycle([self._clerk.asking(page.path)])
        people = zip(self._people, self._town.numbers, strict=True)
        return cycle([one.asking(self._town.path_of(page, number)) for one, number in people])

    def run(self, asked: Iterator[bytes], count: int) -> ratios.Slice:
        """What so many requests cost."""
        return ratios.run(asked, count, host=self.host, lines=self.lines, expected=200)


def _of(page: Page, sides: list[_Side], given: argparse.Namespace) -> Compared:
    compared = Compared(page=page)
    asked = [side.asks(page) for side in sides]
    warm = sides[0].run(asked[0], 20)
    count = max(20, int(given.seconds / warm.wall))
    for side, requests in zip(sides, asked, strict=True):
        side.run(requests, min(count, ASKERS))
    both = [(compared.small, sides[0], asked[0]), (compared.large, sides[1], asked[1])]
    for number in range(given.rounds):
        for kept, side, requests in both if number % 2 == 0 else reversed(both):
            kept.append(side.run(requests, count))
    return compared


def _row(one: Compared, towns: list[Town]) -> list[str]:
    name = one.page.name
    small, large = (
        f"{statistics.median(s.cpu for s in side) * 1000:.2f}" for side in (one.small, one.large)
    )
    counts = " / ".join(str(town.queries.get(name, "–")) for town in towns)
    wide = sum(len(town.wide.get(name, [])) for town in towns)
    tables = "no" if not wide else str(wide) if one.page.limited else "a month of them"
    return [name, ratios.spread(one.times("wall")), ratios.spread(one.times("cpu")), small, large,
            counts, tables]  # fmt: skip


def _faults(compared: list[Compared], towns: list[Town]) -> Iterator[str]:
    for one in (some for some in compared if some.page.limited):
        name = one.page.name
        small, large = (town.queries.get(name) or 99 for town in towns)
        times = statistics.median(one.times("cpu"))
        if times > MOST_TIMES:
            yield f"{name}: {times:.2f} times the processor time, {MOST_TIMES} at most"
        # Fewer is fine: where a search fills its page it need not ask whether there is more.
        if large > small or small > MOST_QUERIES:
            yield f"{name}: {small} and {large} queries, {MOST_QUERIES} at most, and never more"
        yield from (f"{name}: {step}" for town in towns for step in town.wide.get(name, []))


def _costly(town: Town) -> Iterator[str]:
    if town.seconds > MOST_MINUTES * 60:
        yield f"building took {town.seconds / 60:.0f} minutes, {MOST_MINUTES} at most"
    if town.size > MOST_BYTES:
        yield f"the database has {town.size / 1e9:.1f} GB, {MOST_BYTES / 1e9:.0f} at most"


def _ran(given: argparse.Namespace, towns: list[Town]) -> str:
    built = "; ".join(
        f"{t.people:,} customers with {t.people * given.readings:,} readings and"
        f" {t.people * given.bills:,} bills: built in"
        f" {t.seconds:.0f} s, {t.size / 1e9:.2f} GB"
        for t in towns
    )
    return f"`bench/grow.py`, {given.rounds} rounds of {given.seconds} s a side. {built}. Run"


PAGES = (
    Page(name="home", path="/"),
    Page(name="history", path="/readings"),
    Page(name="what the phone fetches", path="/sync/meters"),
    Page(name="invoices", path="/invoices"),
    Page(name="one invoice", path="/invoices/{bill}"),
    Page(name="debts", path="/debts"),
    Page(name="advances", path="/advances"),
    Page(name="desk queue", path="/desk", of_clerk=True),
    Page(name="desk item", path=f"/desk/submissions/{crowd.waiting_id(100)}", of_clerk=True),
    Page(name="find by number", path="/desk/customers?q=c000000000077", of_clerk=True),
    Page(name="find by name", path="/desk/customers?q=customer", of_clerk=True),
    Page(name="find by address", path="/desk/customers?q=road+77+0", of_clerk=True),
    Page(name="find by meter", path="/desk/customers?q=M000000000077", of_clerk=True),
    Page(name="find by bill", path="/desk/customers?q=B000000000077-09", of_clerk=True),
    Page(name="find by words", path="/desk/customers?q=crowd+customer+77", of_clerk=True),
    Page(name="desk customer", path=f"/desk/customers/{crowd.BASE + 77}", of_clerk=True),
    Page(name="desk money", path="/desk/money", of_clerk=True),
    Page(name="a month's figures", path="/desk/metrics", of_clerk=True, limited=False),
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--readings", type=int, default=10, help="a customer (default: 10)")
    parser.add_argument("--bills", type=int, default=10, help="a customer (default: 10)")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=0.7, help="a turn (default: 0.7)")
    parser.add_argument("--quick", action="store_true", help="1,000 against 100,000 customers")
    parser.add_argument("--keep", metavar="DIR", help="build there, and find it there next time")
    parser.add_argument("--postgres", metavar="URL", help="a server that may make databases")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    given = parser.parse_args()
    if given.quick:
        given.small, given.large, given.rounds, given.seconds = 1_000, 100_000, 7, 0.4
    return given


if __name__ == "__main__":
    sys.exit(main())
