"""Giving money back and letting a debt go: one of the staff proposes it, another answers.

Nothing moves by a proposal. The database holds the same: a decision of these kinds names its
proposal, somebody else's, and what is booked on it is that entry or debt and no more of it.
"""

from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.ledger_rows import family, hold, open_lines
from webapp.actions.refund_requests import under_way
from webapp.actions.remarks import write_remark
from webapp.domain.ledger import NOT_MONEY
from webapp.domain.money import Money, parse_money
from webapp.domain.money_reasons import MONEY_REASONS, MoneyDraft, needs_words
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, new_id
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_proposals import MoneyProposal


def propose_refund(
    *, person: Person, customer_id: int, entry_id: int, draft: MoneyDraft, now: datetime
) -> int:
    """Ask a second person to give money of this entry back; returns the proposal's id.

    Raises NotFound, or Refusal proposal_open, money_shape, nothing_left, reason or words.
    """
    with atomic():
        entry = _entry(person, customer_id, entry_id)
        left = refundable(company_id=entry.company_id, entry_id=entry_id)
        money = _amount(draft, entry.currency, left)
        at_the_bank = entry.payment_id is not None and not draft.by_transfer
        about = {"entry_id": entry.id, "way": "bank" if at_the_bank else "transfer"}
        return _propose(person, entry, "refund", about, draft, money, now)


def propose_write_off(
    *, person: Person, customer_id: int, debt_id: int, draft: MoneyDraft, now: datetime
) -> int:
    """Ask a second person to let this debt go, or a part of it; returns the proposal's id.

    Raises NotFound, or Refusal proposal_open, money_shape, nothing_left, reason or words.
    """
    with atomic():
        debt = _debt(person, customer_id, debt_id)
        hold(company_id=debt.company_id, customer_id=customer_id)
        lines = open_lines(
            company_id=debt.company_id,
            customer_id=customer_id,
            currency=debt.currency,
            debt_ids=[debt_id],
        )
        money = _amount(draft, debt.currency, sum(line.outstanding for line in lines))
        return _propose(person, debt, "write_off", {"debt_id": debt.id}, draft, money, now)


def refundable(*, company_id: int, entry_id: int) -> int:
    """What of this entry could still be given back; its customer is held. Raises NotFound."""
    whole = family(company_id=company_id, entry_id=entry_id)
    if whole.kind in NOT_MONEY:
        raise NotFound
    return max(0, whole.remaining - under_way(company_id=company_id, entry_id=entry_id))


def _entry(person: Person, customer_id: int, entry_id: int) -> LedgerEntry:
    found: LedgerEntry | None = LedgerEntry.get_or_none(
        LedgerEntry.company_id.in_(companies_of(person)),
        LedgerEntry.id == entry_id,
        LedgerEntry.customer_id == customer_id,
    )
    if found is None:
        raise NotFound
    return found


def _debt(person: Person, customer_id: int, debt_id: int) -> Debt:
    found: Debt | None = Debt.get_or_none(
        Debt.company_id.in_(companies_of(person)),
        Debt.id == debt_id,
        Debt.customer_id == customer_id,
    )
    if found is None:
        raise NotFound
    return found


def companies_of(person: Person) -> list[int]:
    """The companies whose customers' money this person handles."""
    return [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]


def _amount(draft: MoneyDraft, currency: str, left: int) -> Money:
    money = parse_money(draft.amount, currency=currency, field="amount")
    if money.minor <= 0:
        raise Refusal("amount", N_("Please type an amount above nothing."), field="amount")
    if money.minor > left:
        raise Refusal("nothing_left", N_("This is more than what is left."), field="amount")
    return money


def _propose(
    person: Person,
    of: LedgerEntry | Debt,
    kind: str,
    about: dict[str, int | str],
    draft: MoneyDraft,
    money: Money,
    now: datetime,
) -> int:
    if draft.reason not in MONEY_REASONS[kind]:
        raise Refusal("reason", N_("Please choose a reason."), field="reason")
    if needs_words(draft.reason) and not draft.words.strip():
        raise Refusal("words", N_("Please say in a few words why."), field="words")
    column = MoneyProposal.entry_id if kind == "refund" else MoneyProposal.debt_id
    waiting = MoneyProposal.select().where(
        MoneyProposal.company_id == of.company_id,
        column == of.id,
        MoneyProposal.ended_at.is_null(),
    )
    if waiting.exists():
        raise Refusal("proposal_open", N_("A proposal about this waits already for an answer."))
    remark = write_remark(company_id=of.company_id, body=draft.words, now=now)
    proposal_id = new_id()
    MoneyProposal.insert(
        **about,
        company_id=of.company_id,
        id=proposal_id,
        kind=kind,
        customer_id=of.customer_id,
        amount=money.minor,
        currency=money.currency,
        reason_code=draft.reason,
        remark_id=remark[0] if remark else None,
        remark_hash=remark[1] if remark else None,
        staff_id=person.account_id,
        proposed_at=now,
    ).execute()
    record_event(
        company_id=of.company_id,
        actor_id=person.account_id,
        kind=f"money_proposal.{kind}",
        subject=f"money_proposal:{proposal_id}",
        now=now,
        customer=of.customer_id,
        about=of.id,
        amount=money.minor,
        currency=money.currency,
        reason=draft.reason,
    )
    return proposal_id
