"""The durable job table."""

from datetime import timedelta

import pytest

from webapp.actions.jobs import LEASE, MOST_TRIES, enqueue, lease, run_due
from webapp.models.base import atomic
from webapp.models.jobs import Job


@pytest.fixture
def did():
    return []


@pytest.fixture
def handlers(did):
    def work(*, what, now):
        did.append(what)

    def stumble(*, now):
        raise RuntimeError("the storage is away")

    return {"work": work, "stumble": stumble}


@pytest.fixture(autouse=True)
def _nothing_else(world):
    Job.delete().execute()


def test_a_job_runs_once(handlers, did, now):
    enqueue(kind="work", now=now, what="seven")
    assert run_due(handlers=handlers, clock=lambda: now) == 1
    assert run_due(handlers=handlers, clock=lambda: now) == 0
    assert did == ["seven"]


def test_a_job_of_a_transaction_that_failed_never_runs(handlers, did, now):
    with atomic() as transaction:
        enqueue(kind="work", now=now, what="seven")
        transaction.rollback()
    run_due(handlers=handlers, clock=lambda: now)
    assert did == []


def test_a_job_waits_for_its_time(handlers, did, now):
    enqueue(kind="work", now=now, after=timedelta(minutes=5), what="later")
    run_due(handlers=handlers, clock=lambda: now)
    assert did == []
    run_due(handlers=handlers, clock=lambda: now + timedelta(minutes=6))
    assert did == ["later"]


def test_a_leased_job_is_nobody_elses_until_the_lease_runs_out(now):
    enqueue(kind="work", now=now, what="seven")
    assert len(lease(now=now)) == 1
    assert lease(now=now + LEASE / 2) == []
    (again,) = lease(now=now + LEASE)
    assert again.tries == 2


def test_a_failing_job_is_tried_again_later_and_later_and_then_kept_as_dead(handlers, now):
    enqueue(kind="stumble", now=now)
    moment, waits = now, []
    for _ in range(MOST_TRIES):
        assert run_due(handlers=handlers, clock=lambda: moment) == 1  # noqa: B023
        job = Job.get()
        waits.append(job.run_at - moment)
        moment = job.run_at
    assert waits == sorted(waits)
    assert job.dead_at is not None
    assert "the storage is away" in job.last_error
    assert run_due(handlers=handlers, clock=lambda: moment + timedelta(days=9)) == 0


def test_an_unknown_kind_does_not_stop_the_others(handlers, did, now):
    enqueue(kind="nobody knows", now=now)
    enqueue(kind="work", now=now, what="seven")
    run_due(handlers=handlers, clock=lambda: now)
    assert did == ["seven"]
