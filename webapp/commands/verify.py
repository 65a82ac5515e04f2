"""Read a backup from end to end and see that every byte is what was written."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from webapp.commands.manifest import (
    FOLDERS,
    NAME,
    PHOTO_LIST,
    SEAL,
    Manifest,
    Named,
    named,
    read_manifest,
)
from webapp.gateways.archive import ArchiveReader, Damaged, Member

SMALL = (NAME, SEAL)


def verified(*, file: Path, step: Callable[[int], None]) -> Manifest:
    """The manifest of a backup that is whole; raises Damaged with a sentence that says where not.

    `step` is told how many bytes have been read.
    """
    reading = _Reading(file)
    for name, member in reading.members():
        step(member.length)
        reading.take(name, member)
    return reading.manifest()


class _Reading:
    def __init__(self, file: Path) -> None:
        self._archive = ArchiveReader(file)
        self._parts: list[Member] = []
        self._small: dict[str, bytes] = {}
        self._listed: Iterator[Named] = iter(())
        self._absent: list[str] = []
        self._last = ""

    def members(self) -> Iterator[tuple[str, Member]]:
        """Each member, hashed."""
        for info, chunks in self._archive.members():
            digest, length, kept = hashlib.sha256(), 0, []
            for chunk in chunks:
                digest.update(chunk)
                length += len(chunk)
                if info.name in SMALL:
                    kept.append(chunk)
            if info.name in SMALL:
                self._small[info.name] = b"".join(kept)
            self._last = info.name
            yield info.name, Member(name=info.name, length=length, sha256=digest.hexdigest())

    def take(self, name: str, member: Member) -> None:
        """Hold a photo against its name, and keep the hash of everything else."""
        if name.startswith(FOLDERS):
            self._take_photo(name, member)
            return
        if name == PHOTO_LIST:
            self._listed = named(lines_of(self._archive.chunks_of(PHOTO_LIST)))
        self._parts.append(member)

    def manifest(self) -> Manifest:
        """What it says of itself, if all that came before agrees."""
        told = read_manifest(self._sealed())
        found = [part for part in self._parts if part.name not in SMALL]
        for wanted in (told.database, *told.parts()):
            if wanted not in found:
                raise Damaged(f"{wanted.name} is not what was written, or missing.")
        if told.photos_inside:
            self._see_that_no_photo_is_missing(told)
        return told

    def _sealed(self) -> bytes:
        if self._last != SEAL or NAME not in self._small:
            raise Damaged("It is not whole: it ends before its end.")
        if hashlib.sha256(self._small[NAME]).hexdigest().encode() != self._small[SEAL]:
            raise Damaged("Its manifest was changed.")
        return self._small[NAME]

    def _take_photo(self, name: str, member: Member) -> None:
        for photo in self._listed:
            if photo.key != name:
                self._absent.append(photo.key)
                continue
            if member.sha256 != photo.sha256:
                raise Damaged(f"{name} is not what was written.")
            return
        raise Damaged(f"{name} is not on the list of photos.")

    def _see_that_no_photo_is_missing(self, told: Manifest) -> None:
        rest = [photo.key for photo in self._listed]
        if [*self._absent, *rest] != told.missing_photos:
            raise Damaged("Photos are missing that should be in it.")


def lines_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a member."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest
