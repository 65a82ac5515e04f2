"""How bills go out is official, too: every way around the gate is tried here, on both engines."""

import pytest
from peewee import DatabaseError, PostgresqlDatabase

from tests.readings import submitted
from tests.wishes import place, wished
from webapp.actions.decisions import accept, reject
from webapp.actions.undo import undo
from webapp.models.base import database, new_id
from webapp.models.decisions import Decision
from webapp.models.import_batches import ImportBatch
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.submissions import Submission


@pytest.fixture
def sent(world, now):
    """Anna wants the bills of her hot water without paper."""
    return wished(world, now=now)


@pytest.fixture
def waiting(world, now, storage):
    """Anna's reading of her hot water."""
    return submitted(world, now=now, storage=storage)


@pytest.fixture
def granted(world, sent, now):
    accept(person=world.person("clerk"), submission_id=sent, now=now)
    return Decision.get(Decision.submission_id == sent)


def row(world, now, **changes):
    """An official row as an intruder would write it."""
    return {
        "company_id": world.minta,
        "id": new_id(),
        "service_point_id": place(world, "hot"),
        "customer_id": world.customers["SU0044"],
        "route": "electronic",
        "valid_from": world.today,
        "recorded_at": now,
        **changes,
    }


def refuse(statement):
    with pytest.raises(DatabaseError), database.atomic():
        statement()


def refuse_row(given, table=InvoiceRoute):
    refuse(lambda: table.insert(**given).execute())


def cause(decision, **changes):
    return {
        "decision_id": decision.id,
        "submission_id": decision.submission_id,
        "verdict": decision.verdict,
        **changes,
    }


def test_from_nowhere(world, now):
    refuse_row(row(world, now))


def test_from_an_import_of_another_company(world, now):
    batch = ImportBatch.get(ImportBatch.company_id == world.muster)
    refuse_row(row(world, now, import_id=batch.id))


def test_from_a_wish_that_nobody_decided(world, sent, now):
    refuse_row(row(world, now, decision_id=1, submission_id=sent, verdict="accept"))


def test_from_a_wish_that_was_turned_down(world, sent, now):
    reject(person=world.person("clerk"), submission_id=sent, reason_code="ask_us", now=now)
    decision = Decision.get(Decision.submission_id == sent)
    refuse_row(row(world, now, **cause(decision)))
    refuse_row(row(world, now, **cause(decision, verdict="accept")))


@pytest.mark.parametrize(
    "other",
    [{"route": "paper"}, {"service_point_id": "heat"}, {"customer_id": "SU0045"}],
    ids=["another way", "another place", "another customer"],
)
def test_something_else_than_was_wished(world, granted, now, other):
    InvoiceRoute.update(voided_by=granted.id).execute()
    given = dict(other)
    if "service_point_id" in given:
        given["service_point_id"] = place(world, given["service_point_id"])
    if "customer_id" in given:
        given["customer_id"] = world.customers[given["customer_id"]]
    refuse_row(row(world, now, **cause(granted), **given))


def test_twice_from_one_decision(world, granted, now):
    refuse_row(row(world, now, **cause(granted)))


def test_from_decision_and_import_at_once(world, granted, now):
    batch = ImportBatch.get(ImportBatch.company_id == world.minta)
    refuse_row(row(world, now, import_id=batch.id, **cause(granted)))


def test_what_counts_is_only_ever_voided(world, granted):
    mine = InvoiceRoute.decision_id == granted.id
    refuse(lambda: InvoiceRoute.update(route="paper").where(mine).execute())
    refuse(lambda: InvoiceRoute.delete().where(mine).execute())
    whole = {**InvoiceRoute.get(mine).__data__, "route": "paper"}
    upsert = InvoiceRoute.insert(**whole).on_conflict(
        conflict_target=[InvoiceRoute.company_id, InvoiceRoute.id],
        update={InvoiceRoute.route: "paper"},
    )
    refuse(upsert.execute)
    if not isinstance(database.obj, PostgresqlDatabase):
        refuse(InvoiceRoute.replace(**whole).execute)
    InvoiceRoute.update(voided_by=granted.id).where(mine).execute()
    refuse(lambda: InvoiceRoute.delete().where(mine).execute())


def test_what_was_voided_never_counts_again(world, sent, granted, now):
    undo(person=world.person("clerk"), submission_id=sent, now=now)
    mine = InvoiceRoute.decision_id == granted.id
    refuse(lambda: InvoiceRoute.update(voided_by=None).where(mine).execute())
    refuse(lambda: InvoiceRoute.update(voided_by=granted.id).where(mine).execute())


@pytest.mark.parametrize("other", ["another place", "another customer", "a reading"])
def test_a_wish_is_about_what_its_request_is_about(world, sent, waiting, now, other):
    whole = Submission.get(Submission.id == sent).__data__
    Submission.insert(**{**whole, "id": "x", "receipt": "x"}).execute()
    wish = InvoiceRouteWish.get(InvoiceRouteWish.submission_id == sent).__data__
    changes = {
        "another place": {"submission_id": "x", "service_point_id": place(world, "heat")},
        "another customer": {"submission_id": "x", "customer_id": world.customers["SU0045"]},
        "a reading": {"submission_id": waiting},
    }
    refuse_row({**wish, **changes[other]}, InvoiceRouteWish)
    InvoiceRouteWish.insert(**{**wish, "submission_id": "x"}).execute()


def test_a_wish_is_kept_as_it_came(sent):
    mine = InvoiceRouteWish.submission_id == sent
    refuse(lambda: InvoiceRouteWish.update(route="paper").where(mine).execute())
    refuse(lambda: InvoiceRouteWish.delete().where(mine).execute())


def test_an_import_can_take_its_own_rows_back(world, now):
    batch = ImportBatch.get(ImportBatch.company_id == world.minta)
    InvoiceRoute.insert(**row(world, now, import_id=batch.id)).execute()
    mine = InvoiceRoute.import_id == batch.id
    refuse(lambda: InvoiceRoute.update(route="paper").where(mine).execute())
    assert InvoiceRoute.delete().where(mine).execute() == 1


def test_only_a_request_is_about_no_meter(world, sent, now):
    whole = Submission.get(Submission.id == sent).__data__
    for changes in (
        {"kind": "reading"},
        {"meter_id": world.meters["hot"], "read_on": world.today},
        {"read_on": world.today},
        {"kind": "wish"},
    ):
        refuse_row({**whole, "id": "x", "receipt": "x", **changes}, Submission)
