"""Serve the portal with granian, and run the worker beside it."""

import os
import signal
import subprocess
import sys

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


def serve(*, host: str, port: int, processes: int, worker: bool, settings: Settings) -> None:
    """Migrate, then serve until stopped."""
    os.environ["METERPOST_DATA"] = str(settings.data)
    migrate(db=connect_to(url=settings.database_url))
    beside = _start_worker() if worker else None
    try:
        Granian(
            "webapp.wsgi:app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=THREADS,
            backlog=1024,
            respawn_failed_workers=True,
            log_access=False,
            http1_settings=HTTP1Settings(header_read_timeout=SLOWEST_HEADERS_MS),
        ).serve()
    finally:
        if beside is not None:
            beside.send_signal(signal.SIGTERM)
            beside.wait(timeout=10)


def _start_worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "webapp.cli", "worker"])
