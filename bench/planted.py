"""Whether the tests of money notice: plants one fault at a time into a copy, and lets them look.

Each fault is a mistake that somebody could make. One in the ledger must be noticed by the state
machine, or else by the examples or by the tests of the database's guards; one in what stands around
it by the tests that are named with it. One that nobody notices fails the run. With
METERPOST_TEST_POSTGRES several processes are let at the money too. `--write` puts the tables of
those that ran into docs/money-proofs.md.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import machine, ratios
from bench.planting import Copies, Fault
from bench.plants_of_money import FAULTS
from bench.plants_of_newer_money import AROUND

JUDGES = {
    "state machine": ("tests/actions/test_ledger_machine.py",),
    "examples": ("tests/domain/test_ledger.py", "tests/actions/test_ledger.py"),
    "the database's guards": ("tests/models/test_ledger_guards.py",),
    "several processes": ("tests/actions/test_ledger_races.py",),
}
SEVERAL = "several processes"
HEADINGS = ("fault", *JUDGES, "verdict")
AROUND_HEADINGS = ("fault", "noticed by", "verdict")
LEDGER = "ledger"
PLACES = {LEDGER: FAULTS, "around": AROUND}
UNSEEN = "NOT NOTICED"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "money-proofs.md"


def main() -> int:
    """Plant each, show who noticed, and say whether any fault went by."""
    given = _arguments()
    chosen = {
        place: [one for one in faults if given.only in one.name and given.where in ("", place)]
        for place, faults in PLACES.items()
    }
    every = [fault for faults in chosen.values() for fault in faults]
    with tempfile.TemporaryDirectory() as folder:
        copies = Copies(Path(folder), number=given.at_once)
        sound = copies.failing(fault=None, tests=sorted({t for one in every for t in _tests(one)}))
        if sound:
            print(f"The tests fail without any fault: {dict(sound)}", file=sys.stderr)
            return 2
        with ThreadPoolExecutor(given.at_once) as pool:
            found = dict(zip(every, pool.map(lambda one: _told(copies, one), every), strict=True))
    shown = [_show(place, faults, found, write=given.write) for place, faults in chosen.items()]
    return 0 if all(shown) else 1


def _show(
    place: str, faults: Sequence[Fault], found: Mapping[Fault, Counter[str]], *, write: bool
) -> bool:
    """The table of a place; whether each of its faults was noticed."""
    headings, row = (HEADINGS, _row) if place == LEDGER else (AROUND_HEADINGS, _row_around)
    lines = [row(fault, found[fault]) for fault in faults]
    if lines:
        ratios.show(f"faults planted, {place}", headings, lines)
    if lines and write:
        table = ratios.markdown(headings, lines)
        machine.write(f"planted-{place}", table, _ran(faults), page=PAGE)
    return all(line[-1] != UNSEEN for line in lines)


def _tests(fault: Fault) -> tuple[str, ...]:
    server = "METERPOST_TEST_POSTGRES" in os.environ
    judges = [paths for judge, paths in JUDGES.items() if server or judge != SEVERAL]
    return fault.tests or tuple(path for paths in judges for path in paths)


def _told(copies: Copies, fault: Fault) -> Counter[str]:
    failed = copies.failing(fault=fault, tests=_tests(fault))
    print(f"  {fault.name}: {dict(failed)}", file=sys.stderr, flush=True)
    return failed


def _row(fault: Fault, failed: Counter[str]) -> list[str]:
    asked = set(_tests(fault))
    cells = [_said(paths, asked, failed) for paths in JUDGES.values()]
    waits = fault.processes and not asked.intersection(JUDGES[SEVERAL])
    verdict = "noticed" if failed else "needs PostgreSQL" if waits else UNSEEN
    return [fault.name, *cells, verdict]


def _said(paths: Sequence[str], asked: set[str], failed: Counter[str]) -> str:
    if not asked.intersection(paths):
        return "not asked"
    return "noticed" if failed.keys() & set(paths) else "–"


def _row_around(fault: Fault, failed: Counter[str]) -> list[str]:
    names = [f"`{path.removeprefix('tests/')}` ({times})" for path, times in sorted(failed.items())]
    return [fault.name, ", ".join(names) or "–", "noticed" if names else UNSEEN]


def _ran(chosen: Sequence[Fault]) -> str:
    engine = "PostgreSQL" if "METERPOST_TEST_POSTGRES" in os.environ else "SQLite"
    return f"`bench/planted.py`, {len(chosen)} faults, on {engine}, run"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those whose name has these words")
    parser.add_argument("--where", default="", choices=["", *PLACES], help="those planted there")
    parser.add_argument("--at-once", type=int, default=2, help="copies at work (default: 2)")
    parser.add_argument("--write", action="store_true", help="put the tables into the docs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
