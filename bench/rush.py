"""The last evening of a reading window: many phones at once, and nothing lost.

Phones send readings of 100 kB, customers look at their pages, clerks decide, the worker makes
thumbnails beside them. In the end every receipt must have its one row and its photo, and the web
processes no more than 1.2 times the memory of after the warm-up. Exits with 1 otherwise. The
seconds are those of a machine that also plays all the phones; they are shown, not judged.
`bench/soak.py` is the same for half an hour.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench import machine, ratios
from bench.evening import Evening

MOST_TIMES = 1.2
KINDS = ("send", "home", "history", "session", "queue", "decide")
HEADINGS = ("what", "how many", "a second", "p50, ms", "p99, ms", "answers")


class Watch:
    """Memory and open files of the web processes over time."""

    def __init__(self, evening: Evening, *, warm_after: float) -> None:
        self._evening, self._warm_after = evening, warm_after
        self.warm: tuple[int, int] | None = None
        self.most = (0, 0)

    def look(self, since: float) -> None:
        """Note what they hold now; the first look after the warm-up is what counts as one."""
        now = self.now()
        self.most = (max(self.most[0], now[0]), max(self.most[1], now[1]))
        if self.warm is None and since >= self._warm_after:
            self.warm = now

    def now(self) -> tuple[int, int]:
        """(bytes, descriptors) at this moment."""
        return self._evening.host.memory(), self._evening.host.files()


def main() -> int:
    """Play the evening, show what came of it, and give the verdict."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        evening = Evening(Path(folder), processes=given.processes)
        with evening:
            watch = Watch(evening, warm_after=given.seconds / 4)
            evening.play(
                seconds=given.seconds,
                phones=given.phones,
                lookers=given.lookers,
                clerks=given.clerks,
                pause=given.pause,
                look=watch.look,
            )
            lines, kept, faults = evening_table(evening, given.seconds), *verdict(evening, watch)
    ratios.show("the last evening", HEADINGS, lines)
    ratios.show("what must hold", KEPT, kept)
    print("\n".join(faults) or "nothing lost, nothing doubled")
    if given.write:
        both = f"{ratios.markdown(HEADINGS, lines)}\n\n{ratios.markdown(KEPT, kept)}"
        machine.write("rush", both, f"`bench/rush.py --seconds {given.seconds:.0f}`")
    return 1 if faults else 0


def evening_table(evening: Evening, seconds: float) -> list[list[str]]:
    """How many of each kind, how fast, and what was answered."""
    books = evening.books
    rows = []
    for kind in KINDS:
        count = len(books.took.get(kind, ()))
        answers = {k.split()[1]: n for k, n in books.answers.items() if k.split()[0] == kind}
        told = ", ".join(f"{status}: {n}" for status, n in sorted(answers.items()))
        times = [f"{books.quantile(kind, share) * 1000:.0f}" for share in (0.5, 0.99)]
        rows.append([kind, f"{count:,}", f"{count / seconds:.1f}", *times, told])
    return rows


KEPT = ("what", "figure", "limit")


def verdict(evening: Evening, watch: Watch) -> tuple[list[list[str]], list[str]]:
    """(rows of the table, what is wrong)."""
    lost, strangers = evening.lost(), evening.strangers()
    warm, end = watch.warm or watch.now(), watch.now()
    memory, files = end[0] / warm[0], end[1] / warm[1]
    rows = [
        ["receipts given", f"{len(evening.books.promised):,}", ""],
        ["of them lost, damaged or doubled", str(len(lost)), "0"],
        ["rows without a receipt", str(strangers), "0"],
        ["people who could not go on", str(len(evening.books.broken)), "0"],
        ["memory after warm-up, at the end", f"{_mb(warm[0])} → {_mb(end[0])}: {memory:.2f} times",
         f"≤ {MOST_TIMES} times"],
        ["open files after warm-up, at the end", f"{warm[1]} → {end[1]}: {files:.2f} times",
         f"≤ {MOST_TIMES} times"],
    ]  # fmt: skip
    faults = [f"lost: {one}" for one in lost[:5]] + evening.books.broken[:5]
    if strangers:
        faults.append(f"{strangers} rows that nobody has a receipt for")
    faults += [f"{name} grew {times:.2f} times" for name, times in
               (("memory", memory), ("open files", files)) if times > MOST_TIMES]  # fmt: skip
    return rows, faults


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--phones", type=int, default=12, help="sending at a time")
    parser.add_argument("--lookers", type=int, default=4, help="customers looking at a time")
    parser.add_argument("--clerks", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two requests")
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    parser.add_argument("--write", action="store_true", help="put the tables into the docs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
