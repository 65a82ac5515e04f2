"""Files and folders that are still there after a power cut."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write the file and wait until the disk has it; its name is the folder's business."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make the folder and those above it, each one durable in its parent."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    with _opened(folder.parent) as parent:
        os.fsync(parent)


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Hold the folder alone, among all threads and processes; yields its descriptor."""
    with _opened(folder) as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
