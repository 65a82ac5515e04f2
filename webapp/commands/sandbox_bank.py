"""Open the pretend bank: a program of its own, for demonstrations and tests."""

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
    console.print(f"The pretend bank is open at http://{host}:{bank.port}", soft_wrap=True)
    bank.serve()
    return 0


def _stop(bank: Bank) -> None:
    # From another thread: the server waits for its own loop to end.
    threading.Thread(target=bank.stop).start()


def _merchant(words: str) -> tuple[str, list[str]]:
    name, _, secrets = words.partition("=")
    kept = [secret for secret in secrets.split(",") if secret]
    if not name or not kept:
        raise Sorry("A merchant is written NAME=SECRET, or NAME=SECRET,OLDER-SECRET.")
    return name, kept
