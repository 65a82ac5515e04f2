"""The doctor sees each illness and says what to do."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from tests.till import takes_cards
from webapp.actions import strays
from webapp.commands.checks import settings as settings_checks
from webapp.commands.checks import store as store_checks
from webapp.gateways.storage import document_key, photo_key
from webapp.models.companies import Company
from webapp.models.documents import Document
from webapp.models.events import Event
from webapp.models.import_batches import ImportBatch
from webapp.models.jobs import Job, new_id
from webapp.models.photos import Photo

NOW = datetime.now(UTC)
POSTGRES = bool(os.environ.get("METERPOST_TEST_POSTGRES"))


def told(town, *words) -> dict[str, tuple[str, str]]:
    """What the doctor says of each thing, as monitoring reads it."""
    said = json.loads(town.place.meterpost("doctor", "--json", *words).stdout)
    return {one["name"]: (one["state"], one["advice"] or "") for one in said["checks"]}


def test_a_healthy_town(town):
    ended = town.place.meterpost("doctor", "--thorough")
    assert ended.returncode == 0, ended.stdout
    assert "CARE" not in ended.stdout
    said = told(town, "--thorough")
    assert said["every row and photo"] == ("ok", "")
    assert said["proxies"][0] == "note"
    assert said["backup"][0] == "note"
    assert ("clock of the database" in said) == POSTGRES


def test_json_and_the_exit_code_agree(town):
    well = town.place.meterpost("doctor", "--json")
    assert (well.returncode, json.loads(well.stdout)["well"]) == (0, True)
    (town.place.data / "secret-key").chmod(0o644)
    ill = town.place.meterpost("doctor", "--json")
    assert (ill.returncode, json.loads(ill.stdout)["well"]) == (1, False)


def test_a_bank_without_keys_or_with_a_file_for_everybody(town):
    keys = town.place.data / "payments.toml"
    with town.place.open():
        minta = Company.get(Company.slug == "minta").id
        takes_cards(minta, origin="https://bank.test", provider="stripe")
    assert told(town)["bank of minta"][0] == "care"
    keys.touch(mode=0o644)
    state, advice = told(town)["bank of minta"]
    assert state == "care"
    assert f"chmod 600 {keys}" in advice


def test_a_photo_without_bytes(town):
    with town.place.open():
        company_id, sha256 = Photo.select(Photo.company_id, Photo.sha256).tuples().first()
    town.place.storage.delete(key=photo_key(company_id=company_id, sha256=sha256))
    state, advice = told(town)["photos and their rows"]
    assert state == "care"
    assert advice.startswith("1 photos are named but not stored")


def test_bytes_without_a_row(town, monkeypatch):
    town.place.storage.put(key=photo_key(company_id=7, sha256="ab" * 32), data=b"left")
    assert told(town)["photos and their rows"] == ("ok", ""), "it may be on its way"
    monkeypatch.setattr(strays, "ORPHAN_AGE", timedelta(days=-1))
    state, advice = told(town)["photos and their rows"]
    assert state == "note"
    assert advice.startswith("1 stored photos belong to nothing")


def test_smaller_sizes_are_no_strays(town, monkeypatch):
    monkeypatch.setattr(strays, "ORPHAN_AGE", timedelta(days=-1))
    with town.place.open():
        company_id, sha256 = Photo.select(Photo.company_id, Photo.sha256).tuples().first()
    thumb = photo_key(company_id=company_id, sha256=sha256, size="thumb")
    town.place.storage.put(key=thumb, data=b"small")
    assert told(town)["photos and their rows"] == ("ok", "")


def test_papers_without_bytes_and_without_a_row(town, monkeypatch):
    assert told(town)["papers and their rows"] == ("ok", "")
    town.place.storage.put(key=document_key(company_id=7, sha256="ab" * 32), data=b"left")
    assert told(town)["papers and their rows"] == ("ok", ""), "it may be on its way"
    monkeypatch.setattr(strays, "ORPHAN_AGE", timedelta(days=-1))
    state, advice = told(town)["papers and their rows"]
    assert state == "note"
    assert advice.startswith("1 stored papers belong to nothing")
    with town.place.open():
        batch = ImportBatch.select().first()
        Document.insert(
            company_id=batch.company_id, sha256="cd" * 32, bytes=4, import_id=batch.id
        ).execute()
    state, advice = told(town)["papers and their rows"]
    assert state == "care"
    assert advice.startswith("1 papers are named but not stored")


def test_damaged_bytes_are_found_by_the_thorough_one(town):
    with town.place.open():
        row = Photo.select().first()
    key = photo_key(company_id=row.company_id, sha256=row.sha256)
    town.place.storage.delete(key=key)
    town.place.storage.put(key=key, data=b"x" * row.bytes)
    assert told(town)["photos and their rows"][0] == "ok"
    assert "not what their name says" in told(town, "--thorough")["every row and photo"][1]


@pytest.mark.parametrize(
    ("job", "name", "words"),
    [
        ({"dead_at": NOW}, "jobs that failed", "1 jobs failed for good"),
        ({"run_at": NOW - timedelta(hours=1)}, "jobs that wait", "is the worker running"),
    ],
)
def test_jobs(town, job, name, words):
    usual = {"id": new_id(), "kind": "x", "payload": "{}", "run_at": NOW, "enqueued_at": NOW}
    with town.place.open():
        Job.insert(**{**usual, **job}).execute()
    state, advice = told(town)[name]
    assert state == "care"
    assert words in advice


def test_a_row_from_the_future(town):
    with town.place.open():
        Event.insert(
            company_id=town.world.minta, id=new_id(), kind="x", subject="x", facts="{}",
            happened_at=NOW + timedelta(days=3),
        ).execute()  # fmt: skip
    assert "yet to come" in told(town)["clock of what was written"][1]


def test_a_store_whose_clock_is_off(town, monkeypatch):
    monkeypatch.setattr(store_checks, "CLOCKS_APART", timedelta(seconds=-1))
    assert told(town)["clock of the storage"][0] == "care"


def test_a_full_disk(town, monkeypatch):
    monkeypatch.setattr(settings_checks, "LEAST_ROOM", 1 << 62)
    assert "make room" in told(town)["room on the disk"][1]


def test_a_key_that_others_can_read(town):
    (town.place.data / "secret-key").chmod(0o640)
    assert "chmod 600" in told(town)["secret key"][1]


def test_a_store_or_database_that_is_away_is_said_and_the_rest_goes_on(place):
    away = place("away", STORAGE_URL="s3://x?endpoint=http://127.0.0.1:9&region=x",
                 AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")  # fmt: skip
    said = json.loads(away.meterpost("doctor", "--json").stdout)["checks"]
    states = {one["name"]: one["state"] for one in said}
    assert states["storage"] == "care"
    assert states["migrations"] == "care"
    assert states["room on the disk"] == "ok"

    gone = place("gone", DATABASE_URL="postgresql://nobody@127.0.0.1:9/x")
    said = json.loads(gone.meterpost("doctor", "--json").stdout)["checks"]
    assert {one["name"]: one["state"] for one in said}["database"] == "care"
