"""Checks of the settings and the data folder: who may read it, how much room, how old a backup."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from webapp.commands.backup import NOTE
from webapp.commands.checks import Advice, Check, care, note
from webapp.commands.half_restored import mark_in
from webapp.commands.manifest import SECRET_KEY
from webapp.settings import Settings

LEAST_ROOM = 500_000_000
OLD_BACKUP = timedelta(hours=48)
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def checks(*, settings: Settings) -> Iterator[tuple[str, Check]]:
    """All of them."""
    yield "restore", lambda: _restore(settings.data)
    yield "data folder", lambda: _folder(settings.data)
    yield "room on the disk", lambda: _room(settings.data)
    yield "secret key", lambda: _secret_key(settings)
    yield "proxies", lambda: _proxies(settings)
    yield "backup", lambda: _backup(settings.data)


def _restore(data: Path) -> Advice | None:
    if mark_in(data):
        return care("a restore was not finished here; run `meterpost restore` again")
    return None


def _folder(data: Path) -> Advice | None:
    if not os.access(data, os.W_OK | os.X_OK):
        return care(f"{data} cannot be written; run as the user it belongs to")
    if data.stat().st_mode & FOR_OTHERS:
        return note(f"others on this machine may look into it; chmod 700 {data}")
    return None


def _room(data: Path) -> Advice | None:
    free = shutil.disk_usage(data).free
    if free >= LEAST_ROOM:
        return None
    return care(f"only {free // 1_000_000} MB are left where {data} is; make room")


def _secret_key(settings: Settings) -> Advice | None:
    path = settings.data / SECRET_KEY
    if len(settings.secret_key) < 16:
        return care("it is short enough to be guessed; set a long random SECRET_KEY")
    if path.exists() and path.stat().st_mode & FOR_OTHERS:
        return care(f"others on this machine can read it; chmod 600 {path}")
    return None


def _proxies(settings: Settings) -> Advice | None:
    if settings.trusted_proxies or settings.demo:
        return None
    return note(
        "none is trusted. Behind HTTPS set TRUSTED_PROXIES=1, or cookies are not marked Secure"
    )


def _backup(data: Path) -> Advice | None:
    if not (data / NOTE).exists():
        return note("none is known of; `meterpost backup FILE` makes one while serving")
    told = json.loads((data / NOTE).read_text())
    made_at = datetime.fromisoformat(told["at"])
    if datetime.now(UTC) - made_at > OLD_BACKUP:
        return care(f"the last one is of {made_at:%Y-%m-%d %H:%M} UTC ({told['file']})")
    return None
