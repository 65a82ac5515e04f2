"""Two clerks at once: real processes against one database."""

from datetime import UTC, datetime, timedelta

from tests.processes import COMMON, race
from tests.readings import submitted
from webapp.gateways.storage import FolderStorage
from webapp.models.decisions import Decision
from webapp.models.desk_leases import DeskLease
from webapp.models.hand_overs import HandOver
from webapp.models.readings import Reading

CLAIM = (
    COMMON
    + """
from webapp.actions.leases import claim
lease = claim(person=person, submission_id=given["submission"], now=now)
print("mine" if lease.mine else lease.name)
"""
)

HAND_OVER = (
    COMMON
    + """
from webapp.actions.hand_overs import hand_over
hand_over(person=person, submission_id=given["submission"], to=given["to"], now=now)
print("done")
"""
)

TOGETHER = (
    COMMON
    + """
from webapp.actions.bulk import accept_clean
done = accept_clean(person=person, submission_ids=given["submissions"], now=now)
print(*(one.refusal.code if one.refusal else "accepted" for one in done))
"""
)

CLERKS = ("clerk", "colleague")


def runs(world, url, **given):
    return [{"url": url, "account": world.accounts[who], **given} for who in CLERKS]


def test_two_clerks_open_one_item(committed, tmp_path):
    world, url = committed
    storage = FolderStorage(tmp_path / "p")
    for _ in range(3):
        waiting = submitted(world, now=datetime.now(UTC), storage=storage)
        said = race(CLAIM, runs(world, url, submission=waiting))
        assert "mine" in said
        assert len(set(said)) == 2, "the other one is told who has it"
        assert DeskLease.select().where(DeskLease.submission_id == waiting).count() == 1


def test_a_lease_that_ran_out_is_taken_by_one(committed, tmp_path):
    world, url = committed
    now = datetime.now(UTC)
    waiting = submitted(world, now=now, storage=FolderStorage(tmp_path / "p"))
    DeskLease.insert(
        company_id=world.minta,
        submission_id=waiting,
        staff_id=world.accounts["supervisor"],
        leased_at=now - timedelta(minutes=9),
        leased_until=now - timedelta(minutes=4),
    ).execute()
    said = race(CLAIM, runs(world, url, submission=waiting))
    assert "mine" in said
    assert len(set(said)) == 2


def test_two_hand_it_over_at_once(committed, tmp_path):
    world, url = committed
    waiting = submitted(world, now=datetime.now(UTC), storage=FolderStorage(tmp_path / "p"))
    said = race(HAND_OVER, runs(world, url, submission=waiting, to=world.accounts["supervisor"]))
    assert said == ["done", "done"]
    assert HandOver.select().where(HandOver.submission_id == waiting).count() == 1


def test_two_accept_the_same_clean_ones(committed, tmp_path):
    world, url = committed
    storage, now = FolderStorage(tmp_path / "p"), datetime.now(UTC)
    clean = [
        submitted(world, now=now, storage=storage),
        submitted(world, now=now, storage=storage, who="szabo", register="strange", value="1075"),
    ]
    said = race(TOGETHER, runs(world, url, submissions=clean))
    each = list(zip(*(line.split() for line in said), strict=True))
    assert all(sorted(pair) == ["accepted", "already_decided"] for pair in each)
    for one in clean:
        assert Decision.select().where(Decision.submission_id == one).count() == 1
        assert Reading.select().where(Reading.submission_id == one).count() == 1
