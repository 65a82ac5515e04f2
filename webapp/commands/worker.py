"""Run the worker until it is told to stop; it goes with the server that started it."""

import logging
import os
import signal
import threading
from types import FrameType

from webapp.actions.banks import Banks
from webapp.gateways.storage import storage_from
from webapp.jobs import run_forever
from webapp.models.connection import connect_to
from webapp.settings import Settings
from webapp.web.logs import json_lines


def work(*, settings: Settings) -> None:
    """Work off jobs and chores."""
    logging.basicConfig(handlers=[json_lines()], level=logging.INFO)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    parent = os.getppid()
    connect_to(url=settings.database_url, connections=2)
    # A server that was killed cannot tell its worker; an orphan notices by its new parent.
    run_forever(
        storage=storage_from(settings),
        banks=Banks(settings.payments_file),
        stop=lambda: stopping.is_set() or os.getppid() != parent,
    )
