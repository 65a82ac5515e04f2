"""`meterpost export`, on a small world of its own."""

import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from tests.actions.conftest import committed  # noqa: F401 - a fixture
from tests.actions.test_readings_elsewhere import twin
from tests.conventions.documents import ROOT, table
from tests.money import cause, whose
from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.actions.ledger import book_payment
from webapp.commands import billing_imports, exports
from webapp.domain.billing_files import COLUMNS as TAKEN
from webapp.domain.money import Money
from webapp.gateways.storage import FolderStorage
from webapp.models.base import database, dicts_of, new_id
from webapp.models.customers import Customer
from webapp.models.import_batches import ImportBatch
from webapp.queries.billing import COLUMNS
from webapp.settings import from_env


@pytest.fixture
def export(committed, tmp_path, capsys):  # noqa: F811 - the fixture
    """Runs the command on a world with one accepted reading."""
    world, url = committed
    settings = replace(from_env({}, data=str(tmp_path)), database_url=url)
    earlier, storage = datetime.now(UTC) - timedelta(minutes=5), FolderStorage(tmp_path / "p")
    submission = submitted(world, now=earlier, storage=storage)
    accept(person=world.person("clerk"), submission_id=submission, now=earlier)

    def run(**given):
        said = io.StringIO()
        given = {"what": "readings", "since": 0, "company": "minta", "file": None, **given}
        code = exports.export(settings=settings, problems=Console(file=said), **given)
        return code, list(csv.DictReader(io.StringIO(capsys.readouterr().out))), said.getvalue()

    return run


def test_it_lists_what_is_due_and_prints_it(export):
    code, rows, said = export()
    assert code == 0
    assert [(r["sequence"], r["what"], r["value"]) for r in rows] == [("1", "reading", "1077")]
    assert "--since 1" in said


def test_it_goes_on_from_a_cursor(export):
    export()
    code, rows, said = export(since=1)
    assert (code, rows) == (0, [])
    assert "--since 1" in said


def test_it_writes_a_file(export, tmp_path):
    _, printed, _ = export(file=str(tmp_path / "out.csv"))
    assert printed == []
    assert (tmp_path / "out.csv").read_text().splitlines()[0] == ",".join(COLUMNS)


@pytest.mark.parametrize("what", ["readings", "payments"])
def test_what_it_writes_another_company_takes_in(export, committed, tmp_path, now, what):  # noqa: F811
    world, url = committed
    with database.atomic():
        there = twin(world, now)
        batch = ImportBatch.get(ImportBatch.company_id == there).id
        for row in dicts_of(Customer.select().where(Customer.company_id == world.minta)):
            at = {"company_id": there, "import_id": batch, "id": new_id()}
            Customer.insert(**{**row, **at}).execute()
    company_id, customer_id, currency = whose(world, "anna")
    book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(700, currency),
        cause=cause(world, now=now),
    )  # fmt: skip
    path = tmp_path / "out.csv"
    assert export(what=what, file=str(path))[0] == 0
    required, optional = TAKEN[what]
    assert {*required} <= {*exports.LISTS[what].columns}
    assert {*optional} <= {*exports.LISTS[what].columns}
    settings = replace(from_env({}, data=str(tmp_path)), database_url=url)

    def taken():
        said = io.StringIO()
        code = billing_imports.take_in(
            settings=settings, console=Console(file=said), problems=Console(file=said),
            slug="twin", kind=what, path=path, keep_good=False,
        )  # fmt: skip
        return code, said.getvalue()

    code, said = taken()
    assert (code, "1 lines new, 0 as they were, 0 not taken." in said) == (0, True), said
    code, said = taken()
    assert (code, "All 1 lines stand there already" in said) == (0, True), said


def test_who_reads_only_the_beginning_is_not_shown_a_traceback(export, committed):  # noqa: F811
    _, url = committed
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "webapp", "export", "readings", "--company", "minta"],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=write,
        stderr=subprocess.PIPE, text=True, check=False, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr.splitlines()) == (
        1, ["Whoever reads this has stopped before its end."],
    )  # fmt: skip


def test_where_nothing_can_be_written_says_so(export, tmp_path):
    code, _, said = export(file=str(tmp_path / "nowhere" / "out.csv"))
    assert (code, said) == (1, "The file cannot be written.\n")


@pytest.mark.parametrize(("company", "sentence"), [(None, "--company"), ("nobody", "nobody")])
def test_it_wants_to_know_whose(export, company, sentence):
    code, rows, said = export(company=company)
    assert (code, rows) == (1, [])
    assert sentence in said


def test_money_and_decisions_go_out_the_same_way(export, now):
    # The accepted reading's decision is five minutes old.
    code, rows, said = export(what="decisions")
    assert (code, [(row["sequence"], row["verdict"]) for row in rows]) == (0, [("1", "accept")])
    assert datetime.fromisoformat(rows[0]["decided_at"]) < now
    assert "--since 1" in said
    assert export(what="decisions", since=1)[1] == []
    code, rows, said = export(what="payments")
    assert (code, rows, "--since 0" in said) == (0, [], True)


@pytest.mark.parametrize(
    ("what", "header"),
    [
        ("readings", "column | what it is"),
        ("payments", "column of payments | what it is"),
        ("decisions", "column of decisions | what it is"),
    ],
)
def test_every_column_is_explained(what, header):
    told = [row[0] for row in table(ROOT / "docs" / "operating.md", header=header)]
    assert tuple(told) == tuple(exports.LISTS[what].columns)
