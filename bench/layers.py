"""Where a request's processor time goes, layer by layer, in this process and without a network.

Layers are what is inside them and in none below: the database is the statements carried out and
their rows fetched; reading is the queries' own Python; the template is its rendering; what is left
is Flask, cookies, headers and the log line. `--write` puts the table into docs/performance.md.
"""

import argparse
import logging
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from bench import machine, ratios
from bench.references import PAGES, signed_in_client
from e2e.server import seed_world
from webapp import create_app
from webapp.settings import from_env

LAYERS = (
    ("database", (("webapp.models.base", "database", "execute_sql"),)),
    ("who asks", (("webapp.web.sessions", "person_of_session"),)),
    ("reading", (
        ("webapp.routes.dashboard", "meters_to_show"),
        ("webapp.routes.dashboard", "on_its_way"),
        ("webapp.routes.readings", "points_of_supply"),
        ("webapp.routes.readings", "history"),
        ("webapp.routes.readings", "waiting_at"),
        ("webapp.routes.invoices", "bills_page"),
        ("webapp.routes.debts", "debts_page"),
        ("webapp.routes.desk.queue", "queue_only"),
    )),
    ("template", (("webapp.web.respond", "render_template"),)),
)  # fmt: skip
REST = "the rest"
HEADINGS = ("page", *(name for name, _ in LAYERS), REST, "all, µs")
REQUESTS = 60


class Layers:
    """Stop watches around functions; an inner one stops the outer one."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def within(self, name: str) -> Iterator[None]:
        """Everything from here on belongs to this layer."""
        self._book()
        self._open.append(name)
        try:
            yield
        finally:
            self._book()
            self._open.pop()

    def around(self, name: str, what: Callable[..., Any]) -> Callable[..., Any]:
        """The same function under its watch."""

        def watched(*given: Any, **named: Any) -> Any:
            with self.within(name):
                return what(*given, **named)

        return watched

    def _book(self) -> None:
        now = time.process_time()
        if self._open:
            self.spent[self._open[-1]] += now - self._since
        self._since = now


def main() -> int:
    """Measure each page, show the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(from_env({}, data=str(seed_world(Path(folder) / "data"))))
        app.logger.handlers = [logging.NullHandler()]
        clients = {who: signed_in_client(app, who) for who, _ in PAGES.values()}
        layers = Layers()
        _watch(layers)
        lines = [_row(name, app, clients, layers, given.rounds) for name in PAGES]
    ratios.show("where the time goes", HEADINGS, lines)
    if given.write:
        machine.write("layers", ratios.markdown(HEADINGS, lines), "`bench/layers.py`")
    return 0


def _watch(layers: Layers) -> None:
    for name, places in LAYERS:
        for module, *path in places:
            holder: Any = import_module(module)
            for step in path[:-1]:
                holder = getattr(holder, step)
            holder = (
                getattr(holder, "obj", holder) if not isinstance(holder, ModuleType) else holder
            )
            setattr(holder, path[-1], layers.around(name, getattr(holder, path[-1])))


def _row(
    page: str, app: Flask, clients: dict[str, FlaskClient], layers: Layers, rounds: int
) -> list[str]:
    who, path = PAGES[page]
    found = [_round(clients[who], path, layers) for _ in range(rounds + 1)][1:]
    names = HEADINGS[1:-1]
    middle = {name: statistics.median(one[name] for one in found) for name in names}
    whole = sum(middle.values())
    shares = [f"{middle[name]:,.0f} ({middle[name] / whole:.0%})" for name in names]
    return [page, *shares, f"{whole:,.0f}"]


def _round(client: FlaskClient, path: str, layers: Layers) -> dict[str, float]:
    layers.spent.clear()
    for _ in range(REQUESTS):
        with layers.within(REST):
            assert client.get(path).status_code == 200
    return defaultdict(float, {k: v / REQUESTS * 1e6 for k, v in layers.spent.items()})


if __name__ == "__main__":
    sys.exit(main())
