"""Where photos and documents are kept: a folder here, an object store elsewhere, the same calls."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from webapp.gateways.durable import locked, make_folder, write

PhotoSize = Literal["thumb", "view"]

_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HALF_WRITTEN = ".half-written-"


class NotStored(LookupError):
    """Nothing is kept under this key."""


class StorageUnavailable(OSError):
    """The store does not answer, or not as it should; later it may."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a store says of one key without handing out the bytes."""

    bytes: int
    put_at: datetime
    """By the store's own clock, to the second at least."""
    etag: str | None = None


class Storage(Protocol):
    """Keeps bytes under keys; what `put` has returned from survives a power cut."""

    def put(self, *, key: str, data: bytes) -> None:
        """Keep the bytes; a key names its content, so the same size means it is already there."""

    def get(self, *, key: str) -> bytes:
        """Return the bytes, or raise NotStored."""

    def exists(self, *, key: str) -> bool:
        """Say whether something is kept under the key."""

    def look(self, *, key: str) -> Look:
        """Say what is kept under the key, or raise NotStored."""

    def delete(self, *, key: str, older_than: datetime | None = None) -> bool:
        """Forget the key, unless it was put again since that moment; say whether it went."""

    def keys(self, *, prefix: str, older_than: datetime) -> Iterator[str]:
        """Yield what was last put before that moment."""

    def tidy(self, *, older_than: datetime) -> int:
        """Remove what writes killed midway left behind, and say how many."""

    def check(self) -> None:
        """Raise OSError where nothing could be kept now."""


class StorageSettings(Protocol):
    """The one setting that decides where things are kept."""

    @property
    def storage_url(self) -> str: ...


def storage_from(settings: StorageSettings) -> Storage:
    """Build the store the settings name: a path or file:// is a folder, s3:// an object store."""
    scheme, separator, path = settings.storage_url.partition("://")
    if not separator:
        return FolderStorage(Path(settings.storage_url))
    if scheme == "file":
        return FolderStorage(Path(path))
    if scheme == "s3":
        from webapp.gateways.object_storage import object_storage_at  # an optional package

        return object_storage_at(settings.storage_url)
    raise ValueError(f"A store of kind {scheme!r} is not supported; name a folder, or s3://…")


def checked_key(key: str) -> str:
    """The key itself; raises ValueError for what no store takes."""
    # No part may begin with a dot: that keeps "..", and our own unfinished files, out.
    if not _KEY.fullmatch(key):
        raise ValueError(f"Not a storage key: {key!r}")
    return key


def photo_key(*, company_id: int, sha256: str, size: PhotoSize | None = None) -> str:
    """Name a photo of a company by its content, or one of its smaller copies."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("A photo is named by the SHA-256 of its bytes, in small hex digits.")
    ending = f"{size}.jpg" if size else "jpg"
    return f"photos/{company_id}/{sha256[:2]}/{sha256}.{ending}"


def document_key(*, company_id: int, sha256: str) -> str:
    """Name a paper of a company's billing system by its content."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("A paper is named by the SHA-256 of its bytes, in small hex digits.")
    return f"papers/{company_id}/{sha256[:2]}/{sha256}.pdf"


class FolderStorage:
    """A store in a folder on a local disk, safe between threads and processes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def put(self, *, key: str, data: bytes) -> None:
        """Write beside, make durable, then give it its name: no reader sees half a file."""
        path = self._path(key)
        make_folder(path.parent)
        with locked(path.parent) as folder:
            if _size(path) == len(data):
                # The sweep goes by age: whoever puts it again still wants it.
                os.utime(path)
            else:
                half_written = path.with_name(_HALF_WRITTEN + path.name)
                write(half_written, data)
                half_written.replace(path)
            # Also where it was there: whoever gave it its name may have died before this line.
            os.fsync(folder)

    def get(self, *, key: str) -> bytes:
        """Return the bytes, or raise NotStored."""
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, IsADirectoryError) as missing:
            raise NotStored(key) from missing

    def exists(self, *, key: str) -> bool:
        """Say whether something is kept under the key."""
        return self._path(key).is_file()

    def look(self, *, key: str) -> Look:
        """Say what is kept under the key, or raise NotStored."""
        try:
            found = self._path(key).stat()
        except (FileNotFoundError, NotADirectoryError) as missing:
            raise NotStored(key) from missing
        return Look(bytes=found.st_size, put_at=datetime.fromtimestamp(found.st_mtime, UTC))

    def delete(self, *, key: str, older_than: datetime | None = None) -> bool:
        """Forget the key, unless it was put again since that moment; say whether it went."""
        path = self._path(key)
        if not path.is_file():
            return False
        # Under the lock, so that a photo put again in this very moment is not swept away.
        with locked(path.parent):
            if not path.is_file() or not _is_older(path, older_than):
                return False
            path.unlink()
            return True

    def keys(self, *, prefix: str, older_than: datetime) -> Iterator[str]:
        """Yield what was last put before that moment, in the order of the keys' folders."""
        for path in self._files(self._path(prefix.rstrip("/"))):
            if not path.name.startswith(".") and _is_older(path, older_than):
                yield path.relative_to(self._root).as_posix()

    def tidy(self, *, older_than: datetime) -> int:
        """Remove what writes killed midway left behind, and say how many."""
        left_behind = [
            path
            for path in self._files(self._root)
            if path.name.startswith(_HALF_WRITTEN) and _is_older(path, older_than)
        ]
        for path in left_behind:
            path.unlink(missing_ok=True)
        return len(left_behind)

    def check(self) -> None:
        """Write, read and remove a small file; raise OSError where that cannot be done."""
        probe = self._root / f"{_HALF_WRITTEN}check-{os.getpid()}-{os.urandom(8).hex()}"
        try:
            probe.write_bytes(b"meterpost")
            if probe.read_bytes() != b"meterpost":
                raise OSError("The storage did not keep what was written.")
        finally:
            probe.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._root / checked_key(key)

    def _files(self, folder: Path) -> Iterator[Path]:
        for parent, folders, names in os.walk(folder):
            folders.sort()
            yield from (Path(parent, name) for name in sorted(names))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _is_older(path: Path, moment: datetime | None) -> bool:
    if moment is None:
        return True
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False
