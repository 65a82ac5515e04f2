"""The billing system's own PDFs: matched by number, whole or not at all, served in our place."""

import hashlib

import pytest

from tests.money import invoiced
from webapp.actions.import_papers import import_papers
from webapp.actions.import_undo import undo_import
from webapp.domain import delivered_papers
from webapp.domain.delivered_papers import numbers_named
from webapp.gateways.paper_folder import papers_in
from webapp.gateways.storage import document_key
from webapp.models.documents import Document
from webapp.models.events import Event
from webapp.models.import_batches import ImportBatch
from webapp.models.invoices import Invoice


def pdf(text="a bill"):
    return f"%PDF-1.7\n{text}\n%%EOF\n".encode()


@pytest.fixture
def take(world, now, storage, tmp_path):
    """Imports the folder with these files; gives what became of them, and the faults by name."""

    def one(files, *, keep_good=False):
        folder = tmp_path / "papers"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        faults = {}
        done = import_papers(
            company_id=world.minta, source="papers", papers=list(papers_in(folder)),
            storage=storage, now=now, keep_good=keep_good, progress=lambda _done: None,
            report=lambda fault: faults.update({fault.name: str(fault.refusal)}),
        )  # fmt: skip
        return done, faults

    return one


def test_papers_find_their_bills_and_are_served(world, take, sign_in_as):
    one, _ = invoiced(world, amount=100, number="S-1")
    two, _ = invoiced(world, amount=100, number="2026/77")
    rendered, _ = invoiced(world, amount=100, number="S-3")
    done, faults = take({"S-1.pdf": pdf("one"), "2026_77.PDF": pdf("two"), "readme.txt": b"-"})
    assert (done.read, done.added, faults) == (2, 2, {})
    anna = sign_in_as("anna")
    assert anna.get(f"/invoices/{one}.pdf").data == pdf("one")
    assert anna.get(f"/invoices/{two}.pdf").data == pdf("two")
    assert anna.get(f"/invoices/{rendered}.pdf").data.startswith(b"%PDF-")
    assert sign_in_as("szabo").get(f"/invoices/{one}.pdf").status_code == 404
    event = Event.get(Event.subject == f"import:{done.import_id}")
    assert '"what": "papers"' in event.facts


def test_the_same_folder_again_changes_nothing(world, take):
    invoiced(world, amount=100, number="S-1")
    take({"S-1.pdf": pdf()})
    done, faults = take({"S-1.pdf": pdf()})
    assert (done.import_id, done.added, done.same, faults) == (None, 0, 1, {})
    assert ImportBatch.select().where(ImportBatch.kind == "papers").count() == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("S-9.pdf", pdf(), "No bill has this number"),
        ("S-2.pdf", b"<html>not found</html>", "no PDF, whatever its name"),
        ("S-2.pdf", b"", "no PDF, whatever its name"),
        ("S-2.pdf", b"%PDF-1.7\n" + b"x" * 5000, "breaks off before its end"),
        ("S-2.pdf", b"%PDF-1.7\n" + b"x" * 5000 + b"%%EOF", "more than"),
        ("S-1.pdf", pdf("another"), "does not take its place"),
        ("S_5.pdf", pdf(), "Several bills may be meant"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_taken(
    name, data, words, world, take, monkeypatch
):
    for number in ("S-1", "S-2", "S-4", "S_5", "S/5"):
        invoiced(world, amount=100, number=number)
    take({"S-1.pdf": pdf()})
    if words == "more than":
        monkeypatch.setattr(delivered_papers, "MOST_BYTES", 5_000)
    done, faults = take({name: data, "S-4.pdf": pdf("four")})
    assert (done.import_id, done.added, done.faults) == (None, 0, 1)
    assert words in faults[name]
    assert Invoice.get(Invoice.number == "S-4").document_key is None
    done, _ = take({name: data, "S-4.pdf": pdf("four")}, keep_good=True)
    assert (done.added, done.faults) == (1, 1)
    assert Invoice.get(Invoice.number == "S-4").document_key is not None


def test_two_files_for_one_bill_are_not_guessed_between(world, take):
    invoiced(world, amount=100, number="2026/77")
    _, faults = take({"2026-77.pdf": pdf("a"), "2026_77.pdf": pdf("b")})
    assert "Two files" in faults["2026_77.pdf"]


def test_undo_lets_go_of_them_and_they_may_come_again(world, now, take):
    invoiced(world, amount=100, number="S-1")
    done, _ = take({"S-1.pdf": pdf()})
    undo_import(company_id=world.minta, import_id=done.import_id, now=now)
    assert Invoice.get(Invoice.number == "S-1").document_key is None
    assert not Document.select().exists()
    assert take({"S-1.pdf": pdf()})[0].added == 1


def test_a_paper_that_several_bills_share_is_kept_once(world, take):
    for number in ("S-1", "S-2"):
        invoiced(world, amount=100, number=number)
    assert take({"S-1.pdf": pdf(), "S-2.pdf": pdf()})[0].added == 2
    keys = {bill.document_key for bill in Invoice.select().where(Invoice.number << ["S-1", "S-2"])}
    sha256 = hashlib.sha256(pdf()).hexdigest()
    assert keys == {document_key(company_id=world.minta, sha256=sha256)}
    assert Document.select().count() == 1


def test_a_hyphen_and_an_underscore_may_stand_for_a_slash():
    assert numbers_named("A-1_2") == ["A-1_2", "A-1/2", "A/1_2"]
    assert numbers_named("17") == ["17"]
    assert document_key(company_id=1, sha256="0" * 64).endswith(".pdf")
    with pytest.raises(ValueError, match="SHA-256"):
        document_key(company_id=1, sha256="../x")
