"""Keys of payments in a database that sorts by a language, where signs stand elsewhere."""

import io
import os
from datetime import UTC, datetime

import pytest

from tests.cast import build_world
from tests.postgres import fresh_database
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.import_undo import undo_import
from webapp.forms.billing_rows import parsed_rows
from webapp.models.base import database
from webapp.models.connection import connect_to
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.migrations import migrate

SERVER = os.environ.get("METERPOST_TEST_POSTGRES")


@pytest.fixture
def hungarian():
    """The cast in a database that sorts like a Hungarian dictionary."""
    before = database.obj
    with fresh_database(server=SERVER, sorts_like="hu") as url:
        db = connect_to(url=url)
        migrate(db=db)
        with db.atomic():
            yield build_world()
        db.close_all()
    database.initialize(before)


@pytest.mark.skipif(not SERVER, reason="only PostgreSQL sorts by a language")
def test_what_was_undone_twice_can_be_booked_once_more(hungarian):
    now = datetime.now(UTC)

    def take():
        text = "key,customer,amount,paid_on\nP1,SU0044,6195,2026-11-20\n"
        return import_billing(
            company_id=hungarian.minta,
            delivery=Delivery(kind="payments", source="test.csv", sha256="0", currency="HUF"),
            rows=parsed_rows(file=io.StringIO(text), kind="payments", currency="HUF"),
            now=now, progress=lambda _done: None, report=pytest.fail,
        ).import_id  # fmt: skip

    for _ in range(3):
        done = take()
        assert take() is None
        undo_import(company_id=hungarian.minta, import_id=done, now=now)
    kinds = [kind for (kind,) in LedgerEntry.select(LedgerEntry.kind).tuples()]
    assert sorted(kinds) == ["payment"] * 3 + ["reversal"] * 3
