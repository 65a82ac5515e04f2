"""The outbox's file comes through the same gate, and never twice."""

import uuid
from datetime import timedelta

import pytest

from webapp.actions.outbox_imports import import_outbox_file
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue
from webapp.domain.outbox_file import FileRecord, OutboxFile
from webapp.domain.refusals import Refusal
from webapp.models.claims import Claim
from webapp.models.conflicts import Conflict
from webapp.models.events import Event
from webapp.models.memberships import Membership
from webapp.models.submissions import Submission


@pytest.fixture
def capture(world, now):
    def make(value="1077", register="hot", serial="37461", **more):
        return Capture(
            id=more.pop("id", str(uuid.uuid4())),
            meter=serial,
            registers=(ClaimedValue(register_id=world.registers[register], value=value),),
            captured_at=now - timedelta(hours=5),
            **more,
        )

    return make


@pytest.fixture
def bring(world, now, storage):
    def bring_in(*captures, of="anna", clerk="clerk"):
        records = tuple(FileRecord(capture=one) for one in captures)
        account_id = world.accounts.get(of, 1)
        file = OutboxFile(account_id=account_id, sha256="0" * 64, records=records)
        return import_outbox_file(clerk=world.person(clerk), file=file, now=now, storage=storage)

    return bring_in


def test_each_reading_gets_its_receipt_and_waits(bring, capture, world):
    one, other = capture(), capture("12.5", register="heat", serial="90112")
    results = bring(one, other)
    assert [result.outcome for result in results] == ["received", "received"]
    assert all(result.receipt.startswith("R-") for result in results)
    row = Submission.get(Submission.id == one.id)
    assert (row.channel, row.state) == ("file", "received")
    assert row.account_id == world.accounts["anna"]
    assert Claim.get(Claim.submission_id == other.id).value == 12_500


def test_the_same_file_again_changes_nothing(bring, capture):
    one = capture()
    first, again = bring(one), bring(one)
    assert [result.outcome for result in again] == ["repeated"]
    assert again[0].receipt == first[0].receipt
    assert Submission.select().where(Submission.id == one.id).count() == 1


def test_what_the_phone_sent_meanwhile_is_already_here(bring, capture, world, now, storage):
    one = capture()
    submit_reading(
        person=world.person("anna"), capture=one, photos={}, channel="app", now=now,
        storage=storage,
    )  # fmt: skip
    assert [result.outcome for result in bring(one)] == ["repeated"]
    assert Submission.get(Submission.id == one.id).channel == "app"


def test_one_bad_reading_does_not_hold_up_the_others(bring, capture):
    bad, good = capture("lots"), capture()
    results = bring(bad, good)
    assert [result.outcome for result in results] == ["refused", "received"]
    assert results[0].refusal.code == "V01"


def test_other_content_under_a_known_number_is_kept(bring, capture):
    one = capture()
    first = bring(one)
    other = bring(capture("1078", id=one.id))
    assert other[0].outcome == "refused"
    assert other[0].receipt == first[0].receipt
    assert Conflict.select().where(Conflict.submission_id == one.id).count() == 1


def test_the_log_names_the_clerk(bring, capture, world):
    bring(capture())
    event = Event.get(Event.kind == "outbox_file.imported")
    assert event.actor_id == world.accounts["clerk"]
    assert event.subject == f"account:{world.accounts['anna']}"
    assert '"records": 1' in event.facts


@pytest.mark.parametrize("of", ["clara", "reader", "nobody"])
def test_a_file_of_somebody_else_s_customer_is_refused(bring, capture, of):
    with pytest.raises(Refusal) as refused:
        bring(capture(), of=of)
    assert refused.value.code == "not_ours"
    assert not Event.select().where(Event.kind == "outbox_file.imported").exists()


@pytest.fixture
def anna_moves_half(world, now):
    """Anna is a customer of the other company, too."""
    Membership.insert(
        company_id=world.muster,
        account_id=world.accounts["anna"],
        customer_id=world.customers["100-2201"],
        permissions="owner",
        since=now,
    ).execute()


@pytest.mark.usefixtures("anna_moves_half")
def test_a_file_opens_no_door_to_another_company(bring, capture):
    foreign = capture(register="power")
    results = bring(foreign)
    assert [result.outcome for result in results] == ["refused"]
    assert results[0].refusal.code == "V03"
    assert not Submission.select().where(Submission.id == foreign.id).exists()


@pytest.mark.usefixtures("anna_moves_half")
def test_nothing_is_said_of_what_went_to_another_company(bring, capture, world, now, storage):
    foreign = capture(register="power")
    submit_reading(
        person=world.person("anna"), capture=foreign, photos={}, channel="app", now=now,
        storage=storage,
    )  # fmt: skip
    results = bring(capture("5", register="power", id=foreign.id))
    assert (results[0].outcome, results[0].receipt) == ("refused", "")
    assert not Conflict.select().where(Conflict.submission_id == foreign.id).exists()
