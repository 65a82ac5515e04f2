"""Proposals about money: those that wait for a second person, and what became of the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.models.accounts import Account
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_proposals import MoneyProposal
from webapp.models.remarks import Remark

MOST_WAITING, MOST_EARLIER = 50, 20
Maker, Ender = Account.alias("maker"), Account.alias("ender")
Words, Answer = Remark.alias("words"), Remark.alias("answer")


@dataclass(frozen=True, kw_only=True)
class MoneyProposed:
    """What somebody wants given back or let go, why, and what was answered where it was."""

    id: int
    company_id: int
    customer_id: int
    customer_number: str
    customer_name: str
    timezone: str
    kind: str
    way: str | None
    entry_id: int | None
    debt_id: int | None
    about: str
    amount: int
    currency: str
    reason_code: str
    words: str | None
    staff_id: int
    name: str
    at: datetime
    outcome: str | None
    ended_at: datetime | None
    ended_by: str | None
    answer: str | None


def waiting_proposals(*, person: Person) -> tuple[MoneyProposed, ...]:
    """What waits for an answer at the companies whose money this person handles, oldest first."""
    companies = [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]
    return _found(
        _select()
        .where(MoneyProposal.company_id.in_(companies), MoneyProposal.ended_at.is_null())
        .order_by(MoneyProposal.proposed_at, MoneyProposal.id)
        .limit(MOST_WAITING)
    )


def proposals_about(
    *,
    company_id: int,
    customer_id: int,
    entry_id: int | None = None,
    debt_id: int | None = None,
) -> tuple[MoneyProposed, ...]:
    """All that was proposed about an entry or a debt of this customer, the newest first."""
    about = (
        MoneyProposal.entry_id == entry_id
        if entry_id is not None
        else MoneyProposal.debt_id == debt_id
    )
    return _found(
        _select()
        .where(
            MoneyProposal.company_id == company_id,
            MoneyProposal.customer_id == customer_id,
            about,
        )
        .order_by(MoneyProposal.proposed_at.desc(), MoneyProposal.id.desc())
        .limit(MOST_EARLIER)
    )


def _found(query: Any) -> tuple[MoneyProposed, ...]:
    rows = dicts_of(query)
    for row in rows:
        reference, description = row.pop("reference"), row.pop("description")
        row["about"] = reference or description or ""
    return tuple(MoneyProposed(**row) for row in rows)


def _select() -> Any:
    def same(table: Any, column: Any) -> Any:
        return (table.company_id == MoneyProposal.company_id) & (table.id == column)

    proposal = MoneyProposal
    return (
        proposal.select(
            *(proposal.id, proposal.company_id, proposal.customer_id),
            Customer.number.alias("customer_number"),
            Customer.name.alias("customer_name"),
            Company.timezone,
            *(proposal.kind, proposal.way, proposal.entry_id, proposal.debt_id),
            *(LedgerEntry.reference, Debt.description),
            *(proposal.amount, proposal.currency, proposal.reason_code),
            Words.body.alias("words"),
            proposal.staff_id,
            Maker.name.alias("name"),
            proposal.proposed_at.alias("at"),
            *(proposal.outcome, proposal.ended_at),
            Ender.name.alias("ended_by"),
            Answer.body.alias("answer"),
        )
        .join(Customer, on=same(Customer, proposal.customer_id))
        .join_from(proposal, Company, on=(Company.id == proposal.company_id))
        .join_from(proposal, Maker, on=(Maker.id == proposal.staff_id))
        .join_from(proposal, LedgerEntry, JOIN.LEFT_OUTER, on=same(LedgerEntry, proposal.entry_id))
        .join_from(proposal, Debt, JOIN.LEFT_OUTER, on=same(Debt, proposal.debt_id))
        .join_from(proposal, Words, JOIN.LEFT_OUTER, on=same(Words, proposal.remark_id))
        .join_from(proposal, Ender, JOIN.LEFT_OUTER, on=(Ender.id == proposal.ended_by))
        .join_from(proposal, Answer, JOIN.LEFT_OUTER, on=same(Answer, proposal.answer_id))
    )
