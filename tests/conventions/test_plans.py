"""However many customers there are: no page reads a whole table, or a whole company of it."""

from itertools import product

import pytest
from peewee import PostgresqlDatabase
from playhouse.test_utils import count_queries

from tests.conventions.visits import OWNERS, VISITORS, things_of, visits
from tests.plans import wide_steps
from webapp.models.base import database
from webapp.models.planning import estimates, put_estimates


@pytest.fixture(autouse=True)
def sqlite(world):
    """PostgreSQL plans by what it has counted; there is nothing to read off an empty database."""
    if isinstance(database.obj, PostgresqlDatabase):
        pytest.skip("PostgreSQL plans by its own figures")


@pytest.fixture
def asked(app, world, storage, now, sign_in_as):
    """Every statement of sending, deciding and looking at any page, as it was carried out."""
    found = {}

    def note(what, do):
        with count_queries(only_select=False) as seen:
            done = do()
        for record in seen.get_queries():
            sql, parameters = record.msg
            if sql.startswith(("SELECT", "UPDATE", "DELETE")):
                found.setdefault(sql, (parameters, what))
        return done

    things = [
        note("sending", lambda who=who: things_of(who, world=world, storage=storage, now=now))
        for who in OWNERS
    ]
    people = {name: sign_in_as(name) for name in VISITORS}
    for path, (name, visitor) in product(pages(app, things), people.items()):
        note(f"{path} as {name}", lambda v=visitor, p=path: v.get(p))
    decisions = f"/desk/submissions/{things[0].submission_id}/decisions"
    note("deciding", lambda: people["clerk"].post(decisions, data={"verdict": "accept"}))
    return found


def pages(app, things):
    """Every address that can be looked at."""
    all_ = {visit.path for visit in visits(app, things) if visit.method == "GET"}
    return sorted(path for path in all_ if not path.startswith("/static"))


def test_no_page_reads_a_whole_table_or_company(asked):
    assert len(asked) > 20
    slow = {
        f"{what}: {step}\n    {sql}"
        for sql, (parameters, what) in asked.items()
        for step in wide_steps(sql, parameters)
    }
    assert not slow, (
        "These would grow with the company. Ask by a key that names few rows, give the table an "
        "index, or add the step to KNOWN in tests/plans.py with its reason:\n"
        + "\n".join(sorted(slow))
    )


def test_every_index_has_its_figures():
    rows = database.execute_sql("SELECT idx FROM sqlite_stat1").fetchall()
    assert {index for (index,) in rows} == {index for _, index, _ in estimates(db=database.obj)}


def test_figures_are_put_once():
    put_estimates(db=database.obj)
    with count_queries(only_select=False) as asked:
        put_estimates(db=database.obj)
    assert not [record for record in asked.get_queries() if record.msg[0].startswith("INSERT")]
