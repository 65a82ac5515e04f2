"""The real server in a process of its own, on a data folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from e2e.truth import PostgresTruth, Truth

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
PASSWORD = "meterpost-demo"


def seed_world(data: Path) -> Path:
    """Build the demonstration world once; servers get copies of it."""
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(_command("seed", data), cwd=ROOT, env=_environment(ROOT), check=True)
    return data


def copy_world(world: Path, to: Path) -> Path:
    """A fresh world without seeding again."""
    shutil.copytree(world, to, dirs_exist_ok=True)
    return to


def copy_project(to: Path) -> Path:
    """The project's own code in another folder, to be changed there and served from there."""
    for part in ("webapp", "migrations"):
        unneeded = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, to / part, ignore=unneeded, dirs_exist_ok=True)
    return to


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


class Server:
    """`meterpost demo`, from its start until SIGTERM."""

    at_stop: ClassVar[list[Callable[["Server"], None]]] = []
    """Asked about every server that has stopped, while its log and its database are there."""

    def __init__(
        self,
        *,
        data: Path,
        root: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.data, self.root, self.options = data, root, options
        self.environment = dict(environment or {})
        self.port = free_port()
        elsewhere = self.environment.get("DATABASE_URL")
        self.truth = PostgresTruth(elsewhere) if elsewhere else Truth(data / "meterpost.db")
        self.log = data / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where it answers without a proxy in between."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def version(self) -> str:
        """The name of the app's version, as it stands in the paths of its files."""
        with urllib.request.urlopen(f"{self.address}/sw.js", timeout=10) as answer:
            found = re.search(r"/static/([0-9a-f]+)", answer.read().decode())
        assert found is not None
        return found[1]

    def start(self) -> None:
        """Start and wait until it is well."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_command("demo", self.data), "--port", str(self.port), *self.options],
                cwd=self.root,
                env={**_environment(self.root), **self.environment},
                stdout=log,
                stderr=log,
            )
        self._wait_until_well()

    def stop(self) -> None:
        """Ask it to stop, and see that it does."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=15)
        self._process = None
        for look in self.at_stop:
            look(self)

    def children(self, mark: str) -> list[int]:
        """The processes it has started whose command line holds these words."""
        assert self._process is not None, "it does not run"
        listed = subprocess.run(
            ["ps", "-ww", "--ppid", str(self._process.pid), "-o", "pid=,args="],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.splitlines()
        return [int(line.split()[0]) for line in listed if mark in line]

    def said(self) -> str:
        """The end of its log, for those who look for the cause of a failure."""
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def _wait_until_well(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                break
            if self._is_well():
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.said()}")

    def _is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _command(name: str, data: Path) -> list[str]:
    return [sys.executable, "-m", "webapp", name, "--data", str(data)]


def _environment(root: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "STORAGE_URL")}
    return {**kept, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1", "METERPOST_DEMO": "1"}
