"""The way of a photo on a real S3 server: taken in, made smaller, shown at the desk, swept."""

from datetime import timedelta
from functools import partial

import pytest

from tests.phone import meta, send
from webapp.actions.jobs import run_due
from webapp.actions.photos import derive_photo, sweep_orphans
from webapp.gateways.object_storage import ObjectStorage, object_storage_at
from webapp.gateways.storage import photo_key
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission


@pytest.fixture
def bucket(app, s3, monkeypatch) -> ObjectStorage:
    """The portal keeps its photos in a fresh place of a bucket."""
    made = object_storage_at(s3.fresh_url())
    monkeypatch.setitem(app.extensions, "storage", made)
    return made


@pytest.fixture
def away(app, monkeypatch):
    """The portal's object store does not answer."""
    from webapp.gateways import object_storage

    monkeypatch.setitem(object_storage.RETRIES, "max_retries", 0)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    made = object_storage_at("s3://photos?endpoint=http://127.0.0.1:9&region=x")
    monkeypatch.setitem(app.extensions, "storage", made)


@pytest.fixture
def record(world, jpeg):
    return meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=jpeg)


def shown(visitor, record, size):
    return visitor.get(f"/desk/submissions/{record['id']}/photos/photo/{size}")


def test_from_the_phone_to_the_desk(bucket, record, jpeg, sign_in_as, world, now):
    answer = send(sign_in_as("anna"), record, jpeg)
    assert answer.status_code == 201
    assert send(sign_in_as("anna"), record, jpeg).status_code == 200
    sha256 = SubmissionPhoto.get(SubmissionPhoto.submission_id == record["id"]).sha256
    whole = bucket.get(key=photo_key(company_id=world.minta, sha256=sha256))

    clerk = sign_in_as("clerk")
    before = shown(clerk, record, "view")
    assert (before.status_code, before.data) == (200, whole)
    assert "max-age=60" in before.headers["Cache-Control"]

    handlers = {"derive_photo": partial(derive_photo, storage=bucket)}
    assert run_due(handlers=handlers, clock=lambda: now + timedelta(seconds=1)) >= 1
    for size in ("view", "thumb"):
        smaller = shown(clerk, record, size)
        assert smaller.data == bucket.get(
            key=photo_key(company_id=world.minta, sha256=sha256, size=size)
        )
        assert "immutable" in smaller.headers["Cache-Control"]
    assert shown(clerk, record, "full").data == whole


def test_the_sweep_takes_what_no_row_names_in_two_steps(bucket, record, jpeg, sign_in_as, now):
    send(sign_in_as("anna"), record, jpeg)
    named = SubmissionPhoto.get(SubmissionPhoto.submission_id == record["id"])
    orphan = photo_key(company_id=named.company_id, sha256="ab" * 32)
    bucket.put(key=orphan, data=b"left by a crash")

    assert sweep_orphans(now=now, storage=bucket) == 0
    in_two_days = now + timedelta(days=2)
    assert sweep_orphans(now=in_two_days, storage=bucket) == 1
    assert bucket.get(key=orphan) == b"left by a crash", "a row may just have been written"
    assert sweep_orphans(now=in_two_days, storage=bucket) == 1
    assert not bucket.exists(key=orphan)
    assert bucket.exists(key=photo_key(company_id=named.company_id, sha256=named.sha256))


def test_a_store_that_is_away_asks_the_phone_to_come_again(away, record, jpeg, sign_in_as):
    answer = send(sign_in_as("anna"), record, jpeg)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.get_json()["code"] == "service_unavailable"
    assert not Submission.select().where(Submission.id == record["id"]).exists()


def test_health_says_whether_the_store_answers(bucket, client):
    assert client.get("/healthz").status_code == 200


def test_health_says_that_the_store_is_away(away, client):
    assert client.get("/healthz").status_code == 503
