"""Write everything into one file while the portal goes on serving."""

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from webapp.commands.ahead import ahead
from webapp.commands.manifest import (
    NAME,
    PHOTO_LIST,
    SEAL,
    SECRET_KEY,
    SUMS,
    Manifest,
    Named,
    named,
)
from webapp.commands.sorry import Sorry
from webapp.gateways.archive import ArchiveWriter, Member
from webapp.gateways.snapshots import Engine, Snapshot, ToolFailed, engine_of
from webapp.gateways.storage import NotStored, Storage, storage_from
from webapp.models.documents import Document
from webapp.models.migrations import known
from webapp.models.tables import ALL
from webapp.settings import Settings

NOTE = "last-backup"
Step = Callable[[str, int, int], None]
PHOTOS = """
SELECT company_id, sha256, bytes, 0 AS is_document FROM photo
{papers}
ORDER BY is_document, company_id, sha256
"""
PAPERS = "UNION ALL SELECT company_id, sha256, bytes, 1 FROM document"
APPLIED = "SELECT name FROM schema_migration ORDER BY name"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the operator may choose."""

    photos_inside: bool = True
    secret_key: bool = True


def back_up(*, settings: Settings, file: Path, choices: Choices, console: Console) -> int:
    """Write the backup and say what is in it; 0, or 2 where the store had lost photos."""
    _refuse_nonsense(file)
    engine = engine_of(url=settings.database_url)
    _refuse_nothing(engine)
    with _progress(console) as progress:
        try:
            manifest, length = _write(
                engine=engine,
                settings=settings,
                file=file,
                choices=choices,
                step=lambda what, done, total: _show(progress, what, done, total),
            )
        except (ToolFailed, OSError) as failed:
            raise Sorry(f"There is no backup: {failed}") from failed
    _remember(settings, manifest=manifest, file=file, length=length)
    return _told(console, manifest=manifest, file=file, length=length)


def _write(
    *, engine: Engine, settings: Settings, file: Path, choices: Choices, step: Step
) -> tuple[Manifest, int]:
    now = datetime.now(UTC)
    with ArchiveWriter(file, made_at=now.timestamp()) as archive:
        making = _Making(archive=archive, storage=storage_from(settings), step=step)
        making.show("Taking a snapshot of the database")
        with engine.snapshot(beside=file) as snapshot:
            manifest = _described(snapshot, engine=engine.name, now=now, choices=choices)
            making.database(snapshot)
            photo_list, at = making.photo_list(snapshot, by_reference=not choices.photos_inside)
        # The snapshot's transaction is over: photos may take hours, and stay as they are.
        making.secret_key(settings, choices)
        if choices.photos_inside:
            making.photos(photo_list, at, total=_files(manifest))
        manifest.members = [member.told() for member in making.members]
        manifest.missing_photos = making.missing
        return manifest, _closed(archive, manifest)


class _Making:
    """The members, in the order in which they are written."""

    def __init__(self, *, archive: ArchiveWriter, storage: Storage, step: Step) -> None:
        self._archive, self._storage, self._step = archive, storage, step
        self.members: list[Member] = []
        self.missing: list[str] = []

    def show(self, what: str, done: int = 0, total: int = 0) -> None:
        """Tell the operator what goes on."""
        self._step(what, done, total)

    def database(self, snapshot: Snapshot) -> None:
        """The database, as one member."""
        self.show("Writing the database")
        self.members.append(self._archive.add(snapshot.member, snapshot.dump()))

    def photo_list(self, snapshot: Snapshot, *, by_reference: bool) -> tuple[Member, int]:
        """Which photos the rows of this moment name; says where the list stands."""
        self.show("Listing the photos")
        at = self._archive.position()
        look = self._seen if by_reference else (lambda photo: photo)
        lines = (
            look(
                Named(company=company, sha256=sha256, length=length, document=bool(paper) or None)
            ).line()
            for company, sha256, length, paper in snapshot.rows(_files_named())
        )
        self.members.append(self._archive.add(PHOTO_LIST, lines))
        return self.members[-1], at

    def secret_key(self, settings: Settings, choices: Choices) -> None:
        """The key from the data folder; one from the environment is the operator's own to keep."""
        path = settings.data / SECRET_KEY
        if choices.secret_key and path.exists() and path.read_text() == settings.secret_key:
            self.members.append(self._archive.add(SECRET_KEY, [path.read_bytes()]))

    def photos(self, photo_list: Member, at: int, *, total: int) -> None:
        """The bytes of each photo on the list; what the store has lost is noted, not fatal."""
        lines = self._archive.lines_of(photo_list, at=at)
        for done, (photo, data) in enumerate(ahead(self._bytes_of, named(lines)), start=1):
            if data is None or hashlib.sha256(data).hexdigest() != photo.sha256:
                self.missing.append(photo.key)
            else:
                self._archive.add(photo.key, [data])
            self.show("Writing the photos", done, total)

    def _bytes_of(self, photo: Named) -> bytes | None:
        try:
            return self._storage.get(key=photo.key)
        except NotStored:
            return None

    def _seen(self, photo: Named) -> Named:
        try:
            look = self._storage.look(key=photo.key)
        except NotStored:
            self.missing.append(photo.key)
            return photo
        return replace(photo, length=look.bytes, etag=look.etag)


def _refuse_nonsense(file: Path) -> None:
    if file.exists():
        raise Sorry("There is a file of that name already. Please choose another.")
    if not file.parent.is_dir():
        raise Sorry("The folder for the backup is not there.")


def _refuse_nothing(engine: Engine) -> None:
    try:
        empty = engine.is_empty()
    except ToolFailed as failed:
        raise Sorry(f"There is no backup: {failed}") from failed
    if empty:
        raise Sorry("There is no database to back up.")


def _described(snapshot: Snapshot, *, engine: str, now: datetime, choices: Choices) -> Manifest:
    applied = [name for (name,) in snapshot.rows(APPLIED)]
    if missing := set(known()) - set(applied):
        raise Sorry(f"Please run `meterpost migrate` first: {min(missing)} is missing.")
    tables = [table._meta.table_name for table in ALL]
    return Manifest(
        id=secrets.token_hex(8),
        created_at=now.isoformat(),
        version=_version(),
        engine=engine,
        migrations=applied,
        counts={table: _number(snapshot, f"SELECT count(*) FROM {table}") for table in tables},  # noqa: S608 - our own tables
        sums={
            name: _number(snapshot, query)
            for name, query in SUMS.items()
            if name.partition(".")[0] in tables
        },
        photos_inside=choices.photos_inside,
    )


def _number(snapshot: Snapshot, query: str) -> int:
    return int(next(iter(list(snapshot.rows(query))))[0])


def _closed(archive: ArchiveWriter, manifest: Manifest) -> int:
    told = archive.add(NAME, [manifest.written()])
    archive.add(SEAL, [told.sha256.encode()])
    return archive.finish()


def _remember(settings: Settings, *, manifest: Manifest, file: Path, length: int) -> None:
    """Leave a note that the doctor reads."""
    note = {"at": manifest.created_at, "file": str(file), "bytes": length}
    note["missing_photos"] = len(manifest.missing_photos)
    beside = settings.data / f"{NOTE}.{os.getpid()}"
    with suppress(OSError):  # the backup is whole, with a note of it or without
        beside.write_text(json.dumps(note))
        beside.replace(settings.data / NOTE)


def _told(console: Console, *, manifest: Manifest, file: Path, length: int) -> int:
    photos = _files(manifest) - len(manifest.missing_photos)
    what = "photos and papers" if manifest.counts.get("document") else "photos"
    inside = f"{photos:,} {what}" if manifest.photos_inside else f"no {what}, but their list"
    key = "the secret key" if manifest.holds_secret_key else "not the secret key"
    console.print(
        f"{file} is whole: {length / 1e6:,.1f} MB, the database as of"
        f" {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC, {inside}, and {key}."
    )
    if not manifest.missing_photos:
        return 0
    console.print(
        f"CARE  {len(manifest.missing_photos)} photos have a row but are lost or damaged in the"
        " store. They are named in the backup, which is whole apart from them."
    )
    return 2


def _files_named() -> str:
    """What asks for every photo and paper that a row names."""
    return PHOTOS.format(papers=PAPERS if Document in ALL else "")


def _files(manifest: Manifest) -> int:
    return manifest.counts.get("photo", 0) + manifest.counts.get("document", 0)


def _version() -> str:
    try:
        return version("meterpost")
    except PackageNotFoundError:
        return "from a checkout"


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def _show(progress: Progress, what: str, done: int, total: int) -> None:
    if not progress.tasks:
        progress.add_task(what, total=total)
    progress.update(progress.tasks[0].id, description=what, completed=done, total=max(total, done))
