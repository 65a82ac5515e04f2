"""Copies of the program that take one fault at a time, and which of its tests then fail."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("webapp", "tests", "migrations", "pyproject.toml")
# A machine that has found the fault need not also find its shortest way there.
PROFILE = '"ours", deadline=None, '
WITHOUT_SHRINKING = f"{PROFILE}phases=[Phase.explicit, Phase.generate], "
IMPORT = "from hypothesis import HealthCheck\n"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One mistake that somebody could make: the file, what stands there, what comes there."""

    name: str
    file: str
    right: str
    wrong: str
    processes: bool = False
    """Only seen where several processes write at once, on PostgreSQL."""
    tests: tuple[str, ...] = ()
    """The files that should notice; none: whoever judges the ledger."""


class Copies:
    """Copies in a folder, each of them for one fault at a time; any thread may ask."""

    def __init__(self, folder: Path, *, number: int) -> None:
        self._free: Queue[Path] = Queue()
        for one in range(number):
            self._free.put(_copy(folder / str(one)))

    def failing(self, *, fault: Fault | None, tests: Sequence[str]) -> Counter[str]:
        """How many tests of these files fail with the fault, by file, or without any."""
        place = self._free.get()
        try:
            if fault is None:
                return _failing(place, tests)
            path = place / fault.file
            text = path.read_text()
            assert text.count(fault.right) == 1, f"{fault.name}: not once in {fault.file}"
            path.write_text(text.replace(fault.right, fault.wrong))
            try:
                return _failing(place, tests)
            finally:
                path.write_text(text)
        finally:
            self._free.put(place)


def _copy(place: Path) -> Path:
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, place / name)
    settings = place / "tests" / "conftest.py"
    text = settings.read_text()
    assert PROFILE in text, "the profile of hypothesis is written otherwise now"
    text = text.replace(PROFILE, WITHOUT_SHRINKING)
    settings.write_text(text.replace(IMPORT, IMPORT.replace("Health", "Phase, Health")))
    return place


def _failing(place: Path, tests: Sequence[str]) -> Counter[str]:
    """Anything but passing and failing is a mistake here."""
    environment = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=no", "-p", "no:randomly", *tests],
        cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    # What a test needs made ready goes wrong with a fault, too.
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+?)::", done.stdout, re.M)
    assert failed or not done.returncode, done.stdout[-2000:] + done.stderr[-2000:]
    return Counter(failed)
