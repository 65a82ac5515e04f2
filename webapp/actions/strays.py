"""Photos that lost their other half: rows without bytes, and bytes that no row names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from webapp.actions.photos import ORPHAN_AGE, OURS
from webapp.gateways.storage import NotStored, Storage, photo_key
from webapp.models.photos import Photo

# A photo is named by its company, as text, and its hash; rows and keys come in that order.
Name = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Strays:
    """How many of each."""

    rows_without_bytes: int
    bytes_without_row: int


def stray_photos(*, storage: Storage, now: datetime) -> Strays:
    """Compare all rows with all that is stored, in one pass over both; nothing is changed."""
    lonely_rows = lonely_bytes = 0
    for name, row, whole in _beside_each_other(_rows(), _stored(storage, now=now)):
        if row and not whole:
            # It may have come while we looked; only what is still missing counts.
            lonely_rows += not storage.exists(key=_key(name))
        elif whole and not row:
            lonely_bytes += _is_left(name, storage, now=now)
    return Strays(rows_without_bytes=lonely_rows, bytes_without_row=lonely_bytes)


def _rows() -> Iterator[Name]:
    company = Photo.company_id.cast("TEXT")
    rows: Any = Photo.select(company.converter(str), Photo.sha256).order_by(company, Photo.sha256)
    yield from rows.tuples().iterator()


def _stored(storage: Storage, *, now: datetime) -> Iterator[Name]:
    keys = storage.keys(prefix="photos", older_than=now + timedelta(days=1))
    ours = ((m[1], m[2], key) for key in keys if (m := OURS.fullmatch(key)))
    for (company, sha256), group in groupby(ours, key=lambda one: one[:2]):
        if any(key == _key((company, sha256)) for *_, key in group):
            yield company, sha256


def _beside_each_other(
    rows: Iterator[Name], stored: Iterator[Name]
) -> Iterator[tuple[Name, bool, bool]]:
    """Every name that either side knows, with who knows it."""
    row, kept = next(rows, None), next(stored, None)
    while row or kept:
        name = min(one for one in (row, kept) if one)
        yield name, name == row, name == kept
        row, kept = (
            next(rows, None) if name == row else row,
            next(stored, None) if name == kept else kept,
        )


def _is_left(name: Name, storage: Storage, *, now: datetime) -> bool:
    if Photo.select().where(Photo.company_id == int(name[0]), Photo.sha256 == name[1]).exists():
        return False
    try:
        return storage.look(key=_key(name)).put_at < now - ORPHAN_AGE
    except NotStored:
        return False


def _key(name: Name) -> str:
    return photo_key(company_id=int(name[0]), sha256=name[1])
