"""What a clerk does alone with a customer's money: put it to debts, and note a dispute."""

from collections.abc import Collection
from datetime import datetime

from webapp.actions.debts import decide_about_money
from webapp.actions.events import record_event
from webapp.actions.ledger import use_credit
from webapp.actions.ledger_rows import hold, open_lines
from webapp.domain.ledger import Choice
from webapp.domain.money_reasons import MONEY_REASONS
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.money_decisions import MoneyDecision


def put_to_debts(
    *, person: Person, customer_id: int, debt_ids: Collection[int], now: datetime
) -> int:
    """Settle these debts with what is on account, the oldest first; returns how much it was.

    Raises NotFound, or Refusal choice or nothing_left.
    """
    with atomic():
        company_id = _company_of(person, customer_id)
        hold(company_id=company_id, customer_id=customer_id)
        currency: str = Company.get(Company.id == company_id).currency
        lines = open_lines(
            company_id=company_id, customer_id=customer_id, currency=currency, debt_ids=debt_ids
        )
        if not lines:
            raise Refusal("choice", N_("Please tick what it is to be put to."), field="debt")
        ordered = sorted(lines, key=lambda line: (line.due_on, line.debt_id))
        chosen = [Choice(line.debt_id, line.outstanding) for line in ordered]
        done = use_credit(
            company_id=company_id,
            customer_id=customer_id,
            currency=currency,
            now=now,
            chosen=chosen,
        )
        put = sum(one.amount for one in done)
        if not put:
            raise Refusal("nothing_left", N_("Nothing is on account any more."))
        _decide(person, company_id, "allocate", customer_id, f"customer:{customer_id}", "put", now)
        record_event(
            company_id=company_id,
            actor_id=person.account_id,
            kind="money.allocated",
            subject=f"customer:{customer_id}",
            now=now,
            amount=put,
            debts=len(done),
        )
        return put


def dispute(*, person: Person, customer_id: int, debt_id: int, reason: str, now: datetime) -> None:
    """Note that the customer does not accept a debt; it is not overdue meanwhile.

    Raises NotFound, or Refusal reason, or disputed where that is so already.
    """
    if reason not in MONEY_REASONS["dispute"]:
        raise Refusal("reason", N_("Please choose a reason."), field="reason")
    _turn(person, customer_id, debt_id, "dispute", reason, now)


def end_dispute(*, person: Person, customer_id: int, debt_id: int, now: datetime) -> None:
    """Note that the dispute is over. Raises NotFound, or Refusal disputed where there is none."""
    _turn(person, customer_id, debt_id, "dispute_over", "over", now)


def _turn(
    person: Person, customer_id: int, debt_id: int, kind: str, reason: str, now: datetime
) -> None:
    with atomic():
        company_id = _company_of(person, customer_id)
        hold(company_id=company_id, customer_id=customer_id)
        theirs = Debt.select(Debt.id).where(
            Debt.company_id == company_id, Debt.id == debt_id, Debt.customer_id == customer_id
        )
        if not theirs.exists():
            raise NotFound
        if (_last_turn(company_id, debt_id) == "dispute") == (kind == "dispute"):
            raise Refusal("disputed", N_("A colleague was faster: this has been noted already."))
        decision_id = _decide(person, company_id, kind, customer_id, f"debt:{debt_id}", reason, now)
        record_event(
            company_id=company_id,
            actor_id=person.account_id,
            kind=f"money.{kind}",
            subject=f"debt:{debt_id}",
            now=now,
            customer=customer_id,
            decision=decision_id,
            reason=reason,
        )


def _last_turn(company_id: int, debt_id: int) -> str | None:
    found: str | None = (
        MoneyDecision.select(MoneyDecision.kind)
        .where(
            MoneyDecision.company_id == company_id,
            MoneyDecision.subject == f"debt:{debt_id}",
            MoneyDecision.kind.in_(["dispute", "dispute_over"]),
        )
        .order_by(MoneyDecision.decided_at.desc(), MoneyDecision.id.desc())
        .limit(1)
        .scalar()
    )
    return found


def _company_of(person: Person, customer_id: int) -> int:
    companies = [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]
    found = Customer.get_or_none(Customer.company_id.in_(companies), Customer.id == customer_id)
    if found is None:
        raise NotFound
    company_id: int = found.company_id
    return company_id


def _decide(
    person: Person,
    company_id: int,
    kind: str,
    customer_id: int,
    subject: str,
    reason: str,
    now: datetime,
) -> int:
    return decide_about_money(
        company_id=company_id,
        kind=kind,
        customer_id=customer_id,
        staff_id=person.account_id,
        reason=reason,
        subject=subject,
        now=now,
    )
