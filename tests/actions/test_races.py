"""Two at once: real processes against one database, as several web processes would be."""

import uuid
from datetime import UTC, datetime

from tests.processes import COMMON, race
from tests.readings import submitted
from webapp.gateways.storage import FolderStorage
from webapp.models.decisions import Decision
from webapp.models.readings import Reading
from webapp.models.submissions import Submission

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
