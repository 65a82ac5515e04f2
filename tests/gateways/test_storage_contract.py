"""What every store promises, asked of the folder, of obstore in memory, and of a real S3 server."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from webapp.gateways.object_storage import ObjectStorage
from webapp.gateways.storage import FolderStorage, NotStored, Storage, photo_key, storage_from

SHA256 = "ab" * 32
KEY = photo_key(company_id=7, sha256=SHA256)
NOW = datetime.now(UTC)
# No store lets a test change when something was put; so the moment of the question moves instead.
BEFORE, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)

ODD_KEYS = [
    "", "/etc/passwd", "..", "../secret", "photos/../../secret", "photos//x", "photos/.hidden",
    "photos/x/", "photos/x\n", "photos\\x", "photos/x\x00", "photos/x?versionId=1",
]  # fmt: skip


@dataclass
class Settings:
    storage_url: str


@pytest.fixture(params=["folder", "memory", "s3"])
def storage(request, tmp_path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "kept")
    if request.param == "memory":
        from obstore.store import MemoryStore

        return ObjectStorage(MemoryStore())
    return storage_from(Settings(request.getfixturevalue("s3").fresh_url()))


def listed(storage: Storage, prefix: str = "photos", older_than: datetime = LATER) -> list[str]:
    return list(storage.keys(prefix=prefix, older_than=older_than))


def test_what_was_put_can_be_got(storage):
    storage.put(key=KEY, data=b"picture")
    assert storage.get(key=KEY) == b"picture"
    assert storage.exists(key=KEY)


def test_a_look_says_how_much_and_since_when(storage):
    storage.put(key=KEY, data=b"picture")
    look = storage.look(key=KEY)
    assert look.bytes == 7
    assert abs(look.put_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_was_not_put_is_not_there(storage):
    assert not storage.exists(key=KEY)
    assert not storage.delete(key=KEY)
    assert not storage.delete(key=KEY, older_than=LATER)
    assert listed(storage) == []
    for key in (KEY, "photos"):
        with pytest.raises(NotStored):
            storage.get(key=key)
    with pytest.raises(NotStored):
        storage.look(key=KEY)


def test_a_repeat_changes_nothing(storage):
    for _ in range(2):
        storage.put(key=KEY, data=b"picture")
    assert storage.get(key=KEY) == b"picture"
    assert listed(storage) == [KEY]


def test_bytes_of_another_length_replace_what_is_there(storage):
    storage.put(key=KEY, data=b"")
    storage.put(key=KEY, data=b"picture")
    assert storage.get(key=KEY) == b"picture"


def test_many_at_once_leave_one_whole_photo(storage):
    data = os.urandom(200_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: storage.put(key=KEY, data=data), range(32)))
    assert storage.get(key=KEY) == data
    assert listed(storage) == [KEY]


def test_the_list_is_in_order_and_goes_by_whole_parts_and_by_age(storage):
    keys = [photo_key(company_id=c, sha256=s * 32) for c in (7, 71) for s in ("cd", "ab")]
    for key in keys:
        storage.put(key=key, data=b"picture")
    assert listed(storage) == sorted(keys)
    assert listed(storage, "photos/7/") == sorted(keys[:2])
    assert listed(storage, "documents") == []
    assert listed(storage, older_than=BEFORE) == []


def test_what_was_put_since_is_not_deleted(storage):
    storage.put(key=KEY, data=b"picture")
    assert not storage.delete(key=KEY, older_than=BEFORE)
    assert storage.exists(key=KEY)


def test_what_is_deleted_is_gone(storage):
    storage.put(key=KEY, data=b"picture")
    assert storage.delete(key=KEY)
    assert not storage.exists(key=KEY)
    assert listed(storage) == []


def test_sweeping_again_and_again_leaves_nothing(storage):
    storage.put(key=KEY, data=b"picture")
    for _ in range(3):
        for key in listed(storage):
            assert storage.delete(key=key, older_than=LATER)
    assert listed(storage) == []
    assert not storage.exists(key=KEY)


@pytest.mark.parametrize("key", ODD_KEYS)
def test_no_key_leads_elsewhere(storage, key):
    calls = (
        lambda: storage.put(key=key, data=b""),
        lambda: storage.get(key=key),
        lambda: storage.exists(key=key),
        lambda: storage.look(key=key),
        lambda: storage.delete(key=key),
        lambda: storage.delete(key=key, older_than=LATER),
    )
    for call in calls:
        with pytest.raises(ValueError, match="Not a storage key"):
            call()


def test_the_check_leaves_nothing_behind(storage, tmp_path):
    storage.check()
    assert listed(storage, "check") == []
    assert not [path for path in tmp_path.rglob("*half*") if path.is_file()]
