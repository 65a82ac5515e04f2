"""An edit and the reading it replaces arrive in the same instant, at two processes."""

import os
import threading
import uuid
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


def test_only_one_of_them_waits_for_a_decision(world, tmp_path, monkeypatch):
    storage, moment = FolderStorage(tmp_path / "photos"), datetime.now(UTC)
    both_written = threading.Barrier(2)

    def hold(**given):
        record_event(**given)
        if given["kind"] == "submission.received":
            try:
                # Each commits only when the other has looked, unless one waits for the other.
                both_written.wait(timeout=2)
            except threading.BrokenBarrierError:
                pass

    record_event = submissions.record_event
    monkeypatch.setattr(submissions, "record_event", hold)
    first, edit = str(uuid.uuid4()), str(uuid.uuid4())

    def send(name, replaces, value):
        with database.connection_context():
            submissions.submit_reading(
                person=world.person("anna"),
                capture=Capture(
                    id=name,
                    meter="37461",
                    registers=(ClaimedValue(register_id=world.registers["hot"], value=value),),
                    captured_at=moment,
                    replaces=replaces,
                ),
                photos={},
                channel="app",
                now=moment,
                storage=storage,
            )

    senders = [
        threading.Thread(target=send, args=(first, None, "1076")),
        threading.Thread(target=send, args=(edit, first, "1077")),
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=20)
    with database.connection_context():
        states = {row.id: row.state for row in Submission.select()}
    assert states == {first: "superseded", edit: "received"}
