"""Deliveries of one company that come at once: one after the other or refused, never broken off."""

import json
import os
from datetime import UTC, datetime

import pytest

from tests import nursery
from tests.camt import document, paid
from tests.processes import COMMON, race
from tests.statements import takes_money
from webapp.actions import one_delivery as locking
from webapp.actions.import_undo import undo_import
from webapp.models.base import new_id
from webapp.models.customers import Customer
from webapp.models.import_batches import ImportBatch

TAKE = (
    COMMON
    + """
import io
from webapp.actions import one_delivery
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.domain.refusals import Refusal
from webapp.forms.billing_rows import parsed_rows
one_delivery.TRIES = given["tries"]
if given["url"].startswith("sqlite"):
    db.execute_sql(f"PRAGMA busy_timeout = {given['tries'] * 100}")
def rows():
    numbers = range(given["first"], given["last"], given["step"])
    text = "number,name\\n" + "".join(f"N{n},Name {given['name']}\\n" for n in numbers)
    yield from parsed_rows(file=io.StringIO(text), kind="customers", currency="HUF")
    if given["hold"]:
        print("holds", flush=True)
        time.sleep(given["hold"])
try:
    done = import_billing(company_id=given["company"],
        delivery=Delivery(kind="customers", source="x", sha256="0", currency="HUF"), rows=rows(),
        now=now, progress=lambda _: None, report=print)
    print(done.added)
except Refusal as refusal:
    print(refusal.code)
"""
)
UNDO = (
    COMMON
    + """
from webapp.actions.import_undo import undo_import
from webapp.domain.refusals import Refusal
try:
    undo_import(company_id=given["company"], import_id=given["import"], now=now)
    print("undone")
except Refusal as refusal:
    print(refusal.code)
"""
)


@pytest.fixture
def given(committed):
    """What a process is given; a change a call."""
    world, url = committed
    takes_money(world)
    usual = {"url": url, "account": world.accounts["clerk"], "company": world.minta, "tries": 100,
             "first": 0, "last": 1_200, "step": 1, "name": "A", "hold": 0}  # fmt: skip
    return lambda **changes: {**usual, **changes}


@pytest.fixture
def holding(given):
    """A process that is in the middle of a delivery, and stays there."""
    process = nursery.script(TAKE, json.dumps(given(hold=60, last=10)))
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "holds\n"
    yield process
    process.kill()


def _command(url, *words):
    env = {**os.environ, "DATABASE_URL": url}
    return nursery.meterpost(*words, "--company", "minta", env=env)


def brought():
    return Customer.select().where(Customer.number.startswith("N")).count()


def test_another_one_is_refused_while_one_is_under_way(holding, given):
    before = ImportBatch.select().count()
    assert race(TAKE, [given(tries=3)]) == ["import_busy"]
    assert (brought(), ImportBatch.select().count()) == (0, before)


def test_each_command_says_so_and_ends(holding, committed, tmp_path):
    world, url = committed
    (tmp_path / "n.csv").write_text("number,name\nN9,N\n")
    (tmp_path / "w.csv").write_text("day,degree_days\n2026-01-01,5\n")
    (tmp_path / "s.xml").write_bytes(document(paid("7", ref="B")))
    (tmp_path / "papers").mkdir()
    made = ImportBatch.get(ImportBatch.company_id == world.minta).id
    commands = [
        ("import", "customers", str(tmp_path / "n.csv")),
        ("import", "weather", str(tmp_path / "w.csv")),
        ("import", "statement", str(tmp_path / "s.xml")),
        ("import", "papers", str(tmp_path / "papers")),
        ("imports", "--undo", str(made)),
    ]
    started = [_command(url, *words) for words in commands]
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "Another delivery is being taken in" in said.replace("\n", " ")
        assert "Traceback" not in said
    assert brought() == 0


def test_a_process_that_dies_leaves_nothing_behind(holding, given):
    holding.kill()
    assert brought() == 0
    assert race(TAKE, [given(last=10)]) == ["10"]


def test_large_ones_from_both_ends_come_one_after_the_other(given):
    up, down = given(), given(first=1_199, last=-1, step=-1, name="B")
    assert sorted(race(TAKE, [up, down])) == ["1200", "1200"]
    assert brought() == 1_200


def test_another_company_need_not_wait_where_the_database_can(holding, given, committed):
    world, url = committed
    said = race(TAKE, [given(company=world.muster, tries=3, last=10)])
    assert said == ["10" if url.startswith("postgres") else "import_busy"]


def test_undone_at_once_by_two_it_is_undone_once(given):
    assert race(TAKE, [given(last=10)]) == ["10"]
    made = ImportBatch.select().order_by(ImportBatch.id.desc()).first()
    about = given(**{"import": made.id})
    assert sorted(race(UNDO, [about, about])) == ["import_kept", "undone"]
    assert brought() == 0


def test_within_a_delivery_its_own_steps_go_on(world, now):
    with locking.one_delivery(company_id=world.minta), locking.one_delivery(company_id=world.minta):
        made = ImportBatch.insert(
            company_id=world.minta, id=new_id(), kind="customers", source="x", made_at=now
        )
        made.execute()
    newest = ImportBatch.select().order_by(ImportBatch.id.desc()).first()
    undo_import(company_id=world.minta, import_id=newest.id, now=datetime.now(UTC))
