"""Bring a backup back into an empty place: all of it, or nothing that looks whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from webapp.actions.invariants import broken_invariants
from webapp.actions.jobs import set_going
from webapp.actions.photos import order_smaller_sizes
from webapp.actions.seals import seal_events
from webapp.commands.ahead import ahead
from webapp.commands.doctor import examine
from webapp.commands.half_restored import Mark, mark_in, set_mark, take_mark_away
from webapp.commands.manifest import FOLDERS, PHOTO_LIST, SECRET_KEY, SUMS, Manifest, named
from webapp.commands.sorry import Sorry
from webapp.commands.verify import lines_of, verified
from webapp.gateways.archive import ArchiveReader, Damaged
from webapp.gateways.durable import write
from webapp.gateways.snapshots import Engine, ToolFailed, engine_of
from webapp.gateways.storage import NotStored, Storage, storage_from
from webapp.models.connection import connect_to
from webapp.models.migrations import known, migrate
from webapp.settings import Settings


def restore(*, settings: Settings, file: Path, console: Console) -> int:
    """Verify everything first, then bring it back, then look it over; the doctor's exit code."""
    if not file.is_file():
        raise Sorry(f"{file} is not there.")
    with Progress(console=console, transient=True) as progress:
        try:
            manifest = _verified(file, progress)
            place = _place(settings, manifest)
            _bring_back(place, file, manifest, progress)
        except (Damaged, ToolFailed) as failed:
            raise Sorry(f"{file}: {failed}") from failed
        except OSError as failed:
            raise Sorry(f"It did not come to its end, please run it again: {failed}") from failed
    console.print(
        f"The state of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC is back:"
        f" {manifest.counts.get('submission', 0):,} submissions,"
        f" {manifest.counts.get('reading', 0):,} readings, {manifest.counts.get('photo', 0):,}"
        " photos. Smaller copies of the photos are made again while the worker runs."
    )
    return _looked_over(settings=settings, console=console)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where it comes back to, and how far an earlier try came."""

    settings: Settings
    engine: Engine
    storage: Storage
    database_is_back: bool


def _verified(file: Path, progress: Progress) -> Manifest:
    task = progress.add_task("Checking the backup", total=file.stat().st_size)
    manifest = verified(file=file, step=lambda length: progress.advance(task, length))
    progress.update(task, completed=file.stat().st_size)
    return manifest


def _place(settings: Settings, manifest: Manifest) -> _Place:
    engine, storage = engine_of(url=settings.database_url), storage_from(settings)
    if newer := set(manifest.migrations) - set(known()):
        raise Sorry(
            f"This backup was made by a newer version (it knows {max(newer)})."
            " Please install that version first. Nothing was touched.",
        )
    if engine.name != manifest.engine:
        raise Sorry(
            f"This backup was made of {manifest.engine}, and DATABASE_URL names {engine.name}."
            " A backup comes back into the same kind of database only. Nothing was touched.",
        )
    before = mark_in(settings.data)
    if before and before.backup == manifest.id and before.database_is_back:
        return _Place(settings=settings, engine=engine, storage=storage, database_is_back=True)
    _refuse_occupied(engine, storage, manifest, photos_may_be_there=before is not None)
    return _Place(settings=settings, engine=engine, storage=storage, database_is_back=False)


def _refuse_occupied(
    engine: Engine, storage: Storage, manifest: Manifest, *, photos_may_be_there: bool
) -> None:
    if not engine.is_empty():
        raise Sorry(
            "There is a database already. A backup comes back into an empty place only:"
            " name an empty folder with --data, or an empty database. Nothing was touched.",
        )
    if photos_may_be_there or not manifest.photos_inside:
        return
    later = datetime.now(UTC) + timedelta(days=1)
    if next(iter(storage.keys(prefix="photos", older_than=later)), None) is not None:
        raise Sorry(
            "There are photos already. A backup comes back into an empty place only:"
            " name an empty folder with --data, or an empty STORAGE_URL."
            " Nothing was touched.",
        )


def _bring_back(place: _Place, file: Path, manifest: Manifest, progress: Progress) -> None:
    settings = place.settings
    if not place.database_is_back:
        set_mark(settings.data, Mark(backup=manifest.id))
        _photos(place, file, manifest, progress)
        _secret_key(settings, file, manifest)
        progress.add_task("Bringing the database back", total=None)
        # Last of all: without it nothing here looks like a portal.
        place.engine.put_back(ArchiveReader(file).chunks_of(manifest.database.name))
        set_mark(settings.data, Mark(backup=manifest.id, database_is_back=True))
    db = connect_to(url=settings.database_url)
    with db.connection_context():
        _compare(db, manifest)
    migrate(db=db)
    with db.connection_context():
        _go_on(now=datetime.now(UTC))
    take_mark_away(settings.data)


def _go_on(*, now: datetime) -> None:
    """What was due at the time of the backup is due from now on, and the log is sealed."""
    order_smaller_sizes(now=now)
    set_going(now=now)
    while seal_events(now=now):
        pass


def _photos(place: _Place, file: Path, manifest: Manifest, progress: Progress) -> None:
    task = progress.add_task("Bringing the photos back", total=manifest.counts.get("photo", 0))
    done = _found if not manifest.photos_inside else _put
    for _ in done(place.storage, file, manifest):
        progress.advance(task)


def _put(storage: Storage, file: Path, _manifest: Manifest) -> Iterator[None]:
    def put(photo: tuple[str, bytes]) -> None:
        storage.put(key=photo[0], data=photo[1])

    for _ in ahead(put, _checked_photos(file)):
        yield


def _checked_photos(file: Path) -> Iterator[tuple[str, bytes]]:
    for info, chunks in ArchiveReader(file).members():
        if info.name.startswith(FOLDERS):
            data = b"".join(chunks)
            # Once more: the disk may have got worse since the file was checked.
            if hashlib.sha256(data).hexdigest() not in info.name:
                raise Damaged(f"{info.name} is not what was written.")
            yield info.name, data


def _found(storage: Storage, file: Path, manifest: Manifest) -> Iterator[None]:
    missing = set(manifest.missing_photos)
    for photo in named(lines_of(ArchiveReader(file).chunks_of(PHOTO_LIST))):
        if photo.key not in missing and _length(storage, photo.key) != photo.length:
            raise Damaged(
                f"It holds the list of photos only, and the store has no {photo.key} of that size."
                " Please bring the bucket back first, with its own tools."
            )
        yield


def _length(storage: Storage, key: str) -> int | None:
    try:
        return storage.look(key=key).bytes
    except NotStored:
        return None


def _secret_key(settings: Settings, file: Path, manifest: Manifest) -> None:
    if manifest.holds_secret_key:
        beside = settings.data / f"{SECRET_KEY}.restoring"
        beside.touch(mode=0o600)
        write(beside, b"".join(ArchiveReader(file).chunks_of(SECRET_KEY)))
        beside.replace(settings.data / SECRET_KEY)


def _compare(db: Any, manifest: Manifest) -> None:
    def number(query: str) -> int:
        return int(db.execute_sql(query).fetchone()[0])

    there = {table: number(f"SELECT count(*) FROM {table}") for table in manifest.counts}  # noqa: S608 - the manifest is sealed
    sums = {name: number(SUMS[name]) for name in manifest.sums if name in SUMS}
    differ = {n for n in there if there[n] != manifest.counts[n]}
    differ |= {n for n in sums if sums[n] != manifest.sums[n]}
    if differ:
        raise Damaged(f"What is back differs from what was written: {', '.join(sorted(differ))}.")


def _looked_over(*, settings: Settings, console: Console) -> int:
    db = connect_to(url=settings.database_url)
    with db.connection_context():
        broken = broken_invariants()
    for one in broken:
        console.print(f"CARE  {one}")
    code = examine(settings=settings, console=console)
    return 1 if broken else code
