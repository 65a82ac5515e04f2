"""A backup taken while customers send and a clerk decides restores to a state that holds."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.backup.conftest import ROOT, Place, Town
from webapp.actions.invariants import broken_invariants
from webapp.models.decisions import Decision
from webapp.models.photos import Photo
from webapp.models.submissions import Submission


class Crowd:
    """Processes that submit and accept, and what they were told."""

    def __init__(self, town: Town, *, processes: int) -> None:
        self.told: list[str] = []
        self._readers: list[threading.Thread] = []
        self._processes = [self._started(town, seed) for seed in range(processes)]
        for process in self._processes:
            reader = threading.Thread(target=self._listen, args=(process,))
            reader.start()
            self._readers.append(reader)

    def wait_for(self, count: int) -> None:
        """Until so many more things have happened."""
        wanted, deadline = len(self.told) + count, time.monotonic() + 60
        while len(self.told) < wanted:
            assert time.monotonic() < deadline, "the crowd has fallen asleep"
            time.sleep(0.02)

    def stop(self) -> None:
        """Let everybody finish what is in hand."""
        for process in self._processes:
            process.stdin.close()
        for process in self._processes:
            assert process.wait(timeout=60) == 0
        for reader in self._readers:
            reader.join()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout:
            self.told.append(line.strip())

    def _started(self, town: Town, seed: int) -> "subprocess.Popen[str]":
        settings, world = town.place.settings, town.world
        spec = {
            "url": settings.database_url,
            "storage_url": settings.storage_url,
            "anna": world.accounts["anna"],
            "clerk": world.accounts["clerk"],
            "register": world.registers["hot"],
            "seed": seed,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.load", json.dumps(spec)],
            cwd=ROOT,
            env={**town.place.whole_environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


@contextmanager
def crowd_in(town: Town, *, processes: int) -> Iterator[Crowd]:
    crowd = Crowd(town, processes=processes)
    try:
        yield crowd
    finally:
        crowd.stop()


def see_that_it_holds(backup, new: Place, told: list[str]) -> int:
    """Restore; everything that was told before the backup is there; nothing is broken."""
    restored = new.meterpost("restore", str(backup))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    with new.open():
        assert broken_invariants(storage=new.storage) == []
        there = {row.id for row in Submission.select(Submission.id)}
        decided = {row.submission_id for row in Decision.select(Decision.submission_id)}
        photos = Photo.select().count()
    assert {one for one in told if " " not in one} <= there
    assert {one.split()[1] for one in told if " " in one} <= decided
    assert photos == len(there), "each of these photos is another one"
    return len(there)


def test_quick(town, place, tmp_path):
    with crowd_in(town, processes=2) as crowd:
        crowd.wait_for(10)
        before = list(crowd.told)
        made = town.place.meterpost("backup", str(tmp_path / "x"))
        crowd.wait_for(5)
    assert made.returncode == 0, made.stderr
    with town.place.open():
        in_the_end = Submission.select().count()
    assert see_that_it_holds(tmp_path / "x", place("new"), before) < in_the_end


@pytest.mark.long
def test_many_backups_of_a_long_rush(town, place, tmp_path):
    taken = []
    with crowd_in(town, processes=4) as crowd:
        crowd.wait_for(300)
        for number in range(8):
            before = list(crowd.told)
            made = town.place.meterpost("backup", str(tmp_path / f"x{number}"))
            assert made.returncode == 0, made.stderr
            taken.append(before)
            crowd.wait_for(100)
    sizes = [
        see_that_it_holds(tmp_path / f"x{number}", place(f"new{number}"), before)
        for number, before in enumerate(taken)
    ]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 300
