"""More: the person, what they may do, where they are signed in."""

from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from webapp.models.accounts import Account
from webapp.models.base import new_id
from webapp.models.sessions import Session


@pytest.fixture
def elsewhere(world, now):
    """Anna's session on another phone."""
    session_id = new_id()
    Session.insert(
        id=session_id,
        account_id=world.accounts["anna"],
        token_hash=f"hash-{session_id}",
        device="Safari, iPhone",
        created_at=now - timedelta(days=3),
        seen_at=now - timedelta(hours=5),
        expires_at=now + timedelta(days=1),
    ).execute()
    return session_id


def is_living(session_id):
    return Session.get(Session.id == session_id).ended_at is None


def test_it_says_who_one_is_and_what_one_may_do(sign_in_as):
    anna = sign_in_as("anna").get("/account").text
    assert "Minta Anna" in anna
    assert "anna@demo.test" in anna
    assert "SU0044" in anna
    assert "everything" in anna
    assert "send readings" in sign_in_as("bela").get("/account").text


def test_staff_see_their_role(sign_in_as):
    page = sign_in_as("reader").get("/account").text
    assert "meter reader at Minta Távhő" in page


def test_sessions_are_listed_and_can_be_ended(sign_in_as, elsewhere):
    visitor = sign_in_as("anna")
    page = visitor.get("/account").text
    assert "Safari, iPhone" in page
    assert "5 h ago" in page
    assert "this one" in page
    answer = visitor.post(f"/account/sessions/{elsewhere}/end")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert not is_living(elsewhere)
    assert "Safari, iPhone" not in visitor.get("/account").text


def test_other_peoples_sessions_are_not_found(sign_in_as, elsewhere):
    assert sign_in_as("szabo").post(f"/account/sessions/{elsewhere}/end").status_code == 404
    assert sign_in_as("anna").post("/account/sessions/1/end").status_code == 404
    assert is_living(elsewhere)


def test_the_desks_keys_can_be_switched_off_and_on(sign_in_as, world):
    visitor = sign_in_as("clerk")
    for keys, expected in (("off", False), ("on", True)):
        assert visitor.post("/account/desk-keys", data={"keys": keys}).status_code == 303
        assert Account.get(Account.id == world.accounts["clerk"]).single_keys is expected


def test_customers_have_no_desk_keys(sign_in_as):
    assert sign_in_as("anna").post("/account/desk-keys", data={"keys": "off"}).status_code == 404


def test_signed_out_goes_to_sign_in(client):
    assert client.get("/account").location.startswith("/sign-in")


def test_the_queries_stay_few_as_sessions_grow(sign_in_as, world, now):
    visitor = sign_in_as("anna")
    with count_queries() as few:
        visitor.get("/account")
    for _ in range(10):
        sign_in_as("anna")
    with count_queries() as many:
        visitor.get("/account")
    assert many.count == few.count <= 8
