"""What came of a chaos run: its verdict, and the page that reports it."""

import os
import platform
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.ledger import Ledger

GREEN, RED, UNPROVEN = 0, 1, 2


@dataclass
class Run:
    """One run, from its seed to its books."""

    seed: int
    rounds: int
    names: list[str]
    ledger: Ledger = field(default_factory=lambda: Ledger(seeded=set()))
    struck: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> int:
        """Green when the books agree and every fault has struck."""
        if self.lost or self.doubled or self.ledger.at_once:
            return RED
        return GREEN if all(self.struck[name] for name in self.names) else UNPROVEN

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each fault and how often it struck."""
        for name in self.names:
            yield name, str(self.struck[name]) if self.struck[name] else "NEVER"

    def sums(self) -> Iterator[tuple[str, str]]:
        """The figures that count."""
        yield "rounds", str(self.rounds)
        yield "seconds a round", f"{self.seconds / max(1, self.rounds):.1f}"
        yield "captures the phones called saved", str(len(self.ledger.believed))
        yield "of them refused with a sentence, deleted by hand", str(len(self.ledger.refused))
        yield "lost", _told(self.lost)
        yield "doubled", _told(self.doubled)
        yield "sent twice at once", _told(self.ledger.at_once)


def page(run: Run, *, day: str, browser: str) -> str:
    """The run as a part of the documentation."""
    machine = f"{browser}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return "\n".join(
        [
            f"`bench/chaos.py --rounds {run.rounds} --seed {run.seed}` on {day}: {machine},",
            "SQLite, the demonstration world, the production server.",
            "",
            *_table(("what", "how many"), run.sums()),
            "",
            *_table(("fault", "struck"), run.faults()),
            "",
        ]
    )


def _told(found: list[str]) -> str:
    return " ".join([str(len(found)), *found])


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(row)} |"
