"""Checks of where the photos are: it answers, its clock, and what lost its other half."""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from webapp.actions.invariants import broken_invariants
from webapp.actions.strays import Strays, stray_papers, stray_photos
from webapp.commands.checks import Advice, Check, care, note
from webapp.gateways.storage import Storage

CLOCKS_APART = timedelta(seconds=5)


def checks(*, storage: Storage, thorough: bool) -> Iterator[tuple[str, Check]]:
    """The quick ones, or also those that read every photo."""
    yield "storage", storage.check
    yield "clock of the storage", lambda: _clock(storage)
    yield "photos and their rows", lambda: _strays("photos", stray_photos, storage)
    yield "papers and their rows", lambda: _strays("papers", stray_papers, storage)
    if thorough:
        yield "every row and photo", lambda: _everything(storage)


def _clock(storage: Storage) -> Advice | None:
    key = f"check/{hashlib.sha256(os.urandom(16)).hexdigest()[:16]}"
    storage.put(key=key, data=b"meterpost")
    try:
        put_at = storage.look(key=key).put_at
    finally:
        storage.delete(key=key)
    apart = abs(put_at - datetime.now(UTC))
    if apart < CLOCKS_APART:
        return None
    return care(f"it is {apart.seconds} s from this machine's; keep both in time (chrony)")


def _strays(what: str, strays: Callable[..., Strays], storage: Storage) -> Advice | None:
    found = strays(storage=storage, now=datetime.now(UTC))
    if found.rows_without_bytes:
        return care(
            f"{found.rows_without_bytes} {what} are named but not stored;"
            " look for them in an older backup"
        )
    if found.bytes_without_row:
        return note(
            f"{found.bytes_without_row} stored {what} belong to nothing;"
            " the worker sweeps them within a day"
        )
    return None


def _everything(storage: Storage) -> Advice | None:
    broken = broken_invariants(storage=storage)
    return care("; ".join(str(one) for one in broken)) if broken else None
