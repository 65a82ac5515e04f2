"""Open the pretend bank: a program of its own, for demonstrations and tests."""

import os
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from webapp.commands.sorry import Sorry
from webapp.sandbox_bank.app import Bank

FILE = "sandbox-bank.db"


def open_bank(
    *,
    host: str,
    port: int,
    folder: Path | None,
    page: str | None,
    merchants: Sequence[str],
    console: Console,
    beside: int | None = None,
) -> int:
    """Serve until stopped; without a folder everything is forgotten then."""
    known = [_merchant(words) for words in merchants]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE if folder is not None else None
    bank = Bank(host=host, port=port, file=file, page=page, clock=time.time)
    for name, secrets in known:
        bank.book.know(name, secrets)
    signal.signal(signal.SIGTERM, lambda *_: _stop(bank))
    signal.signal(signal.SIGINT, lambda *_: _stop(bank))
    if beside is not None:
        threading.Thread(target=_stop_with, args=(bank, beside), daemon=True).start()
    console.print(f"The pretend bank is open at http://{host}:{bank.port}", soft_wrap=True)
    bank.serve()
    return 0


def _stop(bank: Bank) -> None:
    # From another thread: the server waits for its own loop to end.
    threading.Thread(target=bank.stop).start()


def _stop_with(bank: Bank, parent: int) -> None:
    # Whoever was killed cannot tell us; an orphan notices by its new parent.
    while os.getppid() == parent:
        time.sleep(1)
    bank.stop()


def _merchant(words: str) -> tuple[str, list[str]]:
    name, _, secrets = words.partition("=")
    kept = [secret for secret in secrets.split(",") if secret]
    if not name or not kept:
        raise Sorry("A merchant is written NAME=SECRET, or NAME=SECRET,OLDER-SECRET.")
    return name, kept
