"""Taking back against telling billing: real processes, and no reading that both of them had."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.processes import COMMON, race
from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.domain.undo import UNDO_FOR
from webapp.gateways.storage import FolderStorage
from webapp.models.billing_entries import BillingEntry
from webapp.models.decisions import Decision
from webapp.models.readings import Reading

# Both are within their rights by their own clocks; only the database can say who was first.
UNDO = (
    COMMON
    + """
from datetime import timedelta
from webapp.actions.undo import undo
from webapp.domain.refusals import Refusal
for submission in given["submissions"]:
    try:
        undo(person=person, submission_id=submission, now=datetime.fromisoformat(given["undo_at"]))
        print("undone", submission)
    except Refusal as refusal:
        print(refusal.code, submission)
"""
)

LIST = (
    COMMON
    + """
from webapp.actions import billing_list
billing_list.AT_ONCE = 1  # so that the clerks come between
for _ in range(3):
    billing_list.list_for_billing(now=datetime.fromisoformat(given["list_at"]))
"""
)


@pytest.mark.parametrize("listers", [1, 3])
def test_a_reading_is_listed_or_undone_and_never_both(committed, tmp_path, listers):
    world, url = committed
    now, storage = datetime.now(UTC), FolderStorage(tmp_path / "p")
    waiting = [submitted(world, now=now - timedelta(minutes=n), storage=storage) for n in range(30)]
    # Each is decided a moment later than the one before: the lister's line runs through them.
    for n, submission in enumerate(waiting):
        accept(
            person=world.person("clerk"),
            submission_id=submission,
            now=now + timedelta(milliseconds=n),
        )
    given = {
        "url": url,
        "submissions": waiting[::-1],
        "undo_at": (now + UNDO_FOR).isoformat(),
        "list_at": (now + UNDO_FOR + timedelta(seconds=1)).isoformat(),
    }
    undoers = [{**given, "account": world.accounts[who]} for who in ("clerk", "colleague")]
    said = _at_once(undoers, [{**given, "account": world.accounts["clerk"]}] * listers)
    listed = {row.reading_id for row in BillingEntry.select()}
    undone = {
        row.id
        for row in Reading.select().where(Reading.submission_id.in_(waiting))
        if row.voided_by
    }
    assert not listed & undone
    assert len(listed | undone) == len(waiting)
    numbers = [row.sequence for row in BillingEntry.select().order_by(BillingEntry.sequence)]
    assert numbers == list(range(1, len(listed) + 1))
    told = [line for out in said for line in out.splitlines() if line.startswith("undone ")]
    assert len(told) == len(set(told)) == len(undone)
    assert Decision.select().where(Decision.verdict == "undo").count() == len(undone)


def _at_once(undoers, listers):
    scripts = [(UNDO, given) for given in undoers] + [(LIST, given) for given in listers]
    return race(scripts)
