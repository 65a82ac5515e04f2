"""What a backup says about itself: written last, read first when it is checked."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from webapp.gateways.archive import Damaged, Member
from webapp.gateways.storage import document_key, photo_key

FORMAT = 1
NAME = "manifest.json"
SEAL = "manifest.sha256"
PHOTO_LIST = "photos.jsonl"
FOLDERS = ("photos/", "papers/")
SECRET_KEY = "secret-key"  # noqa: S105 - the name of a file

# Sums over a whole table: what was counted in the snapshot must be counted after a restore.
SUMS = {
    "claim.value": "SELECT COALESCE(SUM(value), 0) FROM claim",
    "decided_value.value": "SELECT COALESCE(SUM(value), 0) FROM decided_value",
    "document.bytes": "SELECT COALESCE(SUM(bytes), 0) FROM document",
    "photo.bytes": "SELECT COALESCE(SUM(bytes), 0) FROM photo",
    "reading.value": "SELECT COALESCE(SUM(value), 0) FROM reading",
}


@dataclass(kw_only=True)
class Manifest:
    """Everything about a backup but its bytes."""

    id: str
    created_at: str
    version: str
    engine: str
    migrations: list[str]
    counts: dict[str, int]
    sums: dict[str, int]
    photos_inside: bool
    format: int = FORMAT
    members: list[dict[str, object]] = field(default_factory=list)
    missing_photos: list[str] = field(default_factory=list)

    @property
    def made_at(self) -> datetime:
        """The moment of the backup."""
        return datetime.fromisoformat(self.created_at)

    @property
    def database(self) -> Member:
        """The member that holds the database."""
        for member in self.parts():
            if member.name.startswith("database."):
                return member
        raise Damaged("It holds no database.")

    @property
    def holds_secret_key(self) -> bool:
        """Whether the key that signs cookies is in it."""
        return any(member.name == SECRET_KEY for member in self.parts())

    def parts(self) -> list[Member]:
        """All members but the photos, which are named by their hash, and this one."""
        return [Member(**m) for m in self.members]  # type: ignore[arg-type]

    def written(self) -> bytes:
        """The manifest as the file holds it, for people to read too."""
        return json.dumps(asdict(self), indent=1).encode()


def read_manifest(data: bytes) -> Manifest:
    """The manifest of a file; raises Damaged for one that a newer version wrote."""
    told: dict[str, Any] = json.loads(data)
    if told.get("format") != FORMAT:
        raise Damaged("A newer version of Meterpost wrote it. Please install that one first.")
    return Manifest(**told)


@dataclass(frozen=True, kw_only=True)
class Named:
    """One photo, or one paper, as the list names it."""

    company: int
    sha256: str
    length: int
    etag: str | None = None
    document: bool | None = None
    """Whether it is a paper of the billing system."""

    @property
    def key(self) -> str:
        """Where the store and the backup keep it."""
        name = document_key if self.document else photo_key
        return name(company_id=self.company, sha256=self.sha256)

    def line(self) -> bytes:
        """A line of the list."""
        told = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(told).encode() + b"\n"


def named(lines: Iterator[bytes]) -> Iterator[Named]:
    """The photos of a list, one at a time."""
    for line in lines:
        try:
            yield Named(**json.loads(line))
        except (TypeError, ValueError) as error:
            raise Damaged(f"{PHOTO_LIST} is not what was written.") from error
