"""Tasks about money: left in the transaction of what they are about, finished by one clerk."""

import pytest

from tests.money import whose
from webapp.actions.money_tasks import finish_task, open_task
from webapp.domain.money_tasks import TASK_NEXT, TASK_WORDS, TaskKind, next_step
from webapp.domain.refusals import NotFound
from webapp.models.events import Event
from webapp.models.money_tasks import MoneyTask


def test_one_clerk_finishes_a_task_and_the_second_hears_so(world, now):
    company_id, customer_id, _ = whose(world)
    task = open_task(
        company_id=company_id,
        kind=TaskKind.LATE_MONEY,
        facts={"amount": 900},
        customer_id=customer_id,
        now=now,
    )
    done = {"company_id": company_id, "task_id": task, "now": now}
    assert finish_task(staff_id=world.accounts["clerk"], **done)
    assert not finish_task(staff_id=world.accounts["colleague"], **done)
    assert MoneyTask.get().done_by == world.accounts["clerk"]
    assert Event.select().where(Event.kind == "money_task_done").count() == 1


def test_another_companys_task_is_not_there(world, now):
    company_id, _, _ = whose(world)
    task = open_task(company_id=company_id, kind=TaskKind.MISMATCH, facts={}, now=now)
    with pytest.raises(NotFound):
        finish_task(
            company_id=world.muster, task_id=task, staff_id=world.accounts["clerk"], now=now
        )


def test_every_kind_says_what_it_is_and_what_next():
    assert set(TASK_WORDS) == set(TASK_NEXT) == set(TaskKind)


def test_what_is_left_to_do_follows_what_happened_since():
    def said(**facts):
        return next_step(kind=TaskKind.CHARGEBACK, facts={"amount": 100, **facts})

    assert said() == TASK_NEXT[TaskKind.CHARGEBACK]
    assert "about the rest" in said(won=99)
    assert "Tell the customer" in said(won=100)
    assert (
        next_step(kind=TaskKind.REFUND_FAILED, facts={"why": "failed"})
        == (TASK_NEXT[TaskKind.REFUND_FAILED])
    )
    assert "booked back" in next_step(kind=TaskKind.REFUND_FAILED, facts={"why": "returned"})
    assert next_step(kind=TaskKind.PAY_OUT, facts={"won": 1}) == TASK_NEXT[TaskKind.PAY_OUT]
