"""Promise 2 as a property: whatever people outside the company do, official data stays as it is.

Random sequences of everything a non-staff sign-in can ask for are played against the portal: real
captures, hostile ones, repeats, edits, withdrawals, handovers, wishes to correct what is official
or to get bills another way, and every address that changes something, with the ids of real things
filled in. Afterwards every official table holds exactly what it held before.
"""

import hashlib
import io
import random
import uuid
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.phone import meta, send
from tests.readings import submitted
from tests.wishes import wished
from webapp.models.base import database
from webapp.models.readings import Reading
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply

OFFICIAL = (
    "reading", "decision", "decided_value", "customer", "service_point", "supply", "meter",
    "register", "reading_window", "import_batch", "membership", "staff", "company",
    "exchange", "billing_entry", "proposal", "invoice_route",
)  # fmt: skip
WISHES = ("/handover", "/correction", "/withdrawal", "/invoice-routes")
OUTSIDERS = ("anna", "bela", "szabo", "clara", "reader")
VERDICTS = ("accept", "correct", "return", "reject", "undo", "")
VALUES = ["1077", "1076,5", "0", "99999", "abc", "-1", "", "1077.123", "10777"]


def snapshot():
    """A hash of every official row."""
    digest = hashlib.sha256()
    for table in OFFICIAL:
        rows = sorted(map(repr, database.execute_sql(f"SELECT * FROM {table}").fetchall()))
        digest.update(repr((table, rows)).encode())
    return digest.hexdigest()


def addresses(app):
    """Every address that takes a POST, with the names of its parameters."""
    rules = [r for r in app.url_map.iter_rules() if "POST" in r.methods]
    return [(r.rule, sorted(r.arguments)) for r in rules if r.endpoint != "sign_in.sign_out"]


@pytest.fixture
def outside(app, world, sign_in_as, now, storage):
    """Visitors, and real ids to aim at."""
    waiting = submitted(world, now=now, storage=storage)
    return {
        "visitors": {name: sign_in_as(name) for name in OUTSIDERS},
        "addresses": addresses(app),
        "wishes": [one for one in addresses(app) if one[0].endswith(WISHES)],
        "aims": [waiting, str(uuid.uuid4()), *map(str, world.meters.values()), "1", "x"],
        "of": {
            "reading_id": [str(row.id) for row in Reading.select(Reading.id)],
            "meter_id": [*map(str, world.meters.values()), "1"],
        },
        "places": [f"{one.customer_id}-{one.service_point_id}" for one in Supply.select()],
        "world": world,
    }


def capture(dice, outside):
    """One record as a phone, an old phone or an attacker would send it."""
    world = outside["world"]
    register = dice.choice(sorted(world.registers))
    serial = dice.choice(["37461", "22870", "90112", "11873", "0"])
    earlier = [row.id for row in Submission.select(Submission.id).limit(20)]
    record = meta(meter=serial, registers={world.registers[register]: dice.choice(VALUES)})
    if earlier and dice.random() < 0.5:
        record[dice.choice(["id", "replaces"])] = dice.choice(earlier)
    record["kind"] = dice.choice(["reading", "reading", "decision"])
    return record


def form(dice, outside):
    """Fields that a forged form might carry."""
    world = outside["world"]
    return {
        "verdict": dice.choice(VERDICTS),
        "reason_code": dice.choice(["cut_off", "impossible", "photo_differs", "x"]),
        "words": "let it through",
        **wish(dice, world),
        **way(dice, outside),
        "meter": "37461",
        "file": (io.BytesIO(b"{}"), "outbox.json"),
    }


def wish(dice, world):
    """What the forms for handovers and corrections ask for; mostly as it should be, to get in."""
    days = [str(world.today - timedelta(days=ago)) for ago in (1, 2, 5)]
    odd = ["x", str(world.today - timedelta(days=40))] if dice.random() < 0.4 else []
    value = dice.choice(VALUES) if odd else "1076"
    values = {f"value-{one}": value for one in world.registers.values()}
    return {
        **values,
        "value": value,
        "direction": dice.choice(["move_in", "move_out", *(["sideways"] if odd else [])]),
        "handover_on": dice.choice([*days, *odd]),
        "read_on": dice.choice([*days, *odd]),
        "why": dice.choice(["wrong meter", "", *odd]),
        "at_once": "yes",
        "meter_id": str(dice.choice(sorted(world.meters.values()))),
        "serial": "55501",
        "happened_on": dice.choice(days),
    }


def way(dice, outside):
    """A line of the form about how bills come, for anybody's place."""
    key = dice.choice(outside["places"])
    was = dice.choice(["paper", "electronic", "fax"])
    ticked = {f"electronic-{key}": "yes"} if dice.random() < 0.7 else {}
    return {"place": key, f"id-{key}": str(uuid.uuid4()), f"was-{key}": was, **ticked}


def fill(dice, outside, rule, names):
    """The address with real ids in it."""
    for name in names:
        aim = dice.choice(outside["of"].get(name, outside["aims"]))
        for kind in ("int:", "uuid:", "path:", "string:", ""):
            rule = rule.replace(f"<{kind}{name}>", aim)
    return rule


def step(dice, outside):
    """One thing somebody outside does; returns the status."""
    visitor = outside["visitors"][dice.choice(OUTSIDERS)]
    chance = dice.random()
    if chance < 1 / 3:
        return send(visitor, capture(dice, outside)).status_code
    aimed = outside["wishes"] if chance < 2 / 3 else outside["addresses"]
    rule, names = dice.choice(aimed)
    path = fill(dice, outside, rule, names)
    answer = visitor.post(path, data=form(dice, outside), content_type="multipart/form-data")
    return answer.status_code


# What can be aimed at grows with every step, so a sequence is one seed and not a tree of choices.
@settings(max_examples=25, phases=[Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_nothing_from_outside_becomes_official(outside, seed):
    dice, before = random.Random(seed), snapshot()
    for _ in range(dice.randint(1, 12)):
        assert step(dice, outside) < 500
    assert snapshot() == before


def test_the_snapshot_does_see_a_decision(world, now, storage):
    from webapp.actions.decisions import accept

    waiting, before = submitted(world, now=now, storage=storage), snapshot()
    accept(person=world.person("clerk"), submission_id=waiting, now=now)
    assert snapshot() != before


def test_wishes_do_arrive(outside):
    """Else the sequences above would try nothing: some of what is aimed well is taken in."""
    dice = random.Random(7)
    for _ in range(400):
        step(dice, outside)
    kinds = {row.kind for row in Submission.select(Submission.kind)}
    assert {"reading", "correction", "invoice_route"} < kinds
    assert kinds & {"move_in", "move_out"}


def test_the_snapshot_does_see_a_granted_wish(world, now):
    from webapp.actions.decisions import accept

    sent, before = wished(world, now=now), snapshot()
    assert snapshot() == before
    accept(person=world.person("clerk"), submission_id=sent, now=now)
    assert snapshot() != before
