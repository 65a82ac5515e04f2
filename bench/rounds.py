"""The rounds of a chaos run: a phone captures, a fault strikes, and in the end all is sent."""

import contextlib
import os
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from playwright.sync_api import Error, Playwright
from rich.console import Console

from bench.outcome import Run
from bench.plants import project_with
from bench.scene import Scene
from bench.strikes import STRIKES
from e2e.person import Person
from e2e.phone import Phone, clone_profile
from e2e.photos import meter_photo
from e2e.proxy import FaultProxy
from e2e.server import Server, copy_world, seed_world

ROUNDS_A_PHONE = 8
CHANCES = 2


class Stage:
    """Server, line and phones of one run."""

    def __init__(
        self, folder: Path, playwright: Playwright, run: Run, *, plant: str | None
    ) -> None:
        self._folder, self._playwright, self._run = folder, playwright, run
        self._plant = plant
        self._chance = random.Random(run.seed)
        self._ends = contextlib.ExitStack()

    def play(self, console: Console) -> None:
        """All rounds, then the comparison of the books."""
        with self._ends:
            self._set()
            began = time.monotonic()
            for number, names in enumerate(self._deal()):
                self._round(number, names, console)
            self._run.rounds += self._try_again(console)
            self._run.seconds = time.monotonic() - began
            self._compare()

    def _set(self) -> None:
        ready = os.environ.get("METERPOST_E2E_WORLD")
        world = Path(ready) if ready else seed_world(self._folder / "world")
        self._data = copy_world(world, self._folder / "data")
        project = project_with(self._plant, self._folder / "project")
        self._servers = [self._start(project)]
        self._run.ledger.seeded |= set(self._servers[0].truth.all_ids())
        self._proxy = self._ends.enter_context(FaultProxy(upstream=self._servers[0].port))
        self._photos = [
            meter_photo(self._folder / f"{n}.jpg", seed=self._chance.randrange(99))
            for n in range(4)
        ]
        self._template = self._folder / "profile"
        self._new_phone(self._template).visit_once("anna@demo.test")
        self._person: Person | None = None

    def _start(self, project: Path) -> Server:
        return self._ends.enter_context(Server(data=self._data, root=project))

    def _new_phone(self, profile: Path) -> Person:
        phone = Phone(playwright=self._playwright, profile=profile, address=self._proxy.address)
        self._ends.callback(phone.close)
        return Person(phone)

    def _deal(self) -> Iterator[list[str]]:
        """Shuffled decks, as many cards a round as make every fault strike at least once."""
        names, rounds = self._run.names, self._run.rounds
        cards = max(rounds, len(names))
        decks = [self._chance.sample(names, len(names)) for _ in range(-(-cards // len(names)))]
        dealt = [name for deck in decks for name in deck][:cards]
        for number in range(rounds):
            yield dealt[number::rounds]

    def _try_again(self, console: Console) -> int:
        """More rounds for what has not struck yet, and how many there were."""
        more = 0
        for _ in range(CHANCES):
            for name in [name for name in self._run.names if not self._run.struck[name]]:
                self._round(self._run.rounds + more, [name], console)
                more += 1
        return more

    def _round(self, number: int, names: list[str], console: Console) -> None:
        scene = self._scene(number)
        for name in names:
            began = time.monotonic()
            struck, trouble = _tried(partial(STRIKES[name], scene))
            settled, more = _tried(scene.settle)
            self._run.struck[name] += struck
            self._run.ledger.watch(self._proxy.sent(), during=name)
            self._proxy.traffic.clear()
            said = trouble or more or ("" if settled else "something still waits")
            console.print(f"{number + 1:4} {name:26} {time.monotonic() - began:5.1f} s  {said}")

    def _scene(self, number: int) -> Scene:
        if self._person is None or number % ROUNDS_A_PHONE == 0:
            if self._person is not None:
                self._person.phone.close()
            profile = clone_profile(self._template, self._folder / f"phone{number}")
            self._person = self._new_phone(profile)
            self._person.phone.open("/")
        return Scene(
            person=self._person,
            proxy=self._proxy,
            ledger=self._run.ledger,
            chance=self._chance,
            photos=self._photos,
            switch_version=self._switch_version,
        )

    def _switch_version(self, known: set[str]) -> None:
        """A version of the app that this phone does not know yet serves the same world."""
        if len(self._servers) == 1:
            project = project_with(self._plant, self._folder / "newer")
            worker = project / "webapp/static/sw.js"
            worker.write_text(worker.read_text() + "\n// a newer version\n")
            self._servers.append(self._start(project))
        fresh = [one for one in self._servers if not any(one.version in name for name in known)]
        others = [one for one in self._servers if one.port != self._proxy.upstream]
        self._proxy.upstream = (fresh or others)[0].port

    def _compare(self) -> None:
        truth = self._servers[0].truth
        self._run.lost = self._run.ledger.lost(truth)
        self._run.doubled = self._run.ledger.doubled(truth)


def _tried(deed: Callable[[], bool]) -> tuple[bool, str]:
    """Whether it worked, and what came in between."""
    try:
        return deed(), ""
    except (Error, AssertionError) as error:
        # A screen that did not come is no strike; what is lost by it, the books will say.
        return False, str(error).splitlines()[0]
