"""Promise 2 as a property: whatever people outside the company do, official data stays as it is.

Random sequences of everything a non-staff sign-in can ask for are played against the portal: real
captures, hostile ones, repeats, edits, withdrawals, and every address that changes something, with
the ids of real things filled in. Afterwards every official table holds exactly what it held before.
"""

import hashlib
import io
import random
import uuid

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.phone import meta, send
from tests.readings import submitted
from webapp.models.base import database
from webapp.models.submissions import Submission

OFFICIAL = (
    "reading", "decision", "decided_value", "customer", "service_point", "supply", "meter",
    "register", "reading_window", "import_batch", "membership", "staff", "company",
)  # fmt: skip
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
        "aims": [waiting, str(uuid.uuid4()), *map(str, world.meters.values()), "1", "x"],
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
    register = dice.choice(sorted(world.registers.values()))
    return {
        "verdict": dice.choice(VERDICTS),
        "reason_code": dice.choice(["cut_off", "impossible", "photo_differs", "x"]),
        "words": "let it through",
        f"value-{register}": dice.choice(VALUES),
        "meter": "37461",
        "file": (io.BytesIO(b"{}"), "outbox.json"),
    }


def fill(dice, outside, rule, names):
    """The address with real ids in it."""
    for name in names:
        aim = dice.choice(outside["aims"])
        for kind in ("int:", "uuid:", "path:", "string:", ""):
            rule = rule.replace(f"<{kind}{name}>", aim)
    return rule


def step(dice, outside):
    """One thing somebody outside does; returns the status."""
    visitor = outside["visitors"][dice.choice(OUTSIDERS)]
    if dice.random() < 1 / 3:
        return send(visitor, capture(dice, outside)).status_code
    rule, names = dice.choice(outside["addresses"])
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
