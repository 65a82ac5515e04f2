"""One tar file that is whole or not there: members are hashed as they pass, nothing is doubled."""

import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

CHUNK = 1 << 20
BLOCK = 512


class Damaged(Exception):
    """The file is not what was once written; the sentence says where."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A part of the archive: its name, its length, and the hash of its bytes."""

    name: str
    length: int
    sha256: str

    def told(self) -> dict[str, object]:
        """The same for a manifest."""
        return asdict(self)


class ArchiveWriter:
    """Writes `FILE.part`, which becomes FILE only when it is whole and on the disk."""

    def __init__(self, path: Path, *, made_at: float) -> None:
        self._path, self._made_at = path, made_at
        self._part = path.with_name(f"{path.name}.part")
        # Nobody else's: it holds everything.
        descriptor = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: BinaryIO = os.fdopen(descriptor, "w+b")

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is not None:
            self._part.unlink(missing_ok=True)

    def add(self, name: str, chunks: Iterable[bytes]) -> Member:
        """Write a member whose length shows only at its end."""
        start, digest, length = self._file.tell(), hashlib.sha256(), 0
        self._file.write(self._header(name, 0))
        for chunk in chunks:
            self._file.write(chunk)
            digest.update(chunk)
            length += len(chunk)
        self._file.write(bytes(-length % BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(self._header(name, length))
        self._file.seek(end)
        return Member(name=name, length=length, sha256=digest.hexdigest())

    def lines_of(self, member: Member, *, at: int) -> Iterator[bytes]:
        """The lines of a member just written, read back beside the writing."""
        self._file.flush()
        with self._part.open("rb") as again:
            again.seek(at + BLOCK)
            while again.tell() < at + BLOCK + member.length:
                yield again.readline()

    def position(self) -> int:
        """Where the next member begins."""
        return self._file.tell()

    def finish(self) -> int:
        """Make it durable, give it its name, and say how many bytes it has."""
        self._file.write(bytes(2 * BLOCK))
        self._file.flush()
        os.fsync(self._file.fileno())
        length = self._file.tell()
        self._part.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return length

    def _header(self, name: str, length: int) -> bytes:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = length, 0o600, int(self._made_at)
        header = info.tobuf(tarfile.GNU_FORMAT)
        if len(header) != BLOCK:
            raise ValueError(f"too long a name for the archive: {name}")
        return header


class ArchiveReader:
    """Reads an archive from its beginning, member by member."""

    def __init__(self, path: Path) -> None:
        self.length = path.stat().st_size
        self._path = path

    def members(self) -> Iterator[tuple[tarfile.TarInfo, Iterator[bytes]]]:
        """Each member with its bytes, which may be left unread; raises Damaged."""
        try:
            with tarfile.open(self._path, "r:") as tar:
                while (info := tar.next()) is not None:
                    yield info, _chunks(tar, info)
                    # It keeps a list of all members otherwise, and there may be millions.
                    tar.members.clear()  # type: ignore[attr-defined]
        except (tarfile.TarError, EOFError) as error:
            raise Damaged(f"It cannot be read as a backup: {error}.") from error

    def chunks_of(self, name: str) -> Iterator[bytes]:
        """The bytes of one member; raises Damaged where it is not there."""
        for info, chunks in self.members():
            if info.name == name:
                yield from chunks
                return
        raise Damaged(f"It has no {name}.")


def _chunks(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    file = tar.extractfile(info)
    if file is None:
        raise Damaged(f"{info.name} is no plain file.")
    try:
        while chunk := file.read(CHUNK):
            yield chunk
    except tarfile.TarError as error:
        raise Damaged(f"It ends in the middle of {info.name}.") from error
