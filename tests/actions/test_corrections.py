"""A customer asks to correct an official reading, and one or two clerks decide it."""

from datetime import timedelta

import pytest

from tests.asking import ask, newest_reading
from tests.readings import submitted
from webapp.actions.billing_list import list_for_billing
from webapp.actions.decisions import accept, correct, reject
from webapp.actions.proposals import confirm, decline
from webapp.actions.undo import undo
from webapp.actions.withdrawals import withdraw
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.domain.undo import UNDO_FOR
from webapp.models.base import new_id
from webapp.models.billing_entries import BillingEntry
from webapp.models.decisions import Decision
from webapp.models.events import Event
from webapp.models.proposals import Proposal
from webapp.models.readings import Reading
from webapp.models.submissions import Submission
from webapp.queries.on_its_way import followed

LATER = UNDO_FOR * 2


@pytest.fixture
def clerk(world):
    return world.person("clerk")


@pytest.fixture
def colleague(world):
    return world.person("colleague")


@pytest.fixture
def fresh(world, now, storage, clerk):
    """A reading of Anna's that was accepted just now and that billing does not know yet."""
    submission = submitted(world, now=now, storage=storage)
    accept(person=clerk, submission_id=submission, now=now)
    return Reading.get(Reading.submission_id == submission)


@pytest.fixture
def billed(fresh, now):
    """The same, and billing was told."""
    list_for_billing(now=now + LATER)
    return fresh


def state(submission_id):
    return Submission.get(Submission.id == submission_id).state


def standing(world):
    rows = Reading.standing().where(Reading.register_id == world.registers["hot"])
    return {row.id: row for row in rows}


def refused(code, call, *args, **given):
    with pytest.raises(Refusal) as refusal:
        call(*args, **given)
    assert refusal.value.code == code
    assert str(refusal.value)


class TestAsking:
    def test_it_waits_and_nothing_official_changes(self, world, fresh, now, storage):
        wish = ask(world, reading=fresh, now=now, storage=storage)
        row = Submission.get(Submission.id == wish)
        assert (row.kind, row.state, row.about_reading_id) == ("correction", "received", fresh.id)
        assert row.read_on == fresh.read_on
        assert fresh.id in standing(world)

    def test_the_same_form_twice_is_one(self, world, fresh, now, storage):
        first = ask(world, reading=fresh, now=now, storage=storage)
        assert ask(world, reading=fresh, now=now, storage=storage, id=first) == first
        refused(
            "sent_already", ask, world, reading=fresh, now=now, storage=storage, id=first,
            value="1071",
        )  # fmt: skip

    def test_only_one_at_a_time(self, world, fresh, now, storage):
        ask(world, reading=fresh, now=now, storage=storage)
        refused("correction_open", ask, world, reading=fresh, now=now, storage=storage)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [({"value": "x"}, "V01"), ({"value": "1077"}, "no_change"), ({"why": " "}, "why")],
    )
    def test_what_says_nothing_is_refused(self, world, fresh, now, storage, changes, code):
        refused(code, ask, world, reading=fresh, now=now, storage=storage, **changes)

    @pytest.mark.parametrize("who", ["szabo", "clara", "clerk", "reader"])
    def test_what_is_not_theirs_is_not_found(self, world, fresh, now, storage, who):
        with pytest.raises(NotFound):
            ask(world, reading=fresh, now=now, storage=storage, who=who)

    def test_nor_is_what_no_longer_counts(self, world, fresh, now, storage, clerk):
        undo(person=clerk, submission_id=fresh.submission_id, now=now)
        with pytest.raises(NotFound):
            ask(world, reading=fresh, now=now, storage=storage)

    def test_a_photo_comes_along(self, world, fresh, now, storage, jpeg, clerk):
        wish = ask(world, reading=fresh, now=now, storage=storage, photo=jpeg)
        accept(person=clerk, submission_id=wish, now=now)
        assert Reading.get(Reading.submission_id == wish).kind == "customer_verified"


class TestUnbilled:
    def test_one_clerk_is_enough(self, world, fresh, now, storage, clerk):
        wish = ask(world, reading=fresh, now=now, storage=storage)
        assert accept(person=clerk, submission_id=wish, now=now) is True
        decision = Decision.get(Decision.submission_id == wish)
        new = Reading.get(Reading.submission_id == wish)
        assert Reading.get(Reading.id == fresh.id).voided_by == decision.id
        assert (new.value, new.read_on) == (1_072_000, fresh.read_on)
        assert (fresh.id in standing(world), new.id in standing(world)) == (False, True)

    def test_billing_hears_of_the_new_one_alone(self, world, fresh, now, storage, clerk):
        wish = ask(world, reading=fresh, now=now, storage=storage)
        accept(person=clerk, submission_id=wish, now=now)
        list_for_billing(now=now + LATER)
        (entry,) = BillingEntry.select()
        assert entry.reading_id == Reading.get(Reading.submission_id == wish).id

    def test_it_cannot_be_undone_but_corrected_once_more(self, world, fresh, now, storage, clerk):
        wish = ask(world, reading=fresh, now=now, storage=storage)
        accept(person=clerk, submission_id=wish, now=now)
        refused("undo_correction", undo, person=clerk, submission_id=wish, now=now)
        again = Reading.get(Reading.submission_id == wish)
        second = ask(world, reading=again, now=now, storage=storage, value="1077")
        accept(person=clerk, submission_id=second, now=now)
        assert Reading.get(Reading.submission_id == second).voided_by is None

    def test_nor_can_what_it_replaced(self, world, fresh, now, storage, clerk):
        wish = ask(world, reading=fresh, now=now, storage=storage)
        accept(person=clerk, submission_id=wish, now=now)
        refused("undo_replaced", undo, person=clerk, submission_id=fresh.submission_id, now=now)
        assert state(fresh.submission_id) == "accepted"

    def test_no_leaves_it_as_it_was(self, world, fresh, now, storage, clerk):
        wish = ask(world, reading=fresh, now=now, storage=storage)
        reject(person=clerk, submission_id=wish, reason_code="impossible", now=now)
        assert fresh.id in standing(world)

    def test_what_was_undone_meanwhile_is_not_corrected(self, world, fresh, now, storage, clerk):
        wish = ask(world, reading=fresh, now=now, storage=storage)
        undo(person=clerk, submission_id=fresh.submission_id, now=now)
        refused("replaced", accept, person=clerk, submission_id=wish, now=now)
        assert state(wish) == "received"


class TestBilled:
    @pytest.fixture
    def wish(self, world, billed, now, storage):
        return ask(world, reading=billed, now=now, storage=storage)

    @pytest.fixture
    def proposed(self, wish, clerk, now):
        assert accept(person=clerk, submission_id=wish, now=now) is False
        return wish

    def test_the_first_accept_only_proposes(self, world, proposed, billed):
        assert state(proposed) == "received"
        assert billed.id in standing(world)
        assert not Decision.select().where(Decision.submission_id == proposed).exists()
        (sent,) = followed(person=world.person("anna"), submission_ids=[proposed])
        assert sent.proposed

    def test_a_second_person_makes_it_so(self, proposed, billed, clerk, colleague, now):
        confirm(person=colleague, submission_id=proposed, now=now)
        decision = Decision.get(Decision.submission_id == proposed)
        assert (decision.staff_id, decision.proposed_by) == (
            colleague.account_id,
            clerk.account_id,
        )
        assert Reading.get(Reading.id == billed.id).voided_by == decision.id
        assert Reading.get(Reading.submission_id == proposed).value == 1_072_000
        assert state(proposed) == "accepted"

    def test_billing_hears_of_the_void_and_then_of_the_new_one(self, proposed, colleague, now):
        confirm(person=colleague, submission_id=proposed, now=now)
        list_for_billing(now=now + LATER)
        entries = BillingEntry.select().order_by(BillingEntry.sequence)
        assert [entry.what for entry in entries] == ["reading", "void", "reading"]

    def test_the_maker_cannot_confirm_it(self, proposed, clerk, now):
        refused("same_person", confirm, person=clerk, submission_id=proposed, now=now)
        assert state(proposed) == "received"

    def test_nobody_decides_past_it(self, proposed, clerk, colleague, now):
        for person in (clerk, colleague):
            refused("proposal_open", accept, person=person, submission_id=proposed, now=now)

    def test_declined_it_waits_as_before(self, world, proposed, billed, clerk, colleague, now):
        decline(person=colleague, submission_id=proposed, words="The photo shows 1077.", now=now)
        assert (state(proposed), billed.id in standing(world)) == ("received", True)
        refused("no_proposal", confirm, person=colleague, submission_id=proposed, now=now)
        assert accept(person=colleague, submission_id=proposed, now=now) is False
        confirm(person=clerk, submission_id=proposed, now=now)
        assert state(proposed) == "accepted"

    def test_the_maker_may_take_it_back(self, proposed, clerk, now):
        decline(person=clerk, submission_id=proposed, now=now)
        refused("no_proposal", decline, person=clerk, submission_id=proposed, now=now)

    def test_another_value_is_proposed_with_its_reason(self, world, wish, clerk, colleague, now):
        made = correct(
            person=clerk,
            submission_id=wish,
            values={world.registers["hot"]: "1074"},
            reason_code="photo_differs",
            words="It says 1074.",
            now=now,
        )
        assert made is False
        confirm(person=colleague, submission_id=wish, now=now)
        decision = Decision.get(Decision.submission_id == wish)
        assert (decision.verdict, decision.reason_code) == ("correct", "photo_differs")
        assert Reading.get(Reading.submission_id == wish).value == 1_074_000
        (sent,) = followed(person=world.person("anna"), submission_ids=[wish])
        assert sent.words == "It says 1074."

    def test_a_no_needs_no_second_person_and_ends_the_proposal(self, proposed, colleague, now):
        reject(person=colleague, submission_id=proposed, reason_code="impossible", now=now)
        assert state(proposed) == "rejected"
        assert Proposal.get(Proposal.submission_id == proposed).ended_at is not None

    def test_so_does_the_customer_who_takes_it_back(self, world, proposed, colleague, now):
        withdraw(person=world.person("anna"), submission_id=proposed, now=now)
        refused("no_proposal", confirm, person=colleague, submission_id=proposed, now=now)

    def test_confirmed_twice_the_slower_one_finds_nothing(self, world, proposed, colleague, now):
        confirm(person=colleague, submission_id=proposed, now=now)
        supervisor = world.person("supervisor")
        refused("no_proposal", confirm, person=supervisor, submission_id=proposed, now=now)

    def test_what_is_decided_is_not_proposed(self, wish, clerk, now):
        reject(person=clerk, submission_id=wish, reason_code="impossible", now=now)
        with pytest.raises(AlreadyDecided):
            accept(person=clerk, submission_id=wish, now=now)

    @pytest.mark.parametrize("name", ["anna", "foreign_clerk", "reader"])
    def test_others_find_nothing(self, world, proposed, now, name):
        for action in (confirm, decline):
            with pytest.raises(NotFound):
                action(person=world.person(name), submission_id=proposed, now=now)

    def test_events_carry_no_words(self, proposed, colleague, now):
        decline(person=colleague, submission_id=proposed, words="Dear Éva!", now=now)
        events = {event.kind: event.facts for event in Event.select()}
        assert {"proposal.accept", "proposal.declined"} <= events.keys()
        assert all("Éva" not in facts for facts in events.values())


def test_what_billing_has_sent_needs_two_as_well(world, now, storage, clerk, colleague):
    imported = newest_reading(world)
    wish = ask(world, reading=imported, now=now, storage=storage)
    assert accept(person=clerk, submission_id=wish, now=now) is False
    confirm(person=colleague, submission_id=wish, now=now)
    list_for_billing(now=now + LATER)
    entries = BillingEntry.select().order_by(BillingEntry.sequence)
    assert [entry.what for entry in entries] == ["void", "reading"]
    assert next(iter(entries)).reading_id == imported.id


def test_a_kind_that_says_what_it_is_of_stays(world, now, storage, clerk, colleague):
    imported = newest_reading(world)
    changed = {
        "id": new_id(),
        "kind": "final",
        "read_on": world.today,
        "prorated_on": world.today - timedelta(days=3),
        "prorated_value": 1_072_000,
    }
    Reading.insert(**{**imported.__data__, **changed}).execute()
    reading = Reading.get(Reading.id == changed["id"])
    wish = ask(world, reading=reading, now=now, storage=storage, value="1075")
    accept(person=clerk, submission_id=wish, now=now)
    confirm(person=colleague, submission_id=wish, now=now)
    new = Reading.get(Reading.submission_id == wish)
    assert (new.kind, new.prorated_on, new.prorated_value) == (
        "final",
        reading.prorated_on,
        1_074_000,
    )
