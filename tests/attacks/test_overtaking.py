"""An edit and the reading it replaces arrive in the same instant, at two processes."""

import os
import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from tests.cast import build_world
from tests.postgres import fresh_database
from webapp.actions import submissions
from webapp.domain.captures import Capture, ClaimedValue
from webapp.gateways.storage import FolderStorage
from webapp.models.base import database
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.models.submissions import Submission


@pytest.fixture
def world(tmp_path):
    """The cast, committed in a database of its own."""
    server, before = os.environ.get("METERPOST_TEST_POSTGRES"), database.obj
    if server:
        with fresh_database(server=server) as url:
            yield _built(url)
    else:
        yield _built(f"sqlite:///{tmp_path / 'race.db'}")
    database.obj.close_all()
    if before is not None:
        database.initialize(before)


def _built(url):
    db = connect_to(url=url)
    migrate(db=db)
    with db.connection_context(), db.atomic():
        return build_world()


@pytest.fixture
def looked_before_either_commits(monkeypatch):
    """Each commits only when the other has looked, unless one waits for the other."""
    both_written, record_event = threading.Barrier(2), submissions.record_event

    def hold(**given):
        record_event(**given)
        if given["kind"] == "submission.received":
            with suppress(threading.BrokenBarrierError):
                both_written.wait(timeout=2)

    monkeypatch.setattr(submissions, "record_event", hold)


def test_only_one_of_them_waits_for_a_decision(world, tmp_path, looked_before_either_commits):
    first, edit = str(uuid.uuid4()), str(uuid.uuid4())
    senders = [
        threading.Thread(target=send, args=(world, tmp_path, name, replaces))
        for name, replaces in ((first, None), (edit, first))
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=20)
    with database.connection_context():
        states = {row.id: row.state for row in Submission.select()}
    assert states == {first: "superseded", edit: "received"}


def send(world, folder, name, replaces):
    """One of Anna's readings, as a process of its own would take it in."""
    moment = datetime.now(UTC)
    with database.connection_context():
        submissions.submit_reading(
            person=world.person("anna"),
            capture=Capture(
                id=name,
                meter="37461",
                registers=(ClaimedValue(register_id=world.registers["hot"], value="1077"),),
                captured_at=moment,
                replaces=replaces,
            ),
            photos={},
            channel="app",
            now=moment,
            storage=FolderStorage(folder / "photos"),
        )
