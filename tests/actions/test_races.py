"""Two at once: real processes against one database, as several web processes would be."""

import json
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cast import build_world
from tests.postgres import fresh_database
from tests.readings import submitted
from webapp.gateways.storage import FolderStorage
from webapp.models.base import database
from webapp.models.connection import connect_to
from webapp.models.decisions import Decision
from webapp.models.migrations import migrate
from webapp.models.readings import Reading
from webapp.models.submissions import Submission

ROOT = Path(__file__).resolve().parents[2]

COMMON = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from webapp.models.connection import connect_to
from webapp.queries.people import person_of_account
from webapp.gateways.storage import FolderStorage
given = json.loads(sys.argv[1])
db = connect_to(url=given["url"])
db.connect()
person = person_of_account(account_id=given["account"])
print("ready", flush=True)
sys.stdin.readline()
now = datetime.now(UTC)
"""

ACCEPT = (
    COMMON
    + """
from webapp.actions.decisions import accept
from webapp.domain.refusals import AlreadyDecided
try:
    accept(person=person, submission_id=given["submission"], now=now)
    print("won")
except AlreadyDecided as refusal:
    print("told", refusal)
"""
)

SUBMIT = (
    COMMON
    + """
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue
outcome = submit_reading(
    person=person,
    capture=Capture(
        id=given["id"],
        meter="37461",
        registers=(ClaimedValue(register_id=given["register"], value="1077"),),
        captured_at=datetime.fromisoformat(given["captured_at"]),
    ),
    photos={},
    channel="app",
    now=now,
    storage=FolderStorage(Path(given["folder"])),
)
print(outcome.receipt.receipt, outcome.replayed)
"""
)


@pytest.fixture
def committed(tmp_path, monkeypatch):
    """A database of its own with the cast committed, so that other processes see it."""
    import os

    server = os.environ.get("METERPOST_TEST_POSTGRES")
    before = database.obj
    if server:
        with fresh_database(server=server) as url:
            yield _build(url), url
            database.obj.close_all()
    else:
        url = f"sqlite:///{tmp_path / 'race.db'}"
        yield _build(url), url
        database.obj.close_all()
    if before is not None:
        database.initialize(before)


def _build(url):
    db = connect_to(url=url)
    migrate(db=db)
    db.connect(reuse_if_open=True)
    with db.atomic():
        return build_world()


def race(script, runs):
    """Start the script once a run, let all go at the same moment, return what each printed."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, json.dumps(given)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for given in runs
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=30)[0].strip() for process in started]
    assert [process.returncode for process in started] == [0] * len(started)
    return said


def test_two_clerks_one_item(committed, tmp_path):
    world, url = committed
    for _ in range(3):
        waiting = submitted(world, now=datetime.now(UTC), storage=FolderStorage(tmp_path / "p"))
        said = race(
            ACCEPT,
            [
                {"url": url, "account": world.accounts[who], "submission": waiting}
                for who in ("clerk", "colleague")
            ],
        )
        assert sorted(line.split()[0] for line in said) == ["told", "won"]
        assert Decision.select().where(Decision.submission_id == waiting).count() == 1
        assert Reading.select().where(Reading.submission_id == waiting).count() == 1


def test_one_capture_sent_twice_at_once(committed, tmp_path):
    world, url = committed
    for _ in range(3):
        given = {
            "url": url,
            "account": world.accounts["anna"],
            "id": str(uuid.uuid4()),
            "register": world.registers["hot"],
            "captured_at": datetime.now(UTC).isoformat(),
            "folder": str(tmp_path / "p"),
        }
        said = race(SUBMIT, [given] * 4)
        assert len({line.split()[0] for line in said}) == 1
        assert sorted(line.split()[1] for line in said) == ["False", "True", "True", "True"]
        assert Submission.select().where(Submission.id == given["id"]).count() == 1
