"""Several processes at one proposal, at one entry, at one task: each is answered once."""

from datetime import UTC, datetime

from tests.money import cause, whose
from tests.processes import COMMON, race
from webapp.actions.ledger import book_payment
from webapp.actions.ledger_rows import family
from webapp.actions.money_proposals import propose_refund
from webapp.actions.money_tasks import open_task
from webapp.domain.money import Money
from webapp.domain.money_reasons import MoneyDraft
from webapp.domain.money_tasks import TaskKind
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_proposals import MoneyProposal
from webapp.models.money_tasks import MoneyTask

ANSWER = (
    COMMON
    + """
from webapp.actions.money_answers import approve, decline
from webapp.domain.refusals import Refusal
try:
    if given["yes"]:
        print(approve(person=person, proposal_id=given["proposal"], now=now))
    else:
        decline(person=person, proposal_id=given["proposal"], words="no", now=now)
        print("declined")
except Refusal as refusal:
    print(refusal.code)
"""
)
PROPOSE = (
    COMMON
    + """
from webapp.actions.money_proposals import propose_refund
from webapp.domain.money_reasons import MoneyDraft
from webapp.domain.refusals import Refusal
try:
    propose_refund(person=person, customer_id=given["customer"], entry_id=given["entry"],
        draft=MoneyDraft(amount="100", reason="paid_twice"), now=now)
    print("proposed")
except Refusal as refusal:
    print(refusal.code)
"""
)
FINISH = (
    COMMON
    + """
from webapp.actions.money_tasks import finish_task
print(finish_task(company_id=given["company"], task_id=given["task"],
    staff_id=given["account"], now=now))
"""
)
STAFF = ("supervisor", "colleague", "admin")


def paid(world, now, amount=5_000):
    company_id, customer_id, currency = whose(world)
    return book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(amount, currency),
        cause=cause(world, now=now), spread_rest=False,
    ).entry_id  # fmt: skip


def given(committed, names, **more):
    world, url = committed
    return [{"url": url, "account": world.accounts[name], **more, **one} for name, one in names]


def test_many_answers_to_one_proposal(committed):
    (world, _), now = committed, datetime.now(UTC)
    entry = paid(world, now)
    proposal = propose_refund(
        person=world.person("clerk"), customer_id=whose(world)[1], entry_id=entry,
        draft=MoneyDraft(amount="2000", reason="paid_twice"), now=now,
    )  # fmt: skip
    names = [(name, {"yes": yes}) for name in STAFF for yes in (True, True, False)]
    said = race(ANSWER, given(committed, names, proposal=proposal))
    assert said.count("no_proposal") == len(names) - 1
    (won,) = {*said} - {"no_proposal"}
    booked = LedgerEntry.select().where(LedgerEntry.kind == "refund").count()
    assert booked == MoneyDecision.select().count() == (1 if won == "by_hand" else 0)
    assert MoneyProposal.get().outcome == ("approved" if booked else "declined")
    assert family(company_id=world.minta, entry_id=entry).remaining == 5_000 - 2_000 * booked


def test_many_proposals_about_one_entry(committed):
    (world, _), now = committed, datetime.now(UTC)
    entry = paid(world, now)
    runs = [(name, {}) for name in ("clerk", *STAFF) for _ in range(2)]
    said = race(PROPOSE, given(committed, runs, customer=whose(world)[1], entry=entry))
    assert sorted(said) == ["proposal_open"] * 7 + ["proposed"]


def test_one_task_is_done_once(committed):
    (world, _), now = committed, datetime.now(UTC)
    task = open_task(company_id=world.minta, kind=TaskKind.SETTLEMENT, facts={}, now=now)
    runs = [(name, {}) for name in ("clerk", *STAFF)]
    said = race(FINISH, given(committed, runs, company=world.minta, task=task))
    assert sorted(said) == ["False"] * 3 + ["True"]
    assert MoneyTask.get(MoneyTask.id == task).done_by
