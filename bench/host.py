"""The production server in front of any app, and what its processes cost: time, memory, files."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.line import Line
from e2e.server import ROOT, free_port

PATIENCE = 60
PORTAL, WITH_REFERENCES = "webapp.wsgi:app", "bench.references:app"
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Host:
    """A server with the production settings on a data folder, from its start until SIGTERM."""

    def __init__(
        self,
        *,
        data: Path,
        target: str = PORTAL,
        processes: int = 1,
        database_url: str = "",
        core: int | None = None,
    ) -> None:
        self.data, self.port = data, free_port()
        self._target, self._processes, self._core = target, processes, core
        self._database_url = database_url
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Host":
        with (self.data / "bench.log").open("ab") as log:
            self._running = subprocess.Popen(self._command(), cwd=ROOT, env=self._env(),
                                             stdout=log, stderr=log)  # fmt: skip
        if self._core is not None:
            os.sched_setaffinity(self._running.pid, {self._core})
        self._wait_until_well()
        return self

    def __exit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.send_signal(signal.SIGTERM)
            self._running.wait(timeout=20)

    def cpu(self) -> float:
        """Seconds of processor time that all its processes have used so far."""
        return sum(_ticks(pid) for pid in self.pids()) / TICKS

    def memory(self) -> int:
        """Bytes of memory that the web processes hold, without the one that only watches them."""
        return sum(_resident(pid) for pid in self.web_processes())

    def files(self) -> int:
        """Descriptors that the web processes hold open."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.web_processes())

    def pids(self) -> list[int]:
        """The server's process and those below it."""
        assert self._running is not None
        return [self._running.pid, *_below(self._running.pid)]

    def web_processes(self) -> list[int]:
        """Those that answer requests."""
        return [pid for pid in self.pids()[1:] if not _is_beside(pid)] or self.pids()

    def _command(self) -> list[str]:
        given = ("--target", self._target, "--port", str(self.port))
        return [sys.executable, "-m", "bench.host", *given, "--processes", str(self._processes)]

    def _env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "STORAGE_URL")}
        own = {"METERPOST_DATA": str(self.data), "PYTHONPATH": str(ROOT)}
        url = {"DATABASE_URL": self._database_url} if self._database_url else {}
        return {**kept, **own, **url}

    def _wait_until_well(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with Line(self.port) as line:
                    if line.get("/healthz").status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start: {(self.data / 'bench.log').read_text()}")


def _below(pid: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [int(child), *_below(int(child))]
    return found


def _is_beside(pid: int) -> bool:
    """Python's own helper of processes that were started anew."""
    return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def main() -> None:
    """Serve the named app, exactly as `meterpost serve` would."""
    from webapp.commands.serve import server

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--target", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    server(
        target=given.target, host="127.0.0.1", port=given.port, processes=given.processes
    ).serve()


if __name__ == "__main__":
    main()
