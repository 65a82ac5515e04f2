"""Whether the tests of money notice: plants one fault at a time into a copy, and lets them look.

Each fault is a mistake that somebody could make. It must be noticed by the state machine, or else
by the examples or by the tests of the database's guards; one that nobody notices fails the run.
With METERPOST_TEST_POSTGRES several processes are let at the money too. `--write` puts the table
into docs/money-proofs.md.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from bench import machine, ratios
from bench.plants_of_money import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("webapp", "tests", "migrations", "pyproject.toml")
JUDGES = {
    "state machine": ("tests/actions/test_ledger_machine.py",),
    "examples": ("tests/domain/test_ledger.py", "tests/actions/test_ledger.py"),
    "the database's guards": ("tests/models/test_ledger_guards.py",),
    "several processes": ("tests/actions/test_ledger_races.py",),
}
SEVERAL = "several processes"
HEADINGS = ("fault", *JUDGES, "verdict")
# A machine that has found the fault need not also find its shortest way there.
PROFILE = '"ours", deadline=None, '
WITHOUT_SHRINKING = f"{PROFILE}phases=[Phase.explicit, Phase.generate], "
IMPORT = "from hypothesis import HealthCheck\n"


def main() -> int:
    """Plant each, show who noticed, and say whether any fault went by."""
    given = _arguments()
    chosen = [fault for fault in FAULTS if given.only in fault.name]
    with tempfile.TemporaryDirectory() as folder:
        places: Queue[Path] = Queue()
        for number in range(given.at_once):
            places.put(_copy(Path(folder) / str(number)))
        sound = _noticed(places, None)
        if any(sound.values()):
            print(f"The tests fail without any fault: {sound}", file=sys.stderr)
            return 2
        with ThreadPoolExecutor(given.at_once) as pool:
            found = list(pool.map(lambda fault: _told(places, fault), chosen))
    lines = [_row(fault, noticed) for fault, noticed in zip(chosen, found, strict=True)]
    ratios.show("planted faults", HEADINGS, lines)
    if given.write:
        machine.write("planted", ratios.markdown(HEADINGS, lines), _ran(chosen), page=PAGE)
    return 1 if any(line[-1] == "NOT NOTICED" for line in lines) else 0


PAGE = ROOT / "docs" / "money-proofs.md"


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


def _told(places: "Queue[Path]", fault: Fault) -> dict[str, bool]:
    noticed = _noticed(places, fault)
    print(f"  {fault.name}: {[judge for judge, saw in noticed.items() if saw]}", file=sys.stderr)
    return noticed


def _noticed(places: "Queue[Path]", fault: Fault | None) -> dict[str, bool]:
    place = places.get()
    try:
        if fault is None:
            return _failing(place)
        path = place / fault.file
        text = path.read_text()
        assert text.count(fault.right) == 1, f"{fault.name}: not once in {fault.file}"
        path.write_text(text.replace(fault.right, fault.wrong))
        try:
            return _failing(place)
        finally:
            path.write_text(text)
    finally:
        places.put(place)


def _judges() -> dict[str, tuple[str, ...]]:
    server = "METERPOST_TEST_POSTGRES" in os.environ
    return {judge: tests for judge, tests in JUDGES.items() if server or judge != SEVERAL}


def _failing(place: Path) -> dict[str, bool]:
    """Whose tests fail in the copy; anything but passing and failing is a mistake here."""
    judges = _judges()
    tests = [path for paths in judges.values() for path in paths]
    environment = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rf", "--tb=no", "-p", "no:randomly", *tests],
        cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    failed = re.findall(r"^FAILED (\S+?)::", done.stdout, re.M)
    assert failed or not done.returncode, done.stdout[-2000:] + done.stderr[-2000:]
    return {judge: any(path in failed for path in paths) for judge, paths in judges.items()}


def _row(fault: Fault, noticed: dict[str, bool]) -> list[str]:
    cells = [
        ("noticed" if noticed[judge] else "–") if judge in noticed else "not asked"
        for judge in JUDGES
    ]
    if any(noticed.values()):
        return [fault.name, *cells, "noticed"]
    if fault.processes and SEVERAL not in noticed:
        return [fault.name, *cells, "needs PostgreSQL"]
    return [fault.name, *cells, "NOT NOTICED"]


def _ran(chosen: list[Fault]) -> str:
    engine = "PostgreSQL" if "METERPOST_TEST_POSTGRES" in os.environ else "SQLite"
    return f"`bench/planted.py`, {len(chosen)} faults, on {engine}, run"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those whose name has these words")
    parser.add_argument("--at-once", type=int, default=2, help="copies at work (default: 2)")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
