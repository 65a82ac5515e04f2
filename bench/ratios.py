"""Two sides measured in turns, so that a noisy machine is noisy for both."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter

from rich.console import Console
from rich.table import Table

from bench.host import Host
from bench.line import Line, all_of

LINES = 4
"""Requests on their way at a time: enough to keep one web process busy."""

Requests = Iterator[bytes]


@dataclass(frozen=True, kw_only=True)
class Slice:
    """What one side cost in one round, a request."""

    wall: float
    cpu: float


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Something the portal does, and the bare reference of it."""

    name: str
    ours: Requests
    bare: Requests
    expected: int
    """The status that both must answer."""
    limit: float | None
    """At least this much of the bare one's throughput; None where it is only reported."""
    most: int = 10_000
    """Requests a turn, where there are not as many as one likes."""


@dataclass(kw_only=True)
class Measured:
    """All rounds of a pair."""

    pair: Pair
    ours: list[Slice] = field(default_factory=list)
    bare: list[Slice] = field(default_factory=list)

    def ratios(self, of: Callable[[Slice], float]) -> list[float]:
        """Bare over ours, round by round: 0.5 means that ours costs twice as much."""
        return [of(b) / of(o) for o, b in zip(self.ours, self.bare, strict=True)]

    @property
    def throughput(self) -> list[float]:
        """Requests a second, ours against the bare one's."""
        return self.ratios(lambda one: one.wall)

    @property
    def cpu(self) -> list[float]:
        """Processor time a request, the bare one's against ours."""
        return self.ratios(lambda one: one.cpu)

    @property
    def holds(self) -> bool:
        """Whether the medians keep the limit."""
        if self.pair.limit is None:
            return True
        lower = min(statistics.median(self.throughput), statistics.median(self.cpu))
        return lower >= self.pair.limit


def measure(pair: Pair, *, host: Host, rounds: int, seconds: float) -> Measured:
    """Both sides in turns, the first of each round in turns too; warmed up before."""
    lines = [Line(host.port) for _ in range(LINES)]
    measured = Measured(pair=pair)
    counts = {}
    for name, side in (("ours", pair.ours), ("bare", pair.bare)):
        run(side, 12, host=host, lines=lines, expected=pair.expected)
        warm = run(side, 24, host=host, lines=lines, expected=pair.expected)
        counts[name] = min(max(16, int(seconds / warm.wall)), pair.most)
    for number in range(rounds):
        sides = [("ours", pair.ours, measured.ours), ("bare", pair.bare, measured.bare)]
        for name, side, kept in sides if number % 2 == 0 else reversed(sides):
            kept.append(run(side, counts[name], host=host, lines=lines, expected=pair.expected))
    for line in lines:
        line.close()
    return measured


def run(side: Requests, count: int, *, host: Host, lines: list[Line], expected: int) -> Slice:
    """Some requests of one side, and what they cost; raises where an answer is another one."""
    cpu, began = host.cpu(), perf_counter()
    done = 0
    for reply, _ in all_of(islice(side, count), lines=lines):
        if reply.status != expected:
            raise AssertionError(f"{reply.status} instead of {expected}: {reply.body[:400]!r}")
        done += 1
    assert done == count, f"only {done} of {count} requests were there"
    return Slice(wall=(perf_counter() - began) / done, cpu=(host.cpu() - cpu) / done)


def spread(values: Sequence[float]) -> str:
    """The median, and the quartiles around it."""
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


HEADINGS = (
    *("what", "limit", "throughput", "processor time"),
    *("ours, ms", "bare, ms", "verdict"),
)


def rows(all_: Sequence[Measured]) -> list[list[str]]:
    """The table, a row a pair."""
    return [_row(one) for one in all_]


def _row(one: Measured) -> list[str]:
    limit = "–" if one.pair.limit is None else f"≥ {one.pair.limit}"
    ours, bare = (
        f"{statistics.median(s.cpu for s in side) * 1000:.2f}" for side in (one.ours, one.bare)
    )
    verdict = "reported" if one.pair.limit is None else "holds" if one.holds else "OVER"
    return [one.pair.name, limit, spread(one.throughput), spread(one.cpu), ours, bare, verdict]


def show(title: str, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    table = Table(*headings, title=title, title_justify="left")
    for line in lines:
        table.add_row(*line)
    Console(width=120).print(table)


def markdown(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """The same table for the documentation."""
    written = [headings, ["---"] * len(headings), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in written)
