"""A crowd is whole: nothing in it breaks a key, and what was put aside for it is back."""

from datetime import UTC, datetime

import pytest
from peewee import PostgresqlDatabase

from bench import crowd
from tests.models.test_migrations import empty, empty_url  # noqa: F401 - fixtures
from webapp.domain.search_words import search_keys
from webapp.models import guards, planning
from webapp.models.accounts import Account
from webapp.models.companies import Company
from webapp.models.migrations import migrate
from webapp.models.rows import insert_row
from webapp.models.staff import Staff

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PEOPLE = 60
COMPANY = {
    "id": 1,
    "slug": "crowd",
    "name": "Crowd",
    "country": "HU",
    "currency": "HUF",
    "locale": "hu",
    "timezone": "UTC",
    "accent": "#000000",
    "contact": "",
}


@pytest.fixture
def crowded(empty):  # noqa: F811 - the fixture
    """A company with a clerk and its crowd."""
    migrate(db=empty)
    with empty.connection_context():
        insert_row(
            Company,
            **COMPANY,
            created_at=NOW,
        )
        clerk = {"email": "clerk@crowd.test", "name": "Clerk", "password_hash": ""}
        insert_row(Account, id=7, created_at=NOW, **clerk)
        insert_row(Staff, company_id=1, account_id=7, role="clerk", since=NOW)
    people = crowd.Crowd(people=PEOPLE, readings=4, bills=3, accepted_every=5, waiting_every=10)
    crowd.fill(db=empty, crowd=people, now=NOW)
    with empty.connection_context():
        yield empty


def count(db, table):
    return db.execute_sql(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_everyone_is_there_with_all_that_belongs_to_them(crowded):
    assert count(crowded, "customer") == count(crowded, "meter") == PEOPLE
    assert count(crowded, "reading") == PEOPLE * 4 + PEOPLE // 5
    assert count(crowded, "submission") == PEOPLE // 5 + PEOPLE // 10


def test_no_key_is_broken(crowded):
    if isinstance(crowded, PostgresqlDatabase):
        pytest.skip("PostgreSQL has no check after the fact; SQLite has the same keys")
    assert crowded.execute_sql("PRAGMA foreign_key_check").fetchall() == []


def test_guards_indexes_and_figures_are_back(crowded):
    assert guards.missing(db=crowded) == []
    names = {index.name for index in crowded.get_indexes("reading")}
    assert "reading_history" in names
    if not isinstance(crowded, PostgresqlDatabase):
        assert planning.estimates(db=crowded) == planning._written(crowded)


def test_ids_are_those_that_the_helpers_say(crowded):
    waiting = crowded.execute_sql("SELECT id FROM submission WHERE state = 'received'").fetchall()
    assert {row[0] for row in waiting} == {crowd.waiting_id(n) for n in range(0, PEOPLE, 10)}


@pytest.mark.parametrize(
    ("kind", "table", "text"),
    [
        ("number", "customer", "number"),
        ("name", "customer", "name"),
        ("address", "service_point", "address"),
        ("meter", "meter", "serial"),
        ("invoice", "invoice", "number"),
    ],
)
def test_everyone_is_found_as_the_program_would_have_them_found(crowded, kind, table, text):
    texts = crowded.execute_sql(f"SELECT id, {text} FROM {table}").fetchall()
    wanted = {(about, key) for about, text in texts for key in search_keys(text)}
    written = crowded.execute_sql(
        f"SELECT about_id, word FROM customer_search WHERE kind = '{kind}'"
    ).fetchall()
    assert {(about, key) for about, key in written} == wanted


def test_serials_are_those_that_the_helpers_say(crowded):
    serials = crowded.execute_sql("SELECT serial FROM meter").fetchall()
    assert {row[0] for row in serials} == {crowd.serial_of(number) for number in range(PEOPLE)}
