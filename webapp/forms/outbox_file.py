"""The shape of the file that the outbox exports; each record stands or falls by itself."""

import binascii
import hashlib
import json
import re
from base64 import b64decode
from typing import Any

from webapp.domain.outbox_file import FORMAT, VERSION, FileRecord, OutboxFile
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.captures import parse_capture

MOST_RECORDS = 500
ACCOUNT = re.compile(r"[0-9]{1,19}")
LARGEST_ID = 2**63 - 1
PART = re.compile(r"photo(_[0-9]{1,19})?")


def parse_outbox_file(data: bytes, *, most_photo_bytes: int) -> OutboxFile:
    """The file's records; raises Refusal for anything that is no file of an outbox."""
    content = _json(data)
    if content.get("format") != FORMAT:
        raise _not_ours()
    if content.get("version") != VERSION:
        raise _refusal(N_("This file was written by another version of Meterpost."))
    account, records = str(content.get("account")), content.get("records")
    if not ACCOUNT.fullmatch(account) or int(account) > LARGEST_ID or not isinstance(records, list):
        raise _not_ours()
    if len(records) > MOST_RECORDS:
        raise _refusal(N_("A file may hold %(most)s readings at most."), most=MOST_RECORDS)
    return OutboxFile(
        account_id=int(account),
        sha256=hashlib.sha256(data).hexdigest(),
        records=tuple(_record(one, most_photo_bytes) for one in records),
    )


def _json(data: bytes) -> dict[str, Any]:
    if not data:
        raise _refusal(N_("Please choose the file first."))
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(content, dict):
        raise _not_ours()
    return content


def _record(given: Any, most_photo_bytes: int) -> FileRecord:
    capture = None
    try:
        if not isinstance(given, dict):
            raise _refusal(N_("This reading in the file cannot be read."))
        capture = parse_capture(json.dumps(given.get("meta")))
        return FileRecord(capture=capture, photos=_photos(given.get("photos"), most_photo_bytes))
    except Refusal as refusal:
        return FileRecord(capture=capture, fault=refusal)


def _photos(given: Any, most_photo_bytes: int) -> dict[str, bytes]:
    photos = {} if given is None else given
    if not isinstance(photos, dict) or not all(PART.fullmatch(part) for part in photos):
        raise _damaged()
    return {part: _photo(text, most_photo_bytes) for part, text in photos.items()}


def _photo(text: Any, most_photo_bytes: int) -> bytes:
    if not isinstance(text, str):
        raise _damaged()
    if len(text) > most_photo_bytes * 4 // 3 + 4:
        raise Refusal(
            "too_large",
            N_("A photo may have %(megabytes)s MB at most."),
            field="photo",
            megabytes=most_photo_bytes // 1_000_000,
        )
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _damaged() from error


def _not_ours() -> Refusal:
    return _refusal(N_("This is not a file that the outbox of a phone has written."))


def _damaged() -> Refusal:
    return _refusal(N_("The photo in the file is damaged."))


def _refusal(sentence: str, **numbers: int) -> Refusal:
    return Refusal("file", sentence, field="file", **numbers)
