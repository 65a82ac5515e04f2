"""Photos of submissions: cleaned and stored before the row that names them commits."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from webapp.actions.jobs import enqueue
from webapp.domain.captures import Capture, PhotoNote
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.pictures.derive import derive
from webapp.gateways.pictures.harden import HardenedPhoto, harden
from webapp.gateways.storage import PhotoSize, Storage, photo_key
from webapp.models.base import atomic, new_id
from webapp.models.jobs import Job
from webapp.models.photos import Photo
from webapp.models.rows import insert_row, insert_row_once
from webapp.models.submission_photos import SubmissionPhoto

# A file younger than this may belong to a submission that is just being written.
ORPHAN_AGE = timedelta(hours=24)

OURS = re.compile(r"photos/(\d+)/[0-9a-f]{2}/([0-9a-f]{64})(?:\.\w+)+")
SIZES: tuple[PhotoSize, ...] = ("thumb", "view")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One cleaned photo on its way into a submission."""

    part: str
    photo: HardenedPhoto
    note: PhotoNote


def received_hashes(photos: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each part exactly as it came."""
    return {part: hashlib.sha256(data).hexdigest() for part, data in photos.items()}


def clean_photos(*, capture: Capture, photos: Mapping[str, bytes]) -> list[Kept]:
    """Check every announced photo against what came and clean it.

    Raises Refusal if one is missing, unannounced, damaged on the way, or no picture we take.
    """
    notes = capture.photo_notes()
    if set(notes) != set(photos):
        raise Refusal(
            "photo_missing", N_("The photo did not come with the reading."), field="photo"
        )
    kept = []
    for part, data in photos.items():
        photo = harden(data=data)
        if photo.received_sha256 != notes[part].sha256.lower() or len(data) != notes[part].bytes:
            raise Refusal(
                "photo_damaged",
                N_("The photo was damaged on its way. Please send it again."),
                field=part,
            )
        kept.append(Kept(part=part, photo=photo, note=notes[part]))
    return kept


def store_files(*, company_id: int, kept: list[Kept], storage: Storage) -> None:
    """Put the pictures into the storage; a crash after this leaves at most an orphan file."""
    for one in kept:
        key = photo_key(company_id=company_id, sha256=one.photo.sha256)
        storage.put(key=key, data=one.photo.bytes)


def insert_photos(*, company_id: int, submission_id: str, kept: list[Kept], now: datetime) -> None:
    """Write the rows that tie the stored pictures to a submission, in its transaction."""
    for one in kept:
        insert_photo(company_id=company_id, photo=one.photo, now=now)
        insert_row(
            SubmissionPhoto,
            company_id=company_id,
            submission_id=submission_id,
            part=one.part,
            sha256=one.photo.sha256,
            received_sha256=one.photo.received_sha256,
            received_bytes=one.photo.received_bytes,
            frame=json.dumps(one.note.frame) if one.note.frame else None,
            taken_at=one.note.taken_at,
        )


def insert_photo(*, company_id: int, photo: HardenedPhoto, now: datetime) -> None:
    """Write the row of a stored picture once and order its smaller sizes."""
    insert_row_once(
        Photo,
        company_id=company_id,
        sha256=photo.sha256,
        bytes=len(photo.bytes),
        width=photo.width,
        height=photo.height,
        stored_at=now,
    )
    enqueue(kind="derive_photo", now=now, company_id=company_id, sha256=photo.sha256)


def derive_photo(*, company_id: int, sha256: str, now: datetime, storage: Storage) -> None:
    """Make the thumbnail and the viewing size of a stored picture; safe to repeat."""
    data = storage.get(key=photo_key(company_id=company_id, sha256=sha256))
    smaller = derive(data=data)
    for size in SIZES:
        key = photo_key(company_id=company_id, sha256=sha256, size=size)
        storage.put(key=key, data=smaller[size])
    Photo.update(derived_at=now).where(
        Photo.company_id == company_id, Photo.sha256 == sha256
    ).execute()


def order_smaller_sizes(*, now: datetime) -> int:
    """Order the smaller sizes of every photo anew, as after a restore; return how many photos."""
    with atomic():
        Photo.update(derived_at=None).execute()
        photos = Photo.select(Photo.company_id, Photo.sha256).tuples()
        jobs = (
            {
                "id": new_id(),
                "kind": "derive_photo",
                "payload": json.dumps({"company_id": company_id, "sha256": sha256}),
                "run_at": now,
                "enqueued_at": now,
            }
            for company_id, sha256 in photos.iterator()
        )
        count = 0
        while some := list(islice(jobs, 500)):
            Job.insert_many(some).execute()
            count += len(some)
    return count


def sweep_orphans(*, now: datetime, storage: Storage) -> int:
    """Delete stored pictures that no row names and that are old enough; return how many."""
    old = now - ORPHAN_AGE
    orphans = [k for k in storage.keys(prefix="photos/", older_than=old) if not _named(k)]
    # A picture may be put again while we look: then it is young, and stays.
    swept = sum(storage.delete(key=key, older_than=old) for key in orphans)
    return swept + storage.tidy(older_than=old)


def _named(key: str) -> bool:
    match = OURS.fullmatch(key)
    if match is None:
        return True  # not a name of ours, so not ours to delete
    return (
        Photo.select().where(Photo.company_id == int(match[1]), Photo.sha256 == match[2]).exists()
    )
