"""The folder store: what it has kept survives, nothing is half there, nothing leaves the folder."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from webapp.gateways import storage as storage_module
from webapp.gateways.storage import FolderStorage, NotStored, photo_key, storage_from

SHA256 = "ab" * 32
KEY = photo_key(company_id=7, sha256=SHA256)
NOW = datetime.now(UTC)
YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)


@pytest.fixture
def storage(tmp_path) -> FolderStorage:
    return FolderStorage(tmp_path / "kept")


def make_old(storage: FolderStorage, key: str) -> None:
    long_ago = (NOW - timedelta(days=9)).timestamp()
    os.utime(storage._path(key), (long_ago, long_ago))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_keys_name_company_content_and_size():
    view = photo_key(company_id=7, sha256=SHA256, size="view")
    assert (KEY, view) == (f"photos/7/ab/{SHA256}.jpg", f"photos/7/ab/{SHA256}.view.jpg")


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31])
def test_a_photo_is_named_by_a_hash_and_nothing_else(name):
    with pytest.raises(ValueError, match="SHA-256"):
        photo_key(company_id=7, sha256=name)


def test_what_was_put_can_be_got_by_another_process(storage, tmp_path):
    storage.put(key=KEY, data=b"picture")
    later = FolderStorage(tmp_path / "kept")
    assert later.get(key=KEY) == b"picture"
    assert later.exists(key=KEY)


def test_what_was_not_put_is_not_there(storage):
    assert not storage.exists(key=KEY)
    assert not storage.delete(key=KEY)
    for key in (KEY, "photos"):
        with pytest.raises(NotStored):
            storage.get(key=key)


def test_file_and_folder_are_durable_before_put_returns(storage, monkeypatch):
    happened = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor):
        is_folder = Path(f"/proc/self/fd/{descriptor}").resolve().is_dir()
        happened.append("folder" if is_folder else "file")
        fsync(descriptor)

    def noted_replace(path, target):
        happened.append("named")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    storage.put(key=KEY, data=b"picture")
    assert happened[-3:] == ["file", "named", "folder"]
    assert happened[:-3] == ["folder"] * 3  # each new folder is made durable in its parent


def test_a_repeat_does_not_write_again(storage, monkeypatch):
    storage.put(key=KEY, data=b"picture")
    monkeypatch.setattr(storage_module, "write", lambda *_: pytest.fail("written again"))
    storage.put(key=KEY, data=b"picture")


@pytest.mark.parametrize("moment", [(storage_module, "write"), (Path, "replace")])
def test_a_put_killed_midway_leaves_no_half_file_under_the_key(storage, monkeypatch, moment):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(
            *((storage_module, "write") if moment == "_write" else (Path, "replace")), killed
        )
        with pytest.raises(KeyboardInterrupt):
            storage.put(key=KEY, data=b"picture")
    assert not storage.exists(key=KEY)
    assert list(storage.keys(prefix="photos", older_than=TOMORROW)) == []
    assert storage.tidy(older_than=YESTERDAY) == 0
    storage.put(key=KEY, data=b"picture")
    assert storage.get(key=KEY) == b"picture"


def test_what_killed_puts_left_behind_is_tidied_away(storage, monkeypatch, tmp_path):
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            storage.put(key=KEY, data=b"picture")
    assert len(files(tmp_path)) == 1
    assert storage.tidy(older_than=TOMORROW) == 1
    assert files(tmp_path) == []


def test_many_at_once_leave_one_whole_file(storage, tmp_path):
    data = os.urandom(200_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: storage.put(key=KEY, data=data), range(32)))
    assert storage.get(key=KEY) == data
    assert files(tmp_path) == [f"{SHA256}.jpg"]


def test_the_sweep_sees_only_what_is_old_and_under_its_prefix(storage):
    other_company = photo_key(company_id=71, sha256=SHA256)
    fresh = photo_key(company_id=7, sha256="cd" * 32)
    for key in (KEY, other_company, fresh):
        storage.put(key=key, data=b"picture")
    make_old(storage, KEY)
    make_old(storage, other_company)
    assert list(storage.keys(prefix="photos/7/", older_than=YESTERDAY)) == [KEY]
    assert list(storage.keys(prefix="photos", older_than=YESTERDAY)) == [KEY, other_company]
    assert list(storage.keys(prefix="documents", older_than=YESTERDAY)) == []


def test_an_orphan_that_is_put_again_is_no_orphan(storage):
    storage.put(key=KEY, data=b"picture")
    make_old(storage, KEY)
    orphans = list(storage.keys(prefix="photos", older_than=YESTERDAY))
    storage.put(key=KEY, data=b"picture")
    assert orphans == [KEY]
    assert not storage.delete(key=KEY, older_than=YESTERDAY)
    assert storage.exists(key=KEY)


def test_what_is_deleted_is_gone(storage):
    storage.put(key=KEY, data=b"picture")
    make_old(storage, KEY)
    assert storage.delete(key=KEY, older_than=YESTERDAY)
    assert not storage.exists(key=KEY)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "..",
        "../secret",
        "photos/../../secret",
        "photos//x",
        "photos/.hidden",
        "photos/x/",
        "photos/x\n",
        "photos\\x",
        "photos/x\x00",
    ],
)
def test_no_key_leads_out_of_the_folder(storage, key):
    calls = (
        lambda: storage.put(key=key, data=b""),
        lambda: storage.get(key=key),
        lambda: storage.exists(key=key),
        lambda: storage.delete(key=key),
    )
    for call in calls:
        with pytest.raises(ValueError, match="Not a storage key"):
            call()


def test_the_check_says_when_nothing_can_be_kept(storage, tmp_path):
    storage.check()
    assert files(tmp_path) == []
    (tmp_path / "kept").rmdir()
    with pytest.raises(OSError, match="No such file"):
        storage.check()


@dataclass
class Settings:
    storage_url: str


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_path_in_the_settings_is_a_folder(tmp_path, scheme):
    storage = storage_from(Settings(f"{scheme}{tmp_path}/kept"))
    storage.put(key=KEY, data=b"picture")
    assert files(tmp_path / "kept") == [f"{SHA256}.jpg"]


def test_a_store_we_cannot_use_is_named():
    with pytest.raises(ValueError, match="'ftp'"):
        storage_from(Settings("ftp://host/photos"))
