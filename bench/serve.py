"""What the portal costs against bare references in the same server: pages, captures, decisions.

Both sides of a pair take turns, round by round, and the ratio is taken within a round; the table
shows its median with the quartiles. 0.5 means: half the throughput of the bare one, or twice its
processor time. Exits with 1 when a median is under its limit. Wall times of a busy machine are
noise; the ratios and the processor time are not. `--write` puts the table into docs/performance.md.
"""

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle, repeat
from pathlib import Path
from urllib.parse import urlencode

from bench import captures, crowd, machine, ratios
from bench.host import WITH_REFERENCES, Host
from bench.line import request
from bench.ratios import Pair
from bench.visitor import FORM, Visitor
from e2e.server import seed_world
from webapp.models.connection import connect_to

SENDERS = 200
"""People who send captures in turn, so that nobody's meter has a hundred readings of one day."""
WAITING, A_TURN = 24_000, 200
LIMIT = 0.5


def main() -> int:
    """Measure, show the table, and say whether the limits hold."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "data")
        with Host(data=world.data, target=WITH_REFERENCES, core=given.core) as host:
            found = [
                ratios.measure(pair, host=host, rounds=given.rounds, seconds=given.seconds)
                for pair in _pairs(world, host, only=given.only)
            ]
        if not given.only or "decision" in given.only:
            world.same_rows()
    ratios.show("against the bare reference", ratios.HEADINGS, ratios.rows(found))
    if given.write:
        machine.write("serve", ratios.markdown(ratios.HEADINGS, ratios.rows(found)), _ran(given))
    return 0 if all(one.holds for one in found) else 1


class World:
    """The demonstration with a crowd whose readings wait at the desk."""

    def __init__(self, data: Path) -> None:
        self.data = seed_world(data)
        self.path = data / "meterpost.db"
        self.secret = (data / "secret-key").read_text()
        self.now = datetime.now(UTC)
        db = connect_to(url=f"sqlite:///{self.path}")
        photo = self.ask("SELECT MIN(sha256) FROM photo WHERE company_id = 1")[0][0]
        many = crowd.Crowd(people=WAITING, waiting_every=1, accepted_every=0, photo=photo)
        crowd.fill(db=db, crowd=many, now=self.now)
        self.cookies = crowd.cookies_of(
            db=db, numbers=list(range(SENDERS)), secret=self.secret, now=self.now
        )
        db.close_all()
        self._decided: dict[str, list[str]] = {"ours": [], "bare": []}

    def ask(self, question: str, *values: object) -> list[tuple[object, ...]]:
        """The rows that answer."""
        with sqlite3.connect(self.path) as db:
            return db.execute(question, values).fetchall()

    def undecided(self, side: str) -> Iterator[str]:
        """Submissions that wait, each handed out once; the two sides take them in turn."""
        for number in range(0 if side == "ours" else 1, WAITING, 2):
            self._decided[side].append(crowd.waiting_id(number))
            yield self._decided[side][-1]

    def same_rows(self) -> None:
        """Both kinds of decisions wrote as many rows of the same tables, or else it is unfair."""
        wrote = {side: [self._rows_of(one) for one in ids[:5]] for side, ids in
                 self._decided.items()}  # fmt: skip
        assert wrote["ours"] == wrote["bare"], f"the decisions wrote different rows: {wrote}"

    def _rows_of(self, submission_id: str) -> dict[str, int]:
        own = dict.fromkeys(("decision", "decided_value", "reading"), "submission_id")
        counted = {
            table: self.ask(f"SELECT count(*) FROM {table} WHERE {key} = ?", submission_id)[0][0]
            for table, key in own.items()
        }
        subject = f"submission:{submission_id}"
        counted["event"] = self.ask("SELECT count(*) FROM event WHERE subject = ?", subject)[0][0]
        return {table: int(str(count)) for table, count in counted.items()}


def _pairs(world: World, host: Host, *, only: str) -> Iterator[Pair]:
    for name, make in PAIRS.items():
        if not only or name in only.split(","):
            yield make(world, host)


def _page(name: str, email: str, path: str, limit: float | None) -> Callable[[World, Host], Pair]:
    def make(_world: World, host: Host) -> Pair:
        visitor = Visitor.signed_in(host.port, email)
        return Pair(
            name=name,
            ours=repeat(visitor.asking(path)),
            bare=repeat(request(f"/bare/pages/{name}")),
            expected=200,
            limit=limit,
        )

    return make


def _captures(world: World, host: Host) -> Pair:
    people = [Visitor(host.port, cookies=one).with_token() for one in world.cookies]
    numbers = iter(range(10**9))

    def ours() -> Iterator[bytes]:
        for number, visitor in cycle(enumerate(people)):
            yield visitor.posting("/sync/submissions", *_capture(number, next(numbers)))

    def bare() -> Iterator[bytes]:
        while True:
            body, kind = _capture(0, next(numbers))
            yield request("/bare/captures", method="POST", body=body, Content_Type=kind)

    return Pair(name="capture", ours=ours(), bare=bare(), expected=201, limit=LIMIT)


def _capture(who: int, number: int) -> tuple[bytes, str]:
    _, body, kind = captures.capture(
        meter=crowd.serial_of(who),
        register=str(crowd.register_of(who)),
        value=str(100 + who % 800 + 35),
        picture=captures.another(number),
    )
    return body, kind


def _decisions(world: World, host: Host) -> Pair:
    clerk = Visitor.signed_in(host.port, "clerk@demo.test")
    form = urlencode({"verdict": "accept"}).encode()

    def ours() -> Iterator[bytes]:
        for one in world.undecided("ours"):
            yield clerk.posting(f"/desk/submissions/{one}/decisions", form)

    def bare() -> Iterator[bytes]:
        for one in world.undecided("bare"):
            path = f"/bare/decisions/{one}"
            yield request(path, method="POST", body=form, Content_Type=FORM)

    return Pair(name="decision", ours=ours(), bare=bare(), expected=303, limit=None, most=A_TURN)


PAIRS = {
    "dashboard": _page("dashboard", "anna@demo.test", "/", LIMIT),
    "history": _page("history", "anna@demo.test", "/readings?meter=37461", LIMIT),
    "queue": _page("queue", "clerk@demo.test", "/desk", None),
    "decision": _decisions,
    "capture": _captures,
    "invoices": _page("invoices", "anna@demo.test", "/invoices", LIMIT),
    "debts": _page("debts", "anna@demo.test", "/debts", LIMIT),
}


def _ran(given: argparse.Namespace) -> str:
    return f"`bench/serve.py`, {given.rounds} rounds of {given.seconds} s a side"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=41, help="pairs of turns (default: 41)")
    parser.add_argument("--seconds", type=float, default=0.3, help="a turn (default: 0.3)")
    parser.add_argument("--only", default="", help=f"some of {','.join(PAIRS)}")
    parser.add_argument("--core", type=int, help="the processor core that serves")
    parser.add_argument("--quick", action="store_true", help="15 rounds of 0.2 s")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    given = parser.parse_args()
    if given.quick:
        given.rounds, given.seconds = 15, 0.2
    return given


if __name__ == "__main__":
    sys.exit(main())
