"""A backup comes back as it was, or not at all."""

import hashlib
import json
import os
import tarfile

import pytest

from tests.backup.conftest import Place, Town
from webapp.actions.invariants import broken_invariants
from webapp.commands.half_restored import Mark, mark_in, set_mark
from webapp.gateways.storage import document_key, photo_key
from webapp.models.decisions import Decision
from webapp.models.documents import Document
from webapp.models.import_batches import ImportBatch
from webapp.models.jobs import Job
from webapp.models.photos import Photo
from webapp.models.readings import Reading
from webapp.models.seals import Seal
from webapp.models.submissions import Submission

POSTGRES = bool(os.environ.get("METERPOST_TEST_POSTGRES"))


def inside(file, name):
    with tarfile.open(file) as tar:
        return tar.extractfile(name).read()


def photos_of(town: Town) -> list[str]:
    with town.place.open():
        rows = Photo.select(Photo.company_id, Photo.sha256).tuples()
        return [photo_key(company_id=c, sha256=s) for c, s in rows]


def all_that_counts(place: Place) -> dict[str, list]:
    with place.open():
        return {
            model.__name__: sorted(model.select().tuples(), key=repr)
            for model in (Submission, Decision, Reading)
        }


def test_everything_is_back_and_holds(town, backup, place):
    new = place("new")
    restored = new.meterpost("restore", str(backup))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "6 submissions" in restored.stdout
    assert all_that_counts(new) == all_that_counts(town.place)
    with new.open():
        assert broken_invariants(storage=new.storage) == []
        assert Seal.select().count() == 9, "what waited to be sealed is sealed"
        assert Job.select().where(Job.kind == "derive_photo").count() >= 6
    key = (new.data / "secret-key").read_text()
    assert key == (town.place.data / "secret-key").read_text()
    assert mark_in(new.data) is None
    assert new.meterpost("doctor", "--thorough").returncode == 0


def test_the_file_says_what_is_in_it_and_is_nobody_elses(backup):
    told = json.loads(inside(backup, "manifest.json"))
    assert told["counts"]["submission"] == 6
    assert told["counts"]["photo"] == 6
    assert told["engine"] == ("postgresql" if POSTGRES else "sqlite")
    assert backup.stat().st_mode & 0o077 == 0
    assert not list(backup.parent.glob("*.part"))


@pytest.mark.parametrize("option", [(), ("--photos-by-reference",)])
def test_the_billing_systems_papers_are_in_it_too(option, town, place, tmp_path):
    file, data = tmp_path / "with-papers", b"%PDF-1.7\nours\n%%EOF"
    sha256 = hashlib.sha256(data).hexdigest()
    with town.place.open():
        batch = ImportBatch.select().first()
        Document.insert(
            company_id=batch.company_id, sha256=sha256, bytes=len(data), import_id=batch.id
        ).execute()
    key = document_key(company_id=batch.company_id, sha256=sha256)
    town.place.storage.put(key=key, data=data)
    made = town.place.meterpost("backup", str(file), *option)
    said = " ".join(made.stdout.split())  # a terminal breaks lines where it likes
    assert (made.returncode, "photos and papers" in said or bool(option)) == (0, True)
    new = place("new")
    if option:
        for one in (key, *photos_of(town)):
            new.storage.put(key=one, data=town.place.storage.get(key=one))
    restored = new.meterpost("restore", str(file))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert new.storage.get(key=key) == data
    town.place.storage.delete(key=key)
    lost = town.place.meterpost("backup", str(tmp_path / "lost"), *option)
    assert (lost.returncode, "1 photos" in " ".join(lost.stdout.split())) == (2, True)


def test_the_key_can_be_left_out(town, tmp_path, place):
    file = tmp_path / "x"
    assert town.place.meterpost("backup", str(file), "--without-secret-key").returncode == 0
    with tarfile.open(file) as tar:
        assert "secret-key" not in tar.getnames()
    new = place("new")
    assert new.meterpost("restore", str(file)).returncode == 0
    assert (new.data / "secret-key").read_text() != (town.place.data / "secret-key").read_text()


def test_the_doctor_knows_of_the_backup(town, backup):
    assert "ok    backup: fine" in town.place.meterpost("doctor").stdout
    note = town.place.data / "last-backup"
    note.write_text(json.dumps({**json.loads(note.read_text()), "at": "2020-01-01T00:00:00+00:00"}))
    assert "CARE  backup: the last one is of 2020-01-01" in town.place.meterpost("doctor").stdout


def test_a_photo_that_the_store_has_lost_is_named_and_nothing_else_is_lost(town, tmp_path, place):
    lost = photos_of(town)[0]
    town.place.storage.delete(key=lost)
    file = tmp_path / "x"
    made = town.place.meterpost("backup", str(file))
    assert made.returncode == 2
    assert "1 photos have a row but are lost" in made.stdout
    assert json.loads(inside(file, "manifest.json"))["missing_photos"] == [lost]
    new = place("new")
    restored = new.meterpost("restore", str(file))
    assert restored.returncode == 1
    assert "1 photos are named but not stored" in restored.stdout


def test_an_existing_file_is_never_written_over(town, backup):
    before = backup.read_bytes()
    again = town.place.meterpost("backup", str(backup))
    assert again.returncode == 1
    assert "already" in again.stderr
    assert backup.read_bytes() == before


def test_where_there_is_nothing_to_back_up_no_file_is_made(place, tmp_path):
    refused = place("nobody").meterpost("backup", str(tmp_path / "x"))
    assert refused.returncode == 1
    assert "no database" in refused.stderr
    assert not list(tmp_path.glob("x*"))


@pytest.mark.parametrize("occupied", ["database", "photos"])
def test_it_mixes_with_nothing(backup, place, occupied):
    new = place("new")
    if occupied == "database":
        new.meterpost("migrate")
    else:
        new.storage.put(key=photo_key(company_id=1, sha256="ab" * 32), data=b"somebody's")
    refused = new.meterpost("restore", str(backup))
    assert refused.returncode == 1
    assert "Nothing was touched" in refused.stderr
    assert mark_in(new.data) is None


def rewrite(file, change):
    """Change the manifest and seal it again, as a newer or another program would have."""
    import hashlib
    from datetime import UTC, datetime

    from webapp.gateways.archive import ArchiveReader, ArchiveWriter

    parts = [(i.name, b"".join(c)) for i, c in ArchiveReader(file).members()]
    file.unlink()
    with ArchiveWriter(file, made_at=datetime.now(UTC).timestamp()) as archive:
        for name, data in parts[:-2]:
            archive.add(name, [data])
        told = json.dumps({**json.loads(parts[-2][1]), **change}).encode()
        archive.add("manifest.json", [told])
        archive.add("manifest.sha256", [hashlib.sha256(told).hexdigest().encode()])
        archive.finish()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"engine": "postgresql" if not POSTGRES else "sqlite"}, "same kind of database"),
        ({"migrations": ["0001_people", "9999_flying"]}, "newer version"),
        ({"format": 2}, "newer version"),
        ({"members": []}, "holds no database"),
    ],
)  # fmt: skip
def test_what_does_not_fit_here_is_refused_with_a_sentence(backup, place, change, said):
    import re

    rewrite(backup, change)
    new = place("new")
    refused = new.meterpost("restore", str(backup))
    assert refused.returncode == 1, refused.stdout
    assert re.search(said, refused.stderr)
    assert "Traceback" not in refused.stderr
    assert new.is_untouched


def test_the_list_of_photos_without_bytes(town, tmp_path, place):
    """The bucket stays, or comes back by its own tools; the backup knows what must be in it."""
    file = tmp_path / "x"
    made = town.place.meterpost("backup", str(file), "--photos-by-reference")
    assert made.returncode == 0, made.stderr
    with tarfile.open(file) as tar:
        assert not [name for name in tar.getnames() if name.startswith("photos/")]
    first = json.loads(inside(file, "photos.jsonl").splitlines()[0])
    assert first["length"] > 0
    assert bool(first.get("etag")) == POSTGRES, "an object store gives one"

    without = place("without")
    refused = without.meterpost("restore", str(file))
    assert refused.returncode == 1
    assert "bring the bucket back first" in refused.stderr

    url = town.place.environment.get("STORAGE_URL", str(town.place.data / "photos"))
    beside = place("beside", STORAGE_URL=url)
    restored = beside.meterpost("restore", str(file))
    assert restored.returncode == 0, restored.stdout + restored.stderr


def test_a_restore_that_broke_off_lets_nothing_start_and_can_be_run_again(backup, place):
    new = place("new")
    new.settings  # noqa: B018 - makes the folder
    set_mark(new.data, Mark(backup="of another try"))
    new.storage.put(key=photo_key(company_id=1, sha256="ab" * 32), data=b"half of it")
    for command in (("migrate",), ("serve", "--port", "1"), ("backup", "x"), ("seed",)):
        refused = new.meterpost(*command)
        assert refused.returncode == 1
        assert "not finished" in refused.stderr
    assert "CARE  restore" in new.meterpost("doctor").stdout
    assert new.meterpost("restore", str(backup)).returncode == 0
    assert new.meterpost("migrate").returncode == 0


def test_a_backup_of_an_older_version_is_brought_up(place, tmp_path, monkeypatch):
    from webapp.commands import backup as command
    from webapp.models.base import database
    from webapp.models.connection import connect_to
    from webapp.models.migrations import known, migrate, pending, roll_back

    old = place("old")
    db = connect_to(url=old.settings.database_url)
    migrate(db=db)
    later = known()[4:]
    roll_back(db=db, target=later[0])
    tables = set(db.get_tables())
    db.close_all()
    with monkeypatch.context() as then:
        then.setattr(command, "known", lambda: known()[:4])
        of_then = [table for table in command.ALL if table._meta.table_name in tables]
        then.setattr(command, "ALL", of_then)
        assert old.meterpost("backup", str(tmp_path / "x")).returncode == 0
    refused = old.meterpost("backup", str(tmp_path / "y"))
    assert "meterpost migrate" in refused.stderr

    new = place("new")
    assert new.meterpost("restore", str(tmp_path / "x")).returncode == 0
    with new.open():
        assert pending(db=database.obj) == []


def test_a_restore_interrupted_while_the_database_comes_back(backup, place, monkeypatch):
    from webapp.gateways.snapshots import engine_of

    new = place("new")
    engine = type(engine_of(url=new.settings.database_url))

    def pulled_out(self, chunks):
        next(chunks)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(engine, "put_back", pulled_out)
        assert new.meterpost("restore", str(backup)).returncode == 130
    assert mark_in(new.data) is not None
    with new.open() as db:
        assert db.get_tables() == []
    assert "not finished" in new.meterpost("migrate").stderr
    assert new.meterpost("restore", str(backup)).returncode == 0


def test_what_was_left_to_do_is_done_by_running_it_again(backup, place, monkeypatch):
    from webapp.commands import restore

    def pulled_out(**_):
        raise KeyboardInterrupt

    new = place("new")
    with monkeypatch.context() as patch:
        patch.setattr(restore, "migrate", pulled_out)
        assert new.meterpost("restore", str(backup)).returncode == 130
    mark = mark_in(new.data)
    assert mark is not None
    assert mark.database_is_back
    assert new.meterpost("restore", str(backup)).returncode == 0
    with new.open():
        assert broken_invariants(storage=new.storage) == []


def test_a_backup_interrupted_leaves_no_file_of_that_name(town, tmp_path, monkeypatch):
    from webapp.commands.backup import _Making

    def pulled_out(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(_Making, "photos", pulled_out)
    assert town.place.meterpost("backup", str(tmp_path / "x")).returncode == 130
    assert not list(tmp_path.glob("x*"))


def test_a_disk_that_fills_up_leaves_no_file_of_that_name(town, tmp_path, monkeypatch):
    from webapp.gateways.archive import ArchiveWriter

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ArchiveWriter, "finish", full)
    ended = town.place.meterpost("backup", str(tmp_path / "x"))
    assert ended.returncode == 1
    assert "No space left" in ended.stderr
    assert not list(tmp_path.glob("x*"))
