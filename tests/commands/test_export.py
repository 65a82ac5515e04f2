"""`meterpost export`, on a small world of its own."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from tests.actions.conftest import committed  # noqa: F401 - a fixture
from tests.conventions.documents import ROOT, table
from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.commands import exports
from webapp.gateways.storage import FolderStorage
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
