"""Papers that no row names are swept when they are old, and never one that a row names."""

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest

from tests.money import import_id_of, invoiced, whose
from tests.processes import COMMON, race
from webapp.actions import papers
from webapp.actions.import_papers import import_papers
from webapp.actions.import_undo import undo_import
from webapp.actions.papers import sweep_papers
from webapp.actions.photos import ORPHAN_AGE
from webapp.gateways.paper_folder import papers_in
from webapp.gateways.storage import FolderStorage, document_key
from webapp.models.documents import Document
from webapp.models.import_batches import ImportBatch
from webapp.models.invoices import Invoice

MANY = 120
DELIVER = (
    COMMON
    + """
from webapp.actions.import_papers import import_papers
from webapp.gateways.paper_folder import papers_in
def progress(done):
    if done == 5:
        Path(given["begun"]).touch()
    time.sleep(0.002)
done = import_papers(
    company_id=given["company"], source="papers", papers=list(papers_in(Path(given["papers"]))),
    storage=FolderStorage(Path(given["folder"])), now=now, keep_good=False,
    progress=progress, report=print,
)
print(done.added)
"""
)
SWEEP = (
    COMMON
    + """
from webapp.actions.papers import sweep_papers
while not Path(given["begun"]).exists():
    time.sleep(0.001)
for _ in range(5):
    sweep_papers(now=datetime.now(UTC), storage=FolderStorage(Path(given["folder"])))
print("swept")
"""
)


@pytest.fixture
def storage(tmp_path):
    """A store of its own: what is swept is counted."""
    return FolderStorage(tmp_path / "store")


def pdf(text):
    return f"%PDF-1.7\n{text}\n%%EOF\n".encode()


def key_of(company_id, data):
    return document_key(company_id=company_id, sha256=hashlib.sha256(data).hexdigest())


def age(storage, key, now):
    moment = (now - ORPHAN_AGE - timedelta(hours=1)).timestamp()
    os.utime(storage._root / key, (moment, moment))


def left_behind(storage, company_id, data, now):
    """A paper in the store that a delivery put there long ago; returns its key."""
    key = key_of(company_id, data)
    storage.put(key=key, data=data)
    age(storage, key, now)
    return key


def named_by_a_row(world, data):
    company_id, customer_id, _ = whose(world)
    Document.insert(
        company_id=company_id,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        import_id=import_id_of(company_id, customer_id),
    ).execute()


def test_what_a_delivery_left_is_swept_when_it_is_old(world, storage, now):
    key = key_of(world.minta, pdf("cut off"))
    storage.put(key=key, data=pdf("cut off"))
    assert sweep_papers(now=now, storage=storage) == 0
    age(storage, key, now)
    assert sweep_papers(now=now, storage=storage) == 1
    assert not storage.exists(key=key)


def test_what_a_row_or_a_bill_names_stays(world, storage, now, monkeypatch):
    monkeypatch.setattr(papers, "AT_ONCE", 1)
    of_row = left_behind(storage, world.minta, pdf("row"), now)
    named_by_a_row(world, pdf("row"))
    of_bill = left_behind(storage, world.minta, pdf("bill"), now)
    invoiced(world, amount=100, document_key=of_bill)
    elsewhere = left_behind(storage, world.muster, pdf("row"), now)
    foreign = f"papers/{world.minta}/notes.txt"
    storage.put(key=foreign, data=b"not ours")
    age(storage, foreign, now)
    assert sweep_papers(now=now, storage=storage) == 1
    assert [storage.exists(key=key) for key in (of_row, of_bill, elsewhere, foreign)] == [
        True, True, False, True,
    ]  # fmt: skip


def test_what_was_undone_stays_for_a_day(world, storage, now, tmp_path):
    """A backup that began before names it still."""
    invoiced(world, amount=100, number="S-1")
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "S-1.pdf").write_bytes(pdf("one"))
    done = import_papers(
        company_id=world.minta, source="papers", papers=list(papers_in(folder)),
        storage=storage, now=now, keep_good=False, progress=lambda _done: None,
        report=lambda _fault: None,
    )  # fmt: skip
    undo_import(company_id=world.minta, import_id=done.import_id, now=now)
    key = key_of(world.minta, pdf("one"))
    age(storage, key, now)
    assert sweep_papers(now=now, storage=storage) == 0
    age(storage, key, now)
    assert sweep_papers(now=now + timedelta(hours=25), storage=storage) == 1
    assert not storage.exists(key=key)


@pytest.mark.parametrize("_again", range(3))
def test_a_delivery_and_sweeps_at_once(committed, storage, tmp_path, _again):
    """Whatever was left of the same papers before: when the rows are there, so are the bytes."""
    world, url = committed
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(MANY):
        invoiced(world, amount=100, number=f"S-{number}")
        (folder / f"S-{number}.pdf").write_bytes(pdf(f"paper {number}"))
        left_behind(storage, world.minta, pdf(f"paper {number}"), datetime.now(UTC))
    given = {"url": url, "account": world.accounts["clerk"], "company": world.minta,
             "papers": str(folder), "folder": str(tmp_path / "store"),
             "begun": str(tmp_path / "begun")}  # fmt: skip
    said = race([(SWEEP, given), (DELIVER, given), (SWEEP, given)])
    assert said == ["swept", str(MANY), "swept"]
    assert ImportBatch.select().where(ImportBatch.kind == "papers").count() == 1
    keys = [one.document_key for one in Invoice.select() if one.document_key]
    assert len(keys) == Document.select().count() == MANY
    assert all(storage.exists(key=key) for key in keys)
