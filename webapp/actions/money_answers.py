"""The second person's answer: what was proposed about money is done, or it is not.

The database holds it, too: whoever decides has just said yes to somebody else's proposal, and what
is booked on it is that entry or debt and no more of it.
"""

from datetime import datetime

from webapp.actions.debts import decide_about_money, write_off
from webapp.actions.events import record_event
from webapp.actions.ledger import Cause, Source, take_back
from webapp.actions.ledger_rows import hold
from webapp.actions.money_proposals import companies_of, refundable
from webapp.actions.money_tasks import open_task
from webapp.actions.refund_requests import request_refund
from webapp.actions.remarks import write_remark
from webapp.domain.days import local_day
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.domain.people import Person
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.companies import Company
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_proposals import MoneyProposal

AT_THE_BANK, BY_HAND, WRITTEN_OFF = "at_the_bank", "by_hand", "written_off"


def approve(*, person: Person, proposal_id: int, now: datetime) -> str:
    """Decide what a colleague has proposed and do it; returns how the money moves.

    Money that came through a bank goes back there; other money is booked at once and a task says
    that it has to be transferred. Raises NotFound, or Refusal no_proposal, same_person or
    nothing_left, where less is left by now.
    """
    with atomic():
        proposal = _open(person, proposal_id)
        if proposal.staff_id == person.account_id:
            raise Refusal(
                "same_person", N_("Somebody else has to confirm it; you have proposed it.")
            )
        _end(proposal, person, "approved", "", now)
        about = proposal.entry_id or proposal.debt_id
        decision_id = decide_about_money(
            company_id=proposal.company_id,
            kind=proposal.kind,
            customer_id=proposal.customer_id,
            staff_id=person.account_id,
            proposed_by=proposal.staff_id,
            proposal_id=proposal.id,
            reason=proposal.reason_code,
            subject=f"{'entry' if proposal.entry_id else 'debt'}:{about}",
            now=now,
        )
        if proposal.kind == "write_off":
            return _let_go(person, proposal, decision_id, now)
        return _give_back(person, proposal, decision_id, now)


def decline(*, person: Person, proposal_id: int, words: str, now: datetime) -> bool:
    """End a colleague's proposal, saying why, or take one's own back; whether it was one's own.

    Raises NotFound, or Refusal no_proposal or words.
    """
    with atomic():
        proposal = _open(person, proposal_id)
        own = proposal.staff_id == person.account_id
        if not own and not words.strip():
            raise Refusal("words", N_("Please say in a few words why not."), field="words")
        _end(proposal, person, "withdrawn" if own else "declined", words, now)
        return own


def _open(person: Person, proposal_id: int) -> MoneyProposal:
    """The proposal that waits, its customer held, so that two answers come one after the other."""
    mine = MoneyProposal.company_id.in_(companies_of(person)) & (MoneyProposal.id == proposal_id)
    found = MoneyProposal.get_or_none(mine)
    if found is None:
        raise NotFound
    hold(company_id=found.company_id, customer_id=found.customer_id)
    proposal: MoneyProposal | None = MoneyProposal.get_or_none(
        mine, MoneyProposal.ended_at.is_null()
    )
    if proposal is None:
        raise Refusal("no_proposal", N_("No proposal waits here any more."))
    return proposal


def _end(proposal: MoneyProposal, person: Person, outcome: str, words: str, now: datetime) -> None:
    remark = write_remark(company_id=proposal.company_id, body=words, now=now)
    MoneyProposal.update(
        ended_at=now,
        ended_by=person.account_id,
        outcome=outcome,
        answer_id=remark[0] if remark else None,
        answer_hash=remark[1] if remark else None,
    ).where(
        MoneyProposal.company_id == proposal.company_id,
        MoneyProposal.id == proposal.id,
        MoneyProposal.ended_at.is_null(),
    ).execute()
    record_event(
        company_id=proposal.company_id,
        actor_id=person.account_id,
        kind=f"money_proposal.{outcome}",
        subject=f"money_proposal:{proposal.id}",
        now=now,
        customer=proposal.customer_id,
    )


def _let_go(person: Person, proposal: MoneyProposal, decision_id: int, now: datetime) -> str:
    write_off(
        company_id=proposal.company_id,
        debt_id=proposal.debt_id or 0,
        amount=proposal.amount,
        cause=_cause(person, proposal, decision_id, f"W{proposal.id}", now),
    )
    return WRITTEN_OFF


def _give_back(person: Person, proposal: MoneyProposal, decision_id: int, now: datetime) -> str:
    entry_id = proposal.entry_id or 0
    if proposal.amount > refundable(company_id=proposal.company_id, entry_id=entry_id):
        raise Refusal("nothing_left", N_("Less is left of this payment by now."))
    entry = LedgerEntry.get(
        LedgerEntry.company_id == proposal.company_id, LedgerEntry.id == proposal.entry_id
    )
    money = Money(proposal.amount, proposal.currency)
    if proposal.way == "bank" and entry.payment_id is not None:
        request_refund(
            company_id=proposal.company_id,
            payment_id=entry.payment_id,
            decision_id=decision_id,
            money=money,
            actor_id=person.account_id,
            now=now,
        )
        return AT_THE_BANK
    cause = _cause(person, proposal, decision_id, entry.reference, now)
    back = take_back(
        company_id=proposal.company_id,
        entry_id=entry.id,
        kind="refund",
        amount=proposal.amount,
        cause=cause,
    )
    open_task(
        company_id=proposal.company_id,
        kind=TaskKind.PAY_OUT,
        customer_id=proposal.customer_id,
        entry_id=back.entry_id,
        facts={"amount": money.minor, "currency": money.currency, "reference": entry.reference},
        now=now,
    )
    return BY_HAND


def _cause(
    person: Person, proposal: MoneyProposal, decision_id: int, reference: str, now: datetime
) -> Cause:
    timezone = Company.get(Company.id == proposal.company_id).timezone
    return Cause(
        source=Source(decision_id=decision_id),
        value_on=local_day(now=now, timezone=timezone),
        reference=reference,
        now=now,
        actor_id=person.account_id,
    )
