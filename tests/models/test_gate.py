"""The gate is held by the database: every way around it is tried here, on both engines."""

import uuid
from datetime import UTC, datetime

import pytest
from peewee import DatabaseError, PostgresqlDatabase

from webapp.actions.decisions import accept, correct
from webapp.actions.seals import seal_events
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue
from webapp.models.base import database, new_id
from webapp.models.claims import Claim
from webapp.models.decided_values import DecidedValue
from webapp.models.decisions import Decision
from webapp.models.import_batches import ImportBatch
from webapp.models.readings import Reading
from webapp.models.tables import ALL

APPEND_ONLY = ("claim", "finding", "decision", "decided_value", "event", "seal", "conflict")


@pytest.fixture
def refused():
    """A statement the database must refuse, in a savepoint so that the test can go on."""

    def attempt(sql, *parameters):
        with pytest.raises(DatabaseError), database.atomic():
            database.execute_sql(sql.replace("?", database.param), parameters)

    return attempt


@pytest.fixture
def submission(world, now, storage):
    """Anna's waiting submission of 1077 m³."""
    return _submit(world, now, storage)


def _submit(world, now, storage, value="1077"):
    capture = Capture(
        id=str(uuid.uuid4()),
        meter="37461",
        registers=(ClaimedValue(register_id=world.registers["hot"], value=value),),
        captured_at=now,
    )
    submit_reading(
        person=world.person("anna"),
        capture=capture,
        photos={},
        channel="app",
        now=now,
        storage=storage,
    )
    return capture.id


@pytest.fixture
def accepted(world, submission, now):
    """The same, accepted."""
    accept(person=world.person("clerk"), submission_id=submission, now=now)
    return Decision.get(Decision.submission_id == submission)


def official(world, **changes):
    """An official row as an intruder would write it."""
    row = {
        "company_id": world.minta,
        "id": new_id(),
        "register_id": world.registers["hot"],
        "read_on": world.today,
        "value": 1_077_000,
        "kind": "customer",
        "recorded_at": datetime.now(UTC),
    }
    return {**row, **changes}


def refuse_row(row, table=Reading):
    with pytest.raises(DatabaseError), database.atomic():
        table.insert(**row).execute()


class TestProvenance:
    """A reading without a fitting decision or import cannot be written."""

    def test_from_nowhere(self, world):
        refuse_row(official(world))

    def test_from_an_import_of_another_company(self, world):
        batch = ImportBatch.get(ImportBatch.company_id == world.muster)
        refuse_row(official(world, import_id=batch.id))

    def test_from_a_decision_that_is_not_there(self, world, submission):
        refuse_row(official(world, decision_id=1, submission_id=submission, verdict="accept"))

    @pytest.mark.parametrize("verdict", ["return", "reject", "undo", None])
    def test_from_a_verdict_that_makes_nothing_official(self, world, accepted, verdict):
        refuse_row(
            official(
                world,
                decision_id=accepted.id,
                submission_id=accepted.submission_id,
                verdict=verdict,
            )
        )

    def test_for_another_submission(self, world, accepted, now, storage):
        other = _submit(world, now, storage, "1078")
        refuse_row(official(world, decision_id=accepted.id, submission_id=other, verdict="accept"))

    def test_with_another_value(self, world, accepted):
        refuse_row(
            official(
                world,
                value=1,
                decision_id=accepted.id,
                submission_id=accepted.submission_id,
                verdict="accept",
            )
        )

    def test_twice_from_one_decision(self, world, accepted):
        refuse_row(
            official(
                world,
                decision_id=accepted.id,
                submission_id=accepted.submission_id,
                verdict="accept",
            )
        )

    def test_from_decision_and_import_at_once(self, world, accepted):
        batch = ImportBatch.get(ImportBatch.company_id == world.minta)
        refuse_row(
            official(
                world,
                import_id=batch.id,
                decision_id=accepted.id,
                submission_id=accepted.submission_id,
                verdict="accept",
            )
        )

    def test_a_decision_by_somebody_who_is_no_staff_there(self, world, submission, now):
        for name in ("anna", "foreign_clerk"):
            refuse_row(
                {
                    "company_id": world.minta,
                    "id": new_id(),
                    "submission_id": submission,
                    "turn": 1,
                    "verdict": "accept",
                    "staff_id": world.accounts[name],
                    "decided_at": now,
                },
                Decision,
            )

    def test_an_accepted_value_other_than_the_claimed_one(self, world, submission, now):
        decision_id = new_id()
        Decision.insert(
            company_id=world.minta,
            id=decision_id,
            submission_id=submission,
            turn=1,
            verdict="accept",
            staff_id=world.accounts["clerk"],
            decided_at=now,
        ).execute()
        row = {
            "company_id": world.minta,
            "decision_id": decision_id,
            "register_id": world.registers["hot"],
            "submission_id": submission,
            "verdict": "accept",
            "value": 5_000,
        }
        for claimed in (None, 5_000, 1_077_000):
            refuse_row({**row, "claimed": claimed}, DecidedValue)

    def test_a_second_decision_in_the_same_turn(self, world, accepted, now):
        refuse_row(
            {
                "company_id": world.minta,
                "id": new_id(),
                "submission_id": accepted.submission_id,
                "turn": accepted.turn,
                "verdict": "accept",
                "staff_id": world.accounts["colleague"],
                "decided_at": now,
            },
            Decision,
        )


class TestAppendOnly:
    """History stays against UPDATE, DELETE, REPLACE, upsert and TRUNCATE."""

    @pytest.fixture(autouse=True)
    def _history(self, world, now, storage, accepted):
        assert accepted.verdict == "accept"
        low = _submit(world, now, storage, "1070")
        correct(
            person=world.person("clerk"),
            submission_id=low,
            values={world.registers["hot"]: "1079"},
            reason_code="photo_differs",
            now=now,
        )
        seal_events(now=now)

    @pytest.mark.parametrize("table", APPEND_ONLY)
    def test_update(self, table, refused):
        if table == "conflict":
            pytest.skip("no conflict in this history; its guard is the same")
        refused(f"UPDATE {table} SET company_id = company_id")

    @pytest.mark.parametrize("table", [*APPEND_ONLY, "reading", "submission"])
    def test_delete(self, table, refused):
        if table == "conflict":
            pytest.skip("no conflict in this history; its guard is the same")
        refused(f"DELETE FROM {table}")

    @pytest.mark.parametrize("table", [*APPEND_ONLY, "reading", "submission"])
    def test_truncate(self, table, refused):
        if not isinstance(database.obj, PostgresqlDatabase):
            pytest.skip("SQLite has no TRUNCATE; DELETE is tried above")
        refused(f"TRUNCATE {table} CASCADE")

    @pytest.mark.parametrize("table", ["claim", "finding", "decision", "decided_value", "event"])
    def test_replace(self, table, refused):
        if isinstance(database.obj, PostgresqlDatabase):
            pytest.skip("PostgreSQL has no REPLACE; upsert is tried below")
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    def test_replace_of_a_reading(self, refused):
        if isinstance(database.obj, PostgresqlDatabase):
            pytest.skip("PostgreSQL has no REPLACE; upsert is tried below")
        refused("INSERT OR REPLACE INTO reading SELECT * FROM reading")

    @pytest.mark.parametrize(
        ("table", "key", "change"),
        [
            ("claim", "company_id, submission_id, register_id", "value = 7"),
            ("decision", "company_id, id", "turn = 7"),
            ("decided_value", "company_id, decision_id, register_id", "value = 7"),
            ("event", "company_id, id", "kind = 'x'"),
            ("seal", "company_id, sequence", "chain_hash = 'x'"),
            ("reading", "company_id, id", "value = 7"),
        ],
    )
    def test_upsert(self, table, key, change, refused):
        refused(
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
            f"ON CONFLICT ({key}) DO UPDATE SET {change}"
        )

    @pytest.mark.parametrize("column", ["value", "read_on", "register_id", "kind", "decision_id"])
    def test_a_reading_cannot_be_changed(self, column, refused):
        other = {"read_on": "2001-01-01", "kind": "estimated"}.get(column, 7)
        refused(f"UPDATE reading SET {column} = ?", other)

    def test_a_reading_is_voided_once_and_for_good(self, accepted, refused):
        mine = Reading.decision_id == accepted.id
        Reading.update(voided_by=accepted.id).where(mine).execute()
        refused("UPDATE reading SET voided_by = NULL WHERE decision_id = ?", accepted.id)

    def test_a_claim_stays_what_was_claimed(self, accepted, refused):
        refused("UPDATE claim SET value = 1 WHERE submission_id = ?", accepted.submission_id)
        assert Claim.get(Claim.submission_id == accepted.submission_id).value == 1_077_000

    @pytest.mark.parametrize("column", ["account_id", "receipt", "meter_id", "content_hash"])
    def test_a_submission_keeps_what_came_in(self, column, refused):
        refused(f"UPDATE submission SET {column} = ?", 7 if column.endswith("_id") else "x")


def test_every_guarded_table_exists(world):
    names = {table._meta.table_name for table in ALL}
    assert set(APPEND_ONLY) <= names
