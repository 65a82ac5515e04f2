"""Every route, asked by everyone, for their own things and for other people's.

What is not yours is not found; who is not signed in is sent to sign in; nothing ever breaks.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import World
from tests.conftest import Visitor
from tests.conventions.forms import INCOMPLETE, TAKES_A_METER, body_for
from tests.conventions.visits import (
    HOUSEHOLDS,
    OWNERS,
    STAFF,
    VISITORS,
    Things,
    Visit,
    things_of,
    visits,
)
from webapp.domain.permissions import may
from webapp.gateways.storage import Storage
from webapp.models.base import database
from webapp.web.access import PUBLIC

SignIn = Callable[[str], Visitor]

SECRETS = {
    "anna": ("SU0044", "22870", "90112", "Minta Ügyfél", "Minta Anna"),
    "szabo": ("SU0045", "11873", "Szabó Péter"),
    "clara": ("100-2201", "Clara Muster"),
}
"""Words that stand on nobody's pages but their owner's and their company's clerks'."""


@pytest.fixture
def all_things(world: World, storage: Storage, now: datetime) -> list[Things]:
    return [things_of(owner, world=world, storage=storage, now=now) for owner in OWNERS]


def test_every_route_says_who_may(app: Flask) -> None:
    silent = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) is None
    ]
    assert not silent, (
        f"These routes do not say who may use them: {', '.join(silent)}. "
        "Put @allow(Permission.…) or @public from webapp.web.access right above the function."
    )


def test_the_signed_out_are_sent_to_sign_in(
    app: Flask, client: FlaskClient, all_things: list[Things]
) -> None:
    token = _token_of_sign_in_page(client)
    wrong = []
    for visit in visits(app, all_things):
        answer = _ask(client, visit, visit.things or all_things[0], token)
        to_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in?next=")
        if access_of(app, visit.endpoint) == PUBLIC:
            fine = answer.status_code < 500
        else:
            fine = to_sign_in or answer.status_code == 401
        wrong += [] if fine else [f"{visit}: {answer.status_code}"]
    assert not wrong, "Nobody is signed in, so expected /sign-in or 401:\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", VISITORS)
def test_own_things_are_found_and_foreign_ones_are_not(
    name: str, app: Flask, world: World, sign_in_as: SignIn, all_things: list[Things]
) -> None:
    wrong = []
    for visit in visits(app, all_things):
        things = visit.things or _nearest(name, all_things)
        status = _status(sign_in_as, name, visit, things)
        expected = _expected(app, world, name, visit)
        if not expected(status):
            wrong.append(f"{visit}: {status}, expected {expected.__doc__}")
    assert not wrong, f"Asked as {name}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", [*HOUSEHOLDS, "foreign_clerk"])
def test_no_page_tells_of_other_people(
    name: str, app: Flask, sign_in_as: SignIn, all_things: list[Things]
) -> None:
    foreign = [
        word
        for owner, words in SECRETS.items()
        if HOUSEHOLDS.get(name) != owner and not (name in STAFF and owner == "clara")
        for word in words
    ]
    visitor, told = sign_in_as(name), []
    for visit in visits(app, all_things):
        if visit.method != "GET" or visit.path.startswith("/static/"):
            continue
        for query in ("", *(f"?meter={t.serial}&id={t.submission_id}" for t in all_things)):
            page = visitor.get(visit.path + query).get_data().decode(errors="replace")
            told += [f"{visit}{query}: {w}" for w in foreign if _says(page, w) and w not in query]
    assert not told, f"{name} was told what is none of their business:\n" + "\n".join(told)


def _says(page: str, word: str) -> bool:
    """Whether the word stands there by itself; in the middle of a long id it is chance."""
    return bool(re.search(rf"(?<![0-9a-f]){re.escape(word)}(?![0-9a-f])", page))


@pytest.mark.parametrize("name", VISITORS)
@pytest.mark.parametrize("owner", OWNERS)
def test_a_meter_named_in_a_body_must_be_ones_own(
    name: str, owner: str, sign_in_as: SignIn, all_things: list[Things]
) -> None:
    things = next(one for one in all_things if one.owner == owner)
    for endpoint in TAKES_A_METER:
        answer = sign_in_as(name).post("/sync/submissions", data=body_for(endpoint, things))
        if HOUSEHOLDS.get(name) == owner:
            assert answer.status_code == 201
        else:
            assert (answer.status_code, answer.get_json()["code"]) == (422, "V03")


def access_of(app: Flask, endpoint: str) -> Any:
    """What the route says about who may: PUBLIC, a Permission, or None where it is silent."""
    return getattr(app.view_functions[endpoint], "access", None)


def _expected(app: Flask, world: World, name: str, visit: Visit) -> Callable[[int], bool]:
    access = access_of(app, visit.endpoint)
    if access == PUBLIC:
        return _unbroken
    if not may(world.person(name), access):
        return _not_found
    if visit.things and not _is_own(name, visit):
        return _not_found
    if visit.method == "POST" and visit.endpoint in INCOMPLETE:
        return _asked_again
    if visit.endpoint in TAKES_A_METER and name not in HOUSEHOLDS:
        return _asked_again
    return _found


def _is_own(name: str, visit: Visit) -> bool:
    assert visit.things is not None
    if visit.path.startswith("/desk"):
        return STAFF.get(name) == visit.things.company
    if visit.things.session_id in visit.path:
        return name == visit.things.owner
    return HOUSEHOLDS.get(name) == visit.things.owner


def _unbroken(status: int) -> bool:
    """anything below 500"""
    return status < 500


def _not_found(status: int) -> bool:
    """404, for what is not theirs is not found"""
    return status == 404


def _found(status: int) -> bool:
    """success, for it is theirs; a POST may need a form in tests/conventions/forms.py"""
    return 200 <= status < 400


def _asked_again(status: int) -> bool:
    """422, for the form or its meter will not do"""
    return status == 422


def _status(sign_in_as: SignIn, name: str, visit: Visit, things: Things) -> int:
    # Whatever the visit does, deciding or signing out, is undone before the next one.
    with database.atomic() as undone:
        visitor = sign_in_as(name)
        token = "" if visit.method == "GET" else visitor.get("/sync/session").get_json()["csrf"]
        status = _ask(visitor.client, visit, things, token).status_code
        undone.rollback()
    return status


def _nearest(name: str, all_things: list[Things]) -> Things:
    """What this visitor would put into a form: their household's things, or somebody's."""
    owner = HOUSEHOLDS.get(name, "anna")
    return next(one for one in all_things if one.owner == owner)


def _ask(client: FlaskClient, visit: Visit, things: Things, token: str) -> Any:
    if visit.method == "GET":
        return client.get(visit.path)
    body = body_for(visit.endpoint, things)
    headers = {"X-CSRFToken": token}
    return client.open(visit.path, method=visit.method, data=body, headers=headers)


def _token_of_sign_in_page(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    assert found
    return found[1]
