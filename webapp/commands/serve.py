"""Serve the portal with granian, and run the worker beside it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.settings import Settings

# Most of them wait for a slow phone's photo; few work at a time.
THREADS = 32
# A slow phone may take long to send a photo; a proxy in front usually has its own, shorter limit.
SLOWEST_HEADERS_MS = 30_000
PATIENCE_S = 10


def serve(*, host: str, port: int, processes: int, worker: bool, settings: Settings) -> None:
    """Migrate, then serve until stopped."""
    os.environ["METERPOST_DATA"] = str(settings.data)
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    db.close_all()
    # Started anew, not copied: a copy would share open connections and miss the threads of the
    # object store's client.
    multiprocessing.set_start_method("spawn", force=True)
    beside = Beside() if worker else None
    try:
        server(target="webapp.wsgi:app", host=host, port=port, processes=processes).serve()
    finally:
        if beside is not None:
            beside.stop()


class Beside:
    """The worker beside the server: one, and one again when it was killed."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = _start_worker()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Let it finish the job in its hands."""
        self._stopping.set()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            # What it held is done again after the restart: the lease runs out.
            self._process.kill()

    def _watch(self) -> None:
        while not self._stopping.wait(timeout=2):
            if self._process.poll() is not None:
                self._process = _start_worker()


def server(*, target: str, host: str, port: int, processes: int) -> Any:
    """The production server in front of a WSGI app, ready to serve."""
    # Each thread would otherwise keep a heap of its own, and photos make those heaps large.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    # Started anew, not copied: a copy would go on with this process's heaps.
    multiprocessing.set_start_method("spawn", force=True)
    return Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        backlog=1024,
        respawn_failed_workers=True,
        log_access=False,
        http1_settings=HTTP1Settings(header_read_timeout=SLOWEST_HEADERS_MS),
    )


def _start_worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "webapp.cli", "worker"])
