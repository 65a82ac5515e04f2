"""What the database holds of exchanges, master data and second persons, on both engines."""

from datetime import timedelta

import pytest
from peewee import DatabaseError, PostgresqlDatabase

from tests.exchange import new_meter
from tests.readings import submitted
from webapp.actions.decisions import accept, reject
from webapp.actions.exchanges import exchange_meter
from webapp.models.base import database, new_id
from webapp.models.billing_entries import BillingEntry
from webapp.models.decisions import Decision
from webapp.models.exchanges import Exchange
from webapp.models.import_batches import ImportBatch
from webapp.models.meters import Meter
from webapp.models.proposals import Proposal
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.submissions import Submission


def refuse(statement):
    with pytest.raises(DatabaseError), database.atomic():
        statement.execute()


def refuse_sql(sql, *parameters):
    with pytest.raises(DatabaseError), database.atomic():
        database.execute_sql(sql.replace("?", database.param), parameters)


@pytest.fixture
def waiting(world, now, storage):
    return submitted(world, now=now, storage=storage)


@pytest.fixture
def accepted(world, waiting, now):
    accept(person=world.person("clerk"), submission_id=waiting, now=now)
    return Decision.get(Decision.submission_id == waiting)


@pytest.fixture
def proposed(world, waiting, now):
    """The clerk's proposal on a waiting submission."""
    row = proposal(world, waiting, now)
    Proposal.insert(**row).execute()
    return row


def proposal(world, submission_id, now, **changes):
    row = {
        "company_id": world.minta,
        "id": new_id(),
        "submission_id": submission_id,
        "verdict": "accept",
        "content": "{}",
        "staff_id": world.accounts["clerk"],
        "proposed_at": now,
    }
    return {**row, **changes}


def verdict(world, submission_id, now, **changes):
    row = {
        "company_id": world.minta,
        "id": new_id(),
        "submission_id": submission_id,
        "turn": 7,
        "verdict": "accept",
        "staff_id": world.accounts["colleague"],
        "decided_at": now,
    }
    return {**row, **changes}


class TestFourEyes:
    """Whoever made a proposal cannot be the one who decides it, whatever the program thinks."""

    def test_a_second_person_can(self, world, proposed, waiting, now):
        by = {"proposal_id": proposed["id"], "proposed_by": world.accounts["clerk"]}
        Decision.insert(**verdict(world, waiting, now, **by)).execute()

    def test_the_maker_cannot(self, world, proposed, waiting, now):
        clerk = world.accounts["clerk"]
        by = {"proposal_id": proposed["id"], "proposed_by": clerk, "staff_id": clerk}
        refuse(Decision.insert(**verdict(world, waiting, now, **by)))

    def test_nor_under_another_makers_name(self, world, proposed, waiting, now):
        by = {"proposal_id": proposed["id"], "proposed_by": world.accounts["supervisor"]}
        clerk = world.accounts["clerk"]
        refuse(Decision.insert(**verdict(world, waiting, now, **by, staff_id=clerk)))

    def test_nor_without_saying_whose_it_was(self, world, proposed, waiting, now):
        row = verdict(world, waiting, now, proposal_id=proposed["id"])
        refuse(Decision.insert(**row, proposed_by=None))

    def test_nor_for_another_submission(self, world, proposed, now, storage):
        other = submitted(world, now=now, storage=storage, value="1078")
        by = {"proposal_id": proposed["id"], "proposed_by": world.accounts["clerk"]}
        refuse(Decision.insert(**verdict(world, other, now, **by)))

    @pytest.mark.parametrize("name", ["anna", "foreign_clerk"])
    def test_a_proposal_is_by_staff_of_that_company(self, world, waiting, now, name):
        refuse(Proposal.insert(**proposal(world, waiting, now, staff_id=world.accounts[name])))

    @pytest.mark.parametrize("what", ["return", "reject", "undo", "move"])
    def test_only_what_makes_something_official_is_proposed(self, world, waiting, now, what):
        refuse(Proposal.insert(**proposal(world, waiting, now, verdict=what)))

    def test_one_open_proposal_a_submission(self, world, proposed, waiting, now):
        refuse(Proposal.insert(**proposal(world, waiting, now)))
        Proposal.update(ended_at=now).where(Proposal.id == proposed["id"]).execute()
        Proposal.insert(**proposal(world, waiting, now)).execute()

    @pytest.mark.usefixtures("proposed")
    def test_a_proposal_stays_what_it_was(self):
        refuse_sql("UPDATE proposal SET content = ?", "other")
        refuse_sql("DELETE FROM proposal")
        refuse_sql(
            "INSERT INTO proposal SELECT * FROM proposal WHERE true "
            "ON CONFLICT (company_id, id) DO UPDATE SET content = 'other'"
        )

    def test_a_move_needs_its_reason(self, world, waiting, now):
        refuse(Decision.insert(**verdict(world, waiting, now, verdict="move")))


class TestBilled:
    """What billing was told of is only voided by a decision that two made."""

    @pytest.fixture
    def listed(self, world, accepted, now):
        reading = Reading.get(Reading.decision_id == accepted.id)
        BillingEntry.insert(
            company_id=world.minta, sequence=1, reading_id=reading.id, what="reading", listed_at=now
        ).execute()
        return reading

    def test_not_by_one(self, world, listed, waiting, now):
        undoing = verdict(world, waiting, now, verdict="undo", undoes=listed.decision_id)
        Decision.insert(**undoing).execute()
        refuse(Reading.update(voided_by=undoing["id"]).where(Reading.id == listed.id))

    def test_by_two(self, world, listed, now, storage):
        other = submitted(world, now=now, storage=storage, value="1078")
        row = proposal(world, other, now)
        Proposal.insert(**row).execute()
        made = verdict(world, other, now, proposal_id=row["id"], proposed_by=row["staff_id"])
        Decision.insert(**made).execute()
        Reading.update(voided_by=made["id"]).where(Reading.id == listed.id).execute()

    @pytest.mark.usefixtures("listed")
    def test_what_billing_was_told_stays(self):
        refuse_sql("UPDATE billing_entry SET what = 'void'")
        refuse_sql("DELETE FROM billing_entry")

    def test_billing_is_told_once_and_of_its_own_readings(self, world, listed, now):
        row = {"sequence": 2, "reading_id": listed.id, "what": "reading", "listed_at": now}
        refuse(BillingEntry.insert(**row, company_id=world.minta))
        refuse(BillingEntry.insert(**row, company_id=world.muster))

    def test_nothing_is_told_of_what_is_not_there(self, world, now):
        row = {"sequence": 1, "reading_id": 7, "what": "reading", "listed_at": now}
        refuse(BillingEntry.insert(**row, company_id=world.minta))


class TestMasterData:
    """A meter and its registers come from an import or from a decision, and never from both."""

    @pytest.fixture(params=["meter", "register"])
    def make(self, request, world):
        known = Meter if request.param == "meter" else Register
        row = known.select().where(
            known.id.in_(list(world.meters.values()))
            if known is Meter
            else known.meter_id == world.meters["hot"]
        )
        row = dict(row.dicts().get())
        fresh = {"id": new_id()} | ({"serial": "99999"} if known is Meter else {"position": 9})
        return lambda **source: known.insert(**{**row, **fresh, "import_id": None, **source})

    def test_from_an_import(self, make, world):
        batch = ImportBatch.get(ImportBatch.company_id == world.minta)
        make(import_id=batch.id).execute()

    def test_from_a_decision(self, make, accepted, waiting):
        make(decision_id=accepted.id, submission_id=waiting, verdict="accept").execute()

    def test_from_nowhere(self, make):
        refuse(make())

    def test_from_both(self, make, world, accepted, waiting):
        batch = ImportBatch.get(ImportBatch.company_id == world.minta)
        source = {"decision_id": accepted.id, "submission_id": waiting, "verdict": "accept"}
        refuse(make(import_id=batch.id, **source))

    def test_from_an_import_of_another_company(self, make, world):
        batch = ImportBatch.get(ImportBatch.company_id == world.muster)
        refuse(make(import_id=batch.id))

    def test_from_a_decision_that_said_no(self, make, world, waiting, now):
        reject(
            person=world.person("clerk"), submission_id=waiting, reason_code="duplicate", now=now
        )
        no = Decision.get(Decision.submission_id == waiting)
        for what in ("accept", "reject"):
            refuse(make(decision_id=no.id, submission_id=waiting, verdict=what))

    def test_from_half_a_decision(self, make, accepted, waiting):
        refuse(make(decision_id=accepted.id))
        refuse(make(decision_id=accepted.id, submission_id=waiting))


class TestExchange:
    """An exchange names the decision that says so, happens once a meter, and stays."""

    @pytest.fixture
    def exchanged(self, world, waiting, now):
        return exchange_meter(
            person=world.person("clerk"), submission_id=waiting, exchange=new_meter(world),
            at_once=False, now=now,
        )  # fmt: skip

    def another(self, **changes):
        row = dict(Exchange.select().dicts().get())
        return Exchange.insert(**{**row, "id": new_id(), **changes})

    @pytest.mark.usefixtures("exchanged")
    def test_once_for_each_meter(self, world):
        other = world.meters["cold"]
        refuse(self.another(new_meter_id=other))
        refuse(self.another(old_meter_id=other))
        refuse(self.another(old_meter_id=other, new_meter_id=other))

    @pytest.mark.usefixtures("exchanged")
    def test_not_without_a_fitting_decision(self, world, waiting):
        meters = {"old_meter_id": world.meters["cold"], "new_meter_id": world.meters["heat"]}
        refuse(self.another(**meters, decision_id=7))
        refuse(self.another(**meters, submission_id=waiting))
        refuse(self.another(**meters, verdict="move"))

    @pytest.mark.usefixtures("exchanged")
    def test_it_stays(self):
        refuse_sql("UPDATE exchange SET reason = 'other'")
        refuse_sql("DELETE FROM exchange")

    @pytest.mark.usefixtures("exchanged")
    def test_not_emptied_either(self):
        if not isinstance(database.obj, PostgresqlDatabase):
            pytest.skip("SQLite has no TRUNCATE; DELETE is tried above")
        for table in ("exchange", "billing_entry", "proposal"):
            refuse_sql(f"TRUNCATE {table} CASCADE")


class TestKinds:
    """A submission of a kind brings what that kind needs, and nothing of another."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"kind": "correction"},
            {"kind": "move_out"},
            {"kind": "reading", "handover_on": "2026-10-31"},
            {"kind": "gift"},
            {"channel": "pigeon"},
        ],
    )
    def test_an_odd_one_is_refused(self, waiting, changes):
        row = dict(Submission.select().where(Submission.id == waiting).dicts().get())
        fresh = {"id": "another", "receipt": "another"}
        refuse(Submission.insert(**{**row, **fresh, **changes}))

    def test_a_worked_out_value_has_its_day(self, world, now):
        batch = ImportBatch.get(ImportBatch.company_id == world.minta)
        row = {
            "company_id": world.minta,
            "id": new_id(),
            "register_id": world.registers["hot"],
            "read_on": world.today,
            "value": 1,
            "kind": "final",
            "recorded_at": now,
            "import_id": batch.id,
        }
        refuse(Reading.insert(**row, prorated_value=1))
        refuse(Reading.insert(**row, prorated_on=world.today))
        refuse(Reading.insert(**row, rollovers=2))
        day = world.today - timedelta(days=1)
        Reading.insert(**row, prorated_value=1, prorated_on=day).execute()
