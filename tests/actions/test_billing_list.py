"""What billing is told, and when."""

from datetime import timedelta

import pytest

from tests.readings import submitted
from webapp.actions import billing_list
from webapp.actions.billing_list import list_for_billing
from webapp.actions.decisions import accept, reject
from webapp.actions.undo import undo
from webapp.domain.undo import UNDO_FOR
from webapp.models.billing_entries import BillingEntry
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.service_points import ServicePoint
from webapp.queries.billing import told_since

DUE = UNDO_FOR + timedelta(seconds=1)


@pytest.fixture
def clerk(world):
    return world.person("clerk")


def accepted(world, now, storage, **what):
    submission = submitted(world, now=now, storage=storage, **what)
    accept(person=world.person("clerk"), submission_id=submission, now=now)
    return submission


def entries(world):
    rows = BillingEntry.select().where(BillingEntry.company_id == world.minta)
    return [(row.sequence, row.what) for row in rows.order_by(BillingEntry.sequence)]


def test_an_accepted_reading_is_listed_after_half_a_minute(world, now, storage):
    submission = accepted(world, now, storage)
    assert list_for_billing(now=now + UNDO_FOR) == 0
    assert list_for_billing(now=now + DUE) == 1
    (told,) = told_since(company_id=world.minta, sequence=0)
    assert (told.sequence, told.what, told.customer) == (1, "reading", "SU0044")
    assert (told.meter, told.value, told.unit) == ("37461", "1077", "m³")
    assert told.receipt
    assert told.reading == Reading.get(Reading.submission_id == submission).id


def test_a_place_is_told_by_the_companys_own_number(world, now, storage):
    accepted(world, now, storage)
    list_for_billing(now=now + DUE)
    point = Meter.get(Meter.id == world.meters["hot"]).service_point_id
    (told,) = told_since(company_id=world.minta, sequence=0)
    assert told.service_point == str(point)
    ServicePoint.update(number="SP-1").where(ServicePoint.id == point).execute()
    (told,) = told_since(company_id=world.minta, sequence=0)
    assert told.service_point == "SP-1"


def test_nothing_is_listed_twice(world, now, storage):
    accepted(world, now, storage)
    assert list_for_billing(now=now + DUE) == 1
    assert list_for_billing(now=now + DUE * 2) == 0
    assert list_for_billing(now=now + DUE * 2, whole=True) == 0


def test_what_was_imported_waiting_rejected_or_undone_is_not_listed(world, now, storage, clerk):
    submitted(world, now=now, storage=storage)
    rejected = submitted(world, now=now, storage=storage)
    reject(person=clerk, submission_id=rejected, reason_code="impossible", now=now)
    undo(person=clerk, submission_id=accepted(world, now, storage), now=now)
    assert list_for_billing(now=now + DUE) == 0


def test_numbers_go_on_without_a_gap_however_many_come_at_once(world, now, storage, monkeypatch):
    monkeypatch.setattr(billing_list, "AT_ONCE", 2)
    for minute in range(5):
        accepted(world, now + timedelta(seconds=minute), storage)
    assert list_for_billing(now=now + DUE * 2) == 5
    assert entries(world) == [(n, "reading") for n in range(1, 6)]


def test_each_company_counts_for_itself(world, now, storage):
    accepted(world, now, storage)
    list_for_billing(now=now + DUE)
    assert list(told_since(company_id=world.muster, sequence=0)) == []


def test_one_that_committed_late_is_still_found(world, now, storage):
    accepted(world, now, storage)
    list_for_billing(now=now + DUE)
    accepted(world, now - timedelta(minutes=5), storage)
    assert list_for_billing(now=now + DUE) == 1


def test_one_that_committed_very_late_is_found_by_the_whole_look(world, now, storage):
    accepted(world, now, storage)
    list_for_billing(now=now + DUE)
    accepted(world, now - timedelta(hours=5), storage)
    assert list_for_billing(now=now + DUE) == 0
    assert list_for_billing(now=now + DUE, whole=True) == 1


def test_with_nothing_to_tell_nobody_is_kept_from_writing(now, monkeypatch, world):
    monkeypatch.setattr(billing_list, "atomic", lambda: pytest.fail("a transaction was begun"))
    assert world
    assert list_for_billing(now=now) == 0


def test_the_list_goes_on_from_a_place(world, now, storage):
    for second in range(3):
        accepted(world, now + timedelta(seconds=second), storage)
    list_for_billing(now=now + DUE * 2)
    told = [told.sequence for told in told_since(company_id=world.minta, sequence=1)]
    assert told == [2, 3]
