"""Photos of submissions: derivatives by a job, orphans swept."""

import os
from datetime import timedelta
from functools import partial

import pytest

from tests.phone import meta, send
from webapp.actions.jobs import run_due
from webapp.actions.photos import ORPHAN_AGE, derive_photo, sweep_orphans
from webapp.gateways.storage import photo_key
from webapp.models.photos import Photo
from webapp.models.submission_photos import SubmissionPhoto


@pytest.fixture
def sent(sign_in_as, world, jpeg):
    """The key of a photo that came with a reading."""
    record = meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=jpeg)
    assert send(sign_in_as("anna"), record, jpeg).status_code == 201
    return SubmissionPhoto.get(SubmissionPhoto.submission_id == record["id"]).sha256


def age(storage, key, now):
    moment = (now - ORPHAN_AGE - timedelta(hours=1)).timestamp()
    os.utime(storage._root / key, (moment, moment))


def test_smaller_sizes_are_made_by_the_job(sent, world, storage, now):
    run_due(
        handlers={"derive_photo": partial(derive_photo, storage=storage)},
        clock=lambda: now + timedelta(seconds=1),
    )
    for size in ("thumb", "view"):
        assert storage.exists(key=photo_key(company_id=world.minta, sha256=sent, size=size))
    assert Photo.get(Photo.sha256 == sent).derived_at is not None


def test_an_orphan_is_swept_when_it_is_old(world, storage, now):
    key = photo_key(company_id=world.minta, sha256="ab" * 32)
    storage.put(key=key, data=b"left by a crash")
    sweep_orphans(now=now, storage=storage)
    assert storage.exists(key=key)
    age(storage, key, now)
    assert sweep_orphans(now=now, storage=storage) >= 1
    assert not storage.exists(key=key)


def test_what_a_submission_names_stays(sent, world, storage, now):
    key = photo_key(company_id=world.minta, sha256=sent)
    age(storage, key, now)
    sweep_orphans(now=now, storage=storage)
    assert storage.exists(key=key)
