"""Processes that begin at once: forked from one that has imported the portal already.

Most of what a short process costs is importing; a race of eight would spend ten seconds on it.
What they share ends there: each has its own connections, its own environment and its own end.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import reduction
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Timer
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parents[1]
_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload(["tests.nursery_rooms"])


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a process ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


class Child:
    """A running process, with what it reads and says; made for those who wait for its end."""

    def __init__(self, process: BaseProcess, ends: Sequence[int], complaints: Any) -> None:
        self._process = process
        self.stdin: TextIO = os.fdopen(ends[0], "w")
        self.stdout: TextIO = os.fdopen(ends[1])
        self._complaints = complaints

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """How it ends."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            self._process.kill()
            raise TimeoutError(f"it still ran after {timeout} s")
        return self._process.exitcode

    def kill(self) -> None:
        """End it as a power cut would, and put everything away."""
        self._process.kill()
        self._process.join()
        for end in (self.stdin, self.stdout, self._complaints):
            end.close()

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Close what it reads; all that it still says, and all that it complained about."""
        alarm = Timer(timeout, self._process.kill)
        alarm.start()
        try:
            with self.stdin, self.stdout:
                self.stdin.close()
                said = self.stdout.read()
            self.wait(timeout)
        finally:
            alarm.cancel()
        self._complaints.seek(0)
        with self._complaints:
            return said, self._complaints.read()


def script(text: str, *words: str) -> Child:
    """Run a Python text as `python -c` would, its words in `sys.argv`."""
    return _start(("script", text), ["-c", *words], os.environ)


def meterpost(*words: str, env: Mapping[str, str] | None = None) -> Child:
    """Run the command as `python -m webapp` would."""
    return _start(("module", "webapp"), ["meterpost", *words], os.environ if env is None else env)


def run(*words: str, env: Mapping[str, str] | None = None, timeout: float = 120) -> Ended:
    """Run the command to its end."""
    child = meterpost(*words, env=env)
    said, complaints = child.communicate(timeout)
    return Ended(returncode=child.wait(timeout), stdout=said, stderr=complaints)


def _start(what: tuple[str, str], argv: list[str], env: Mapping[str, str]) -> Child:
    (stdin, to_it), (from_it, stdout) = os.pipe(), os.pipe()
    # A file, because nobody reads it before the end and a pipe could fill.
    complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 - the child closes it
    theirs = [stdin, stdout, complaints.fileno()]
    process = _nursery.Process(
        target=_live, args=(what, argv, dict(env), _Ends(theirs)), daemon=True
    )
    process.start()
    os.close(stdin)
    os.close(stdout)
    return Child(process, [to_it, from_it], complaints)


class _Ends:
    """File descriptors that travel with a process when it starts."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers

    def __reduce__(self) -> Any:
        return _Ends._arrived, ([reduction.DupFd(one) for one in self.numbers],)

    @staticmethod
    def _arrived(travelled: Sequence[Any]) -> "_Ends":
        return _Ends([one.detach() for one in travelled])


def _live(what: tuple[str, str], argv: list[str], env: dict[str, str], ends: _Ends) -> None:
    for number, end in enumerate(ends.numbers):
        os.dup2(end, number)
        os.close(end)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    sys.argv = argv
    kind, text = what
    if kind == "module":
        runpy.run_module(text, run_name="__main__", alter_sys=True)
    else:
        exec(compile(text, "<script>", "exec"), {"__name__": "__main__"})  # noqa: S102
