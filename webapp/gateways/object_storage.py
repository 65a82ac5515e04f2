"""Photos in an S3-compatible object store, behind the same calls as a folder.

What is swept is first copied aside and only then deleted, because S3 cannot delete "unless it was
put again". Whoever asks for it still gets it. What stands aside is swept in its turn, when it has
been there long enough, if still no row names it. So a photo put again at the very moment of a
sweep is never lost: either its own bytes stay, or those aside do.
"""

import heapq
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from webapp.gateways.storage import Look, NotStored, StorageUnavailable, checked_key

ASIDE = "set-aside"
OPTIONS = {"endpoint", "region"}

# A photo of 300 kB through a slow line takes seconds; a store that is down must not hold a
# request for minutes, because the phone keeps its copy and comes again.
CLIENT: dict[str, Any] = {"connect_timeout": "5s", "timeout": "15s"}
RETRIES: dict[str, Any] = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=2),
        "base": 2,
    },
}


def object_storage_at(url: str) -> "ObjectStorage":
    """The store at `s3://bucket/prefix?endpoint=…&region=…`; credentials are the environment's.

    Raises ValueError for an address it cannot use.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if not parts.hostname or options.keys() - OPTIONS:
        raise ValueError(
            "STORAGE_URL is written s3://bucket/prefix?endpoint=https://…&region=…;"
            " the keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment."
        )
    return ObjectStorage(
        _s3(bucket=parts.netloc, prefix=parts.path.strip("/") or None, options=options)
    )


class ObjectStorage:
    """A store behind obstore: S3 and what speaks like it, or memory in tests."""

    def __init__(self, store: Any) -> None:
        import obstore

        self._do, self._store = obstore, store

    def put(self, *, key: str, data: bytes) -> None:
        """Write it whole, always: that also renews its age, and the sweep goes by age."""
        with _plain_errors(key):
            self._put(checked_key(key), data)

    def get(self, *, key: str) -> bytes:
        """Return the bytes, or raise NotStored."""
        data: bytes = self._where_it_is(key, self._get)
        return data

    def exists(self, *, key: str) -> bool:
        """Say whether something is kept under the key."""
        try:
            self.look(key=key)
        except NotStored:
            return False
        return True

    def look(self, *, key: str) -> Look:
        """Say what is kept under the key, or raise NotStored."""
        found = self._where_it_is(key, lambda path: self._do.head(self._store, path))
        return Look(bytes=found["size"], put_at=found["last_modified"], etag=found["e_tag"])

    def delete(self, *, key: str, older_than: datetime | None = None) -> bool:
        """Forget the key, unless it was put again since that moment; say whether it went.

        With a moment it is first set aside, and what was set aside before that moment is
        forgotten; without one both are forgotten at once.
        """
        if older_than is None:
            there = self.exists(key=key)
            self._forget(checked_key(key), *self._aside(key))
            return there
        with _plain_errors(key):
            long_aside = [
                m["path"] for m in self._listed(_place_aside(key)) if _older(m, older_than)
            ]
            self._forget(*long_aside)
            return self._set_aside(checked_key(key), older_than) or bool(long_aside)

    def keys(self, *, prefix: str, older_than: datetime) -> Iterator[str]:
        """Yield what was last put, or set aside, before that moment, in the order of the keys."""
        checked = checked_key(prefix.rstrip("/"))
        with _plain_errors(prefix):
            own = (m["path"] for m in self._listed(checked) if _older(m, older_than))
            aside = (
                m["path"].removeprefix(f"{ASIDE}/").rpartition("/")[0]
                for m in self._listed(f"{ASIDE}/{checked}")
                if _older(m, older_than)
            )
            yield from heapq.merge(own, aside)

    def tidy(self, *, older_than: datetime) -> int:  # noqa: ARG002 - a put leaves no halves here
        """Remove what writes killed midway left behind, and say how many: an upload has no half."""
        return 0

    def check(self) -> None:
        """Write, read and remove a small object; raise StorageUnavailable where that fails."""
        key = f"check/{os.getpid()}-{os.urandom(8).hex()}"
        with _plain_errors(key):
            self._put(key, b"meterpost")
            try:
                if self._get(key) != b"meterpost":
                    raise StorageUnavailable("The storage did not keep what was written.")
            finally:
                self._forget(key)

    def _where_it_is(self, key: str, ask: Callable[[str], Any]) -> Any:
        with _plain_errors(key):
            try:
                return ask(checked_key(key))
            except FileNotFoundError:
                for aside in self._aside(key):
                    return ask(aside)
                raise

    def _put(self, path: str, data: bytes) -> None:
        try:
            # In one piece: an object then appears whole or not at all.
            self._do.put(self._store, path, data, use_multipart=False)
        except FileNotFoundError as missing:
            raise StorageUnavailable("There is no such bucket.") from missing

    def _get(self, path: str) -> bytes:
        return bytes(self._do.get(self._store, path).bytes())

    def _set_aside(self, key: str, older_than: datetime) -> bool:
        try:
            if not _older(self._do.head(self._store, key), older_than):
                return False
            # A name of its own each time, so that nobody ever deletes a copy he has not seen.
            self._do.copy(self._store, key, f"{_place_aside(key)}/{os.urandom(8).hex()}")
        except FileNotFoundError:
            return False
        self._forget(key)
        return True

    def _aside(self, key: str) -> list[str]:
        return [found["path"] for found in self._listed(_place_aside(key))]

    def _listed(self, prefix: str) -> Iterator[Any]:
        for some in self._do.list(self._store, prefix=prefix):
            yield from some

    def _forget(self, *paths: str) -> None:
        for path in paths:
            with _plain_errors(path):
                # One by one: not every store that speaks S3 deletes many at once.
                self._do.delete(self._store, path)


def _place_aside(key: str) -> str:
    return f"{ASIDE}/{checked_key(key)}"


def _older(found: Any, moment: datetime) -> bool:
    return bool(found["last_modified"] < moment)


def _s3(*, bucket: str, prefix: str | None, options: dict[str, str]) -> Any:
    try:
        from obstore.store import S3Store
    except ImportError as missing:
        raise ValueError("An s3:// store needs the extra `s3` to be installed.") from missing
    plain_http = options.get("endpoint", "").startswith("http:")
    given: dict[str, Any] = {
        **options,
        "client_options": {**CLIENT, "allow_http": plain_http},
        "retry_config": RETRIES,
    }
    return S3Store(bucket, prefix=prefix, **given)


@contextmanager
def _plain_errors(key: str) -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError as missing:
        raise NotStored(key) from missing
    except BaseError as failure:
        # The first line says what failed; the rest repeats the request for programmers.
        raise StorageUnavailable(str(failure).partition("\n")[0]) from failure
