"""Half an hour of mixed load: memory and open files must not grow, and the database only for cause.

Exits with 1 over a limit. `--minutes 3` for a shorter one; `--write` puts the tables into
docs/performance.md.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench import machine, ratios
from bench.evening import Evening
from bench.rush import HEADINGS, KEPT, Watch, evening_table, verdict

WARM_UP = 0.1
GROWTH = ("table", "rows more", "bytes more", "with indexes, a row", "why")
WHY = {
    "submission": "one a reading sent",
    "claim": "one a register of a reading sent",
    "submission_photo": "one a photo sent",
    "photo": "one a photo sent",
    "finding": "what looked odd about readings sent",
    "event": "one a reading sent, one a decision",
    "seal": "one an event",
    "unsealed": "events that wait for their seal; none in the end",
    "job": "pictures that wait for their smaller sizes",
    "decision": "one a decision",
    "decided_value": "one a register decided",
    "billing_entry": "one a reading that billing is told of, earlier ones included",
    "reading": "one a register accepted",
    "session": "one a sign-in",
}


def main() -> int:
    """Play, show, judge."""
    given = _arguments()
    seconds = given.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        evening = Evening(Path(folder), processes=given.processes, waiting_every=1)
        with evening:
            before = sizes(evening)
            watch = Watch(evening, warm_after=seconds * WARM_UP)
            evening.play(
                seconds=seconds, phones=4, lookers=4, clerks=2, pause=given.pause, look=watch.look
            )
            lines, kept, faults = evening_table(evening, seconds), *verdict(evening, watch)
            settle(evening)
            grown = growth(before, sizes(evening))
    ratios.show("half an hour", HEADINGS, lines)
    ratios.show("what must hold", KEPT, kept)
    ratios.show("what the database grew by", GROWTH, grown)
    unexplained = [row[0] for row in grown if not row[-1]]
    faults += [f"{table} grew and nobody knows why" for table in unexplained]
    print("\n".join(faults) or "all limits hold")
    if given.write:
        tables = ((HEADINGS, lines), (KEPT, kept), (GROWTH, grown))
        text = "\n\n".join(ratios.markdown(*table) for table in tables)
        machine.write("soak", text, f"`bench/soak.py --minutes {given.minutes:.0f}`")
    return 1 if faults else 0


def settle(evening: Evening) -> None:
    """Let the worker seal what is left, so that the growth is the whole of it."""
    for _ in range(30):
        if not evening.truth.ask("SELECT 1 FROM unsealed LIMIT 1"):
            return
        time.sleep(1)


def sizes(evening: Evening) -> dict[str, tuple[int, int]]:
    """Table → (rows, bytes with its indexes)."""
    pages = evening.truth.ask(
        "SELECT m.tbl_name AS name, SUM(s.pgsize) AS size FROM dbstat s JOIN sqlite_master m"
        " ON m.name = s.name GROUP BY m.tbl_name"
    )
    return {
        row["name"]: (_count(evening, row["name"]), int(row["size"]))
        for row in pages
        if not row["name"].startswith("sqlite_")
    }


def _count(evening: Evening, table: str) -> int:
    return int(evening.truth.ask(f"SELECT count(*) AS n FROM {table}")[0]["n"])


def growth(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> list[list[str]]:
    """A row for each table that has grown, the largest first."""
    grown = {name: (after[name][0] - rows, after[name][1] - size)
             for name, (rows, size) in before.items()}  # fmt: skip
    largest_first = sorted(grown.items(), key=lambda item: -item[1][1])
    return [
        [
            name,
            f"{rows:,}",
            f"{size:,}",
            f"{size / rows:.0f}" if rows > 0 else "–",
            WHY.get(name, ""),
        ]
        for name, (rows, size) in largest_first
        if rows or size > 0
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two requests")
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    parser.add_argument("--write", action="store_true", help="put the tables into the docs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
