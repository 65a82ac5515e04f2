"""Signing in, and throttling that never locks the owner out."""

from datetime import timedelta

import pytest

from tests.cast import PASSWORD
from webapp.actions import sign_in as room
from webapp.actions.sign_in import LASTING, MOST_FOR_PAIR, WINDOW, Claimant, end_session, sign_in
from webapp.domain.refusals import Refusal
from webapp.models.sessions import Session
from webapp.queries.people import person_of_session


def claimant(**given):
    return Claimant(**{"email": "anna@demo.test", "source": "1.2.3.4", "device": "test", **given})


def test_the_database_keeps_only_a_hash(world, now):
    token = sign_in(claimant=claimant(), password=PASSWORD, now=now)
    row = Session.get(Session.account_id == world.accounts["anna"])
    assert token not in row.token_hash
    person = person_of_session(token_hash=room.token_hash(token), now=now)
    assert person.email == "anna@demo.test"


@pytest.mark.parametrize("email", ["ANNA@demo.test", "  anna@demo.test "])
def test_case_and_blanks_do_not_matter(world, now, email):
    assert sign_in(claimant=claimant(email=email), password=PASSWORD, now=now)


def test_company_and_customer_number_do_too(world, now):
    by_number = claimant(email="", company_slug="minta", customer_number="SU0044")
    token = sign_in(claimant=by_number, password=PASSWORD, now=now)
    person = person_of_session(token_hash=room.token_hash(token), now=now)
    assert person.email == "anna@demo.test"


@pytest.mark.parametrize("given", [{"email": "nobody@demo.test"}, {"email": ""}, {}])
def test_wrong_is_one_sentence_for_every_reason(world, now, given):
    with pytest.raises(Refusal) as refusal:
        sign_in(claimant=claimant(**given), password="wrong", now=now)
    assert refusal.value.code == "wrong"


def test_a_session_ends_runs_out_and_lasts(world, now):
    token = room.token_hash(sign_in(claimant=claimant(), password=PASSWORD, now=now))
    almost = now + LASTING - timedelta(minutes=1)
    assert person_of_session(token_hash=token, now=almost)
    assert person_of_session(token_hash=token, now=now + LASTING) is None
    row = Session.get(Session.token_hash == token)
    end_session(session_id=row.id, account_id=world.accounts["bela"], now=now)
    assert person_of_session(token_hash=token, now=now)
    end_session(session_id=row.id, account_id=world.accounts["anna"], now=now)
    assert person_of_session(token_hash=token, now=now) is None


def fail(times, now, **given):
    for _ in range(times):
        with pytest.raises(Refusal):
            sign_in(claimant=claimant(**given), password="wrong", now=now)


def test_many_failures_throttle_before_any_hashing(world, now, monkeypatch):
    fail(MOST_FOR_PAIR, now)
    monkeypatch.setattr(room, "verify_password", lambda **_: pytest.fail("hashed"))
    with pytest.raises(Refusal) as refusal:
        sign_in(claimant=claimant(), password=PASSWORD, now=now)
    assert refusal.value.code == "throttled"


def test_a_stranger_elsewhere_never_locks_the_owner_out(world, now):
    fail(MOST_FOR_PAIR + 2, now, source="6.6.6.6")
    assert sign_in(claimant=claimant(), password=PASSWORD, now=now)
    assert sign_in(claimant=claimant(source="device:known"), password=PASSWORD, now=now)


def test_waiting_helps(world, now):
    fail(MOST_FOR_PAIR, now)
    later = now + WINDOW + timedelta(seconds=1)
    assert sign_in(claimant=claimant(), password=PASSWORD, now=later)


def test_the_right_password_clears_the_slate(world, now):
    fail(MOST_FOR_PAIR - 1, now)
    sign_in(claimant=claimant(), password=PASSWORD, now=now)
    fail(MOST_FOR_PAIR - 1, now)
    assert sign_in(claimant=claimant(), password=PASSWORD, now=now)


def test_guessing_many_accounts_from_one_place_is_throttled_too(world, now, monkeypatch):
    monkeypatch.setattr(room, "MOST_FOR_SOURCE", 5)
    for n in range(5):
        fail(1, now, email=f"guess{n}@demo.test")
    with pytest.raises(Refusal) as refusal:
        sign_in(claimant=claimant(), password=PASSWORD, now=now)
    assert refusal.value.code == "throttled"
