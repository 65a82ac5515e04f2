"""How addresses are written, and that looking changes nothing."""

import os
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from tests.cast import World
from tests.conftest import Visitor
from tests.conventions.visits import OWNERS, Things, things_of, visits
from webapp.gateways.storage import Storage
from webapp.models.base import database

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?")
PARAMETER = re.compile(r"<([^>]+)>")


@pytest.fixture
def all_things(world: World, storage: Storage, now: datetime) -> list[Things]:
    return [things_of(owner, world=world, storage=storage, now=now) for owner in OWNERS]


def test_addresses_are_kebab_case(app: Flask) -> None:
    odd = [rule.rule for rule in app.url_map.iter_rules() if not _is_kebab(rule.rule)]
    assert not odd, (
        f"{', '.join(odd)}: please write addresses in small letters with hyphens, "
        "such as /reading-windows/<int:window_id>."
    )


def test_parameters_are_typed(app: Flask) -> None:
    bare = [
        f"{rule.rule} <{parameter}>"
        for rule in app.url_map.iter_rules()
        for parameter in PARAMETER.findall(rule.rule)
        if ":" not in parameter
    ]
    assert not bare, (
        f"{', '.join(bare)}: please say what may stand there, <int:…>, <uuid:…>, <any(…):…>, or "
        "<string:…> where it really may be anything."
    )


def test_no_address_ends_with_a_slash(app: Flask) -> None:
    slashed = [r.rule for r in app.url_map.iter_rules() if r.rule != "/" and r.rule.endswith("/")]
    assert not slashed, f"{', '.join(slashed)}: one address a page, without a slash at its end."


def test_no_two_functions_share_an_address(app: Flask) -> None:
    seen: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            shape = PARAMETER.sub("<>", rule.rule)
            earlier = seen.setdefault((method, shape), rule.endpoint)
            assert earlier == rule.endpoint, f"{method} {rule.rule}: {earlier} has it already."


@pytest.mark.skipif(
    bool(os.environ.get("METERPOST_TEST_POSTGRES")), reason="SQLite counts its writes, exactly"
)
@pytest.mark.parametrize("name", ["anna", "clerk"])
def test_looking_changes_nothing(
    name: str, app: Flask, sign_in_as: Callable[[str], Visitor], all_things: list[Things]
) -> None:
    visitor, wrote = sign_in_as(name), []
    for visit in visits(app, all_things):
        if visit.method == "GET":
            before = _writes()
            visitor.get(visit.path)
            visitor.htmx(visit.path)
            wrote += [str(visit)] if _writes() != before else []
    assert not wrote, (
        f"Asked as {name}, these wrote to the database: {', '.join(wrote)}. "
        "A GET never writes: browsers and workers load pages ahead. Make it a POST."
    )


def _writes() -> int:
    # Counts rows changed on this connection, rolled back or not.
    return int(database.obj.connection().total_changes)


def _is_kebab(rule: str) -> bool:
    parts = PARAMETER.sub("x", rule).strip("/").split("/")
    return rule == "/" or all(KEBAB.fullmatch(part) for part in parts)
