"""What only an object store can do wrong: sweeping against putting, and being away."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from obstore.store import MemoryStore

from webapp.gateways import object_storage
from webapp.gateways.object_storage import ObjectStorage, object_storage_at
from webapp.gateways.storage import StorageUnavailable, photo_key

KEY = photo_key(company_id=7, sha256="ab" * 32)
LATER = datetime.now(UTC) + timedelta(days=1)
BEFORE = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def storage() -> ObjectStorage:
    made = ObjectStorage(MemoryStore())
    made.put(key=KEY, data=b"picture")
    return made


def test_a_photo_put_again_while_it_is_swept_can_still_be_got(storage, monkeypatch):
    """The put falls between the sweeper's last look and its delete."""
    forget = ObjectStorage._forget

    def put_first(self, *paths):
        if paths == (KEY,):
            storage.put(key=KEY, data=b"picture")
        forget(self, *paths)

    monkeypatch.setattr(ObjectStorage, "_forget", put_first)
    assert storage.delete(key=KEY, older_than=LATER)
    assert storage.get(key=KEY) == b"picture"
    assert storage.look(key=KEY).bytes == 7


def test_sweepers_and_putters_at_once_never_lose_it(storage):
    """Whatever the order, after a put the photo is there."""
    with swept_all_the_time(storage), swept_all_the_time(storage):
        for _ in range(300):
            storage.put(key=KEY, data=b"picture")
            assert storage.get(key=KEY) == b"picture"


@contextmanager
def swept_all_the_time(storage):
    """A sweeper in its first step; what stands aside is young, so there is no second."""
    stop = threading.Event()

    def sweep():
        while not stop.is_set():
            storage._set_aside(KEY, LATER)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        yield
    finally:
        stop.set()
        sweeper.join()


def test_what_stands_aside_is_young_and_stays_until_it_is_old(storage):
    storage.delete(key=KEY, older_than=LATER)
    assert list(storage.keys(prefix="photos", older_than=LATER)) == [KEY]
    assert list(storage.keys(prefix="photos", older_than=BEFORE)) == []
    assert not storage.delete(key=KEY, older_than=BEFORE)
    assert storage.get(key=KEY) == b"picture"
    assert storage.delete(key=KEY, older_than=LATER)
    assert not storage.exists(key=KEY)


def test_a_photo_put_again_after_it_was_set_aside_stays_when_that_is_forgotten(storage):
    storage.delete(key=KEY, older_than=LATER)
    (aside,) = storage._aside(KEY)
    storage.put(key=KEY, data=b"picture")
    storage._forget(aside)
    assert storage.get(key=KEY) == b"picture"


@pytest.fixture
def impatient(monkeypatch):
    """Nobody wants to wait for the whole patience of the real thing."""
    monkeypatch.setitem(object_storage.RETRIES, "max_retries", 1)


def test_a_store_that_is_away_is_unavailable_and_not_empty(impatient):
    away = object_storage_at("s3://photos?endpoint=http://127.0.0.1:9&region=x")
    calls = (
        lambda: away.put(key=KEY, data=b"picture"),
        lambda: away.get(key=KEY),
        lambda: away.exists(key=KEY),
        lambda: away.delete(key=KEY),
        lambda: list(away.keys(prefix="photos", older_than=LATER)),
        away.check,
    )
    for call in calls:
        with pytest.raises(StorageUnavailable) as told:
            call()
        assert "\n" not in str(told.value)
        assert isinstance(told.value, OSError)


@pytest.fixture(autouse=True)
def keys_of_nobody(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")


def test_a_wrong_secret_is_told(s3, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guessed")
    wrong = object_storage_at(s3.fresh_url())
    with pytest.raises(StorageUnavailable, match="privileges"):
        wrong.put(key=KEY, data=b"picture")
    with pytest.raises(StorageUnavailable):
        wrong.check()


@pytest.mark.parametrize(
    "url", ["s3://", "s3:///prefix", "s3://bucket?endpont=x", "s3://bucket?access_key=x"]
)
def test_an_address_that_cannot_be_used_says_how_it_is_written(url):
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        object_storage_at(url)


def test_prefixes_keep_two_portals_in_one_bucket_apart(s3):
    ours, theirs = object_storage_at(s3.fresh_url()), object_storage_at(s3.fresh_url())
    ours.put(key=KEY, data=b"ours")
    assert not theirs.exists(key=KEY)
    assert list(theirs.keys(prefix="photos", older_than=LATER)) == []
