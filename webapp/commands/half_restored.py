"""The mark that stands in the data folder while a restore goes on, and how far it came."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from webapp.gateways.durable import write

NAME = "restoring"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Which backup comes back, and whether its database is back already."""

    backup: str
    database_is_back: bool = False


def mark_in(data: Path) -> Mark | None:
    """The mark of a restore that was begun and not ended."""
    path = data / NAME
    return Mark(**json.loads(path.read_text())) if path.exists() else None


def set_mark(data: Path, mark: Mark) -> None:
    """Say how far the restore has come."""
    beside = data / f"{NAME}.{os.getpid()}"
    write(beside, json.dumps(asdict(mark)).encode())
    beside.replace(data / NAME)


def take_mark_away(data: Path) -> None:
    """The restore is done."""
    (data / NAME).unlink()
