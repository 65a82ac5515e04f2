"""Migrations: up and down, one starter at a time, and true to the models."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from peewee import IntegrityError, PostgresqlDatabase

from tests.money import cause, owing, paid
from tests.postgres import fresh_database
from tests.readings import submitted
from webapp.actions.ledger import bring_back, take_back
from webapp.domain.ledger import Choice
from webapp.models import guards
from webapp.models.base import database
from webapp.models.connection import connect_to
from webapp.models.customer_search import CustomerSearch
from webapp.models.migrations import directory, migrate, pending, roll_back
from webapp.models.tables import ALL

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty_url(tmp_path):
    """The URL of an empty database on the engine under test."""
    import os

    server = os.environ.get("METERPOST_TEST_POSTGRES")
    if server:
        with fresh_database(server=server) as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty(empty_url):
    """An empty database, bound for the test and the earlier one bound again afterwards."""
    before = database.obj
    db = connect_to(url=empty_url)
    yield db
    db.close_all()
    if before is not None:
        database.initialize(before)


def module_from_file(name):
    """One migration by itself."""
    spec = importlib.util.spec_from_file_location(name, directory() / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_up_down_and_up_again(empty):
    first = migrate(db=empty)
    assert migrate(db=empty) == []
    with empty.connection_context():
        assert pending(db=empty) == []
    assert roll_back(db=empty, target=first[0]) == list(reversed(first))
    with empty.connection_context():
        assert empty.get_tables() == ["schema_migration"]
    assert migrate(db=empty) == first


def test_the_last_one_alone_comes_back(empty):
    last = migrate(db=empty)[-1]
    assert roll_back(db=empty) == [last]
    assert migrate(db=empty) == [last]


def test_the_models_match_the_migrated_database(empty):
    migrate(db=empty)
    with empty.connection_context():
        for table in ALL:
            columns = {c.name: c.null for c in empty.get_columns(table._meta.table_name)}
            fields = {f.column_name: f.null for f in table._meta.sorted_fields}
            assert fields == columns, table.__name__
            keys = set(empty.get_primary_keys(table._meta.table_name))
            named = {f.column_name for f in table._meta.get_primary_keys()}
            assert keys == named, table.__name__
        beside = {"schema_migration", "sqlite_stat1"}  # the latter is SQLite's own
        assert set(empty.get_tables()) - beside == {t._meta.table_name for t in ALL}


def test_two_starters_do_not_race(empty_url):
    start = (
        "from webapp.models.connection import connect_to\n"
        "from webapp.models.migrations import migrate\n"
        f"print(len(migrate(db=connect_to(url={empty_url!r}))))"
    )
    starters = [
        subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    applied = [int(starter.communicate(timeout=60)[0]) for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert sorted(applied) == [0, 0, len(list(directory().glob("[0-9]*.py")))]


def test_numbers_have_no_gaps_and_a_way_back():
    files = sorted(directory().glob("[0-9]*.py"))
    assert [int(f.name[:4]) for f in files] == list(range(1, len(files) + 1))
    for file in files:
        text = file.read_text()
        assert text.startswith('"""'), file.name
        assert "def up(migrator, db):" in text, file.name
        assert "def down(migrator, db):" in text, file.name


def test_what_moved_stays_as_it_is(world, now):
    """Going back and forth over the migration that lets money come again loses no entry."""
    if isinstance(database.obj, PostgresqlDatabase):
        pytest.skip("only SQLite writes the table anew")
    migration = module_from_file("0016_money_booked_back")
    debt = owing(world, amount=500)
    entry = paid(world, amount=700, now=now, chosen=[Choice(debt, 500)])
    given = {"company_id": world.minta, "entry_id": entry, "cause": cause(world, now=now)}
    take_back(**given, kind="chargeback", amount=300)
    questions = [f"SELECT * FROM {table} ORDER BY id" for table in ("ledger_entry", "allocation")]
    before = [database.execute_sql(question).fetchall() for question in questions]
    guards.take_down(db=database.obj)
    database.execute_sql("PRAGMA defer_foreign_keys = 1")
    migration.down(None, database.obj)
    old = [database.execute_sql(question).fetchall() for question in questions]
    with pytest.raises(IntegrityError), database.atomic():
        bring_back(**given, kind="won_back", amount=300)
    migration.up(None, database.obj)
    guards.put_up(db=database.obj)
    assert old == before == [database.execute_sql(question).fetchall() for question in questions]
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    bring_back(**given, kind="won_back", amount=300)


def test_what_waits_at_the_gate_stays_as_it_is(world, now, storage):
    """Going back and forth over the migration that frees the gate of meters loses no submission."""
    if isinstance(database.obj, PostgresqlDatabase):
        pytest.skip("only SQLite writes the table anew")
    migration = module_from_file("0015_invoice_routes")
    submitted(world, now=now, storage=storage)
    question = "SELECT * FROM submission ORDER BY id"
    before = database.execute_sql(question).fetchall()
    assert before
    guards.take_down(db=database.obj)
    database.execute_sql("PRAGMA defer_foreign_keys = 1")
    migration.down(None, database.obj)
    old = database.execute_sql(question).fetchall()
    migration.up(None, database.obj)
    guards.put_up(db=database.obj)
    assert old == before == database.execute_sql(question).fetchall()


def test_customers_are_found_as_before_when_the_numbers_of_debts_are_taken_out(world):
    """Back and forth over the migration that adds them, with other keys left alone."""
    migration = module_from_file("0018_index_reminders")
    owing(world, amount=570, kind="dunning_fee", number="K-93042", reminder="2026/000555")
    question = "SELECT kind, word FROM customer_search ORDER BY company_id, word, customer_id, kind"
    before = database.execute_sql(question).fetchall()
    guards.take_down(db=database.obj)
    migration.down(None, database.obj)
    migration.up(None, database.obj)
    after = database.execute_sql(question).fetchall()
    migration.down(None, database.obj)
    assert database.execute_sql(question).fetchall() == before
    with pytest.raises(IntegrityError), database.atomic():
        add_key(world, "debt")
    migration.up(None, database.obj)
    guards.put_up(db=database.obj)
    assert set(after) - set(before) == {
        ("debt", "k93042"), ("debt", "93042"), ("reminder", "2026000555"), ("reminder", "000555"),
    }  # fmt: skip
    assert set(before) < set(after)


def add_key(world, kind):
    """One key of Anna's."""
    CustomerSearch.insert(
        company_id=world.minta, word="z", customer_id=world.customers["SU0044"], kind=kind,
        about_id=1,
    ).execute()  # fmt: skip
