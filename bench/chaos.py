"""Random captures under random faults; in the end the books must agree: 0 lost, 0 doubled.

Exits with 1 when a reading was lost, doubled or sent twice at once, and with 2 when a fault never
struck, for then the run has proven nothing about it. `--report` puts the tables into
docs/reliability.md.
"""

import argparse
import random
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright
from rich.console import Console
from rich.table import Table

from bench.outcome import GREEN, Run, page
from bench.plants import PLANTS
from bench.rounds import Stage
from bench.strikes import STRIKES
from e2e.phone import ARGUMENTS, browser_path

REPORT = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"
PLACE = re.compile(r"(<!-- chaos -->\n).*?(?=<!-- /chaos -->)", re.DOTALL)


def main() -> int:
    """Run, show the tables, and give the verdict."""
    given = _arguments()
    console = Console(width=100)
    names = given.only.split(",") if given.only else list(STRIKES)
    run = Run(seed=given.seed, rounds=given.rounds, names=names)
    planted = f", with the planted bug {given.plant!r}" if given.plant else ""
    console.print(f"chaos: seed {run.seed}, {run.rounds} rounds{planted}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        Stage(Path(folder), playwright, run, plant=given.plant).play(console)
        if given.report and run.verdict == GREEN:
            write_report(run, browser=browser_version(playwright))
    show(run, console)
    return run.verdict


def show(run: Run, console: Console) -> None:
    """The same figures as in the documentation."""
    table = Table("fault", "struck", title=f"seed {run.seed}", title_justify="left")
    for row in run.faults():
        table.add_row(*row)
    console.print(table)
    for name, figure in run.sums():
        console.print(f"{name} {figure}")


def write_report(run: Run, *, browser: str) -> None:
    """Put the tables in their place in the documentation."""
    tables = page(run, day=str(datetime.now(UTC).date()), browser=browser)
    text = REPORT.read_text()
    REPORT.write_text(PLACE.sub(lambda place: f"{place[1]}\n{tables}\n", text))


def browser_version(playwright: Playwright) -> str:
    """The browser by its name."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
    version = browser.version
    browser.close()
    return f"Chromium {version}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--plant", choices=sorted(PLANTS), help="run with a planted bug")
    parser.add_argument("--only", help="only these faults, by name, with commas between")
    parser.add_argument(
        "--report", action="store_true", help="write docs/reliability.md, if all is well"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
