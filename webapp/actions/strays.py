"""Photos and papers that lost their other half: rows without bytes, and bytes that no row names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from webapp.actions import papers, photos
from webapp.actions.photos import ORPHAN_AGE
from webapp.gateways.storage import NotStored, Storage, document_key, photo_key
from webapp.models.documents import Document
from webapp.models.photos import Photo

# A file is named by its company, as text, and its hash; rows and keys come in that order.
Name = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Strays:
    """How many of each."""

    rows_without_bytes: int
    bytes_without_row: int


@dataclass(frozen=True, kw_only=True)
class _Sort:
    """What is kept in one folder of the store, and the table whose rows name it."""

    table: Any
    folder: str
    ours: re.Pattern[str]
    named: Callable[..., str]

    def key(self, name: Name) -> str:
        return self.named(company_id=int(name[0]), sha256=name[1])


_PHOTOS = _Sort(table=Photo, folder="photos", ours=photos.OURS, named=photo_key)
_PAPERS = _Sort(table=Document, folder="papers", ours=papers.OURS, named=document_key)


def stray_photos(*, storage: Storage, now: datetime) -> Strays:
    """Compare all rows with all that is stored, in one pass over both; nothing is changed."""
    return _strays(_PHOTOS, storage, now=now)


def stray_papers(*, storage: Storage, now: datetime) -> Strays:
    """The same of the papers that the billing system delivered."""
    return _strays(_PAPERS, storage, now=now)


def _strays(sort: _Sort, storage: Storage, *, now: datetime) -> Strays:
    lonely_rows = lonely_bytes = 0
    for name, row, whole in _beside_each_other(_rows(sort), _stored(sort, storage, now=now)):
        if row and not whole:
            # It may have come while we looked; only what is still missing counts.
            lonely_rows += not storage.exists(key=sort.key(name))
        elif whole and not row:
            lonely_bytes += _is_left(sort, name, storage, now=now)
    return Strays(rows_without_bytes=lonely_rows, bytes_without_row=lonely_bytes)


def _rows(sort: _Sort) -> Iterator[Name]:
    company, sha256 = sort.table.company_id.cast("TEXT"), sort.table.sha256
    rows = sort.table.select(company.converter(str), sha256).order_by(company, sha256)
    yield from rows.tuples().iterator()


def _stored(sort: _Sort, storage: Storage, *, now: datetime) -> Iterator[Name]:
    keys = storage.keys(prefix=sort.folder, older_than=now + timedelta(days=1))
    ours = ((m[1], m[2], key) for key in keys if (m := sort.ours.fullmatch(key)))
    for (company, sha256), group in groupby(ours, key=lambda one: one[:2]):
        if any(key == sort.key((company, sha256)) for *_, key in group):
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


def _is_left(sort: _Sort, name: Name, storage: Storage, *, now: datetime) -> bool:
    table = sort.table
    if table.select().where(table.company_id == int(name[0]), table.sha256 == name[1]).exists():
        return False
    try:
        return storage.look(key=sort.key(name)).put_at < now - ORPHAN_AGE
    except NotStored:
        return False
