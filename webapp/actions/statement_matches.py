"""What a clerk does with a line of a statement: book it, take a payment back, set it aside, undo.

Each is one transaction with its event. The customer's money is held first and the line then, so
that of two clerks one wins, and the other is told who and when.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from peewee import PostgresqlDatabase

from webapp.actions.debts import decide_about_money
from webapp.actions.events import record_event
from webapp.actions.ledger import Cause, Source, take_back
from webapp.actions.ledger_rows import family, hold, open_lines
from webapp.actions.statement_booking import book_line, mark_returned, reference_of
from webapp.actions.statement_tasks import finish_return_task, finish_surplus_task
from webapp.domain.money import Money
from webapp.domain.people import Person
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.domain.statements import HAND, SET_ASIDE, Match
from webapp.domain.words import N_
from webapp.models.accounts import Account
from webapp.models.bank_entries import BankEntry
from webapp.models.base import atomic, database
from webapp.models.companies import Company
from webapp.models.ledger_entries import LedgerEntry
from webapp.queries.statement_lines import line_of
from webapp.queries.statements import money_companies


def match_line(
    *,
    person: Person,
    line_id: int,
    customer_id: int,
    now: datetime,
    debt_ids: Sequence[int] = (),
) -> int:
    """Book a line for this customer: for these debts first, else by the company's order.

    Raises NotFound, AlreadyDecided, or Refusal `statement_line` for money that did not come in.
    """
    with atomic():
        line = _found(person, line_id)
        if line.amount <= 0:
            raise _wrong(N_("Money that went out cannot be booked for a customer."))
        hold(company_id=line.company_id, customer_id=customer_id)
        line = _held_open(line)
        chosen = _debts_of(line, customer_id, debt_ids)
        cause = _decided(person, line, "match", customer_id, now)
        book_line(
            company_id=line.company_id,
            line_id=line.id,
            money=Money(line.amount, line.currency),
            match=Match(customer_id=customer_id, debt_ids=chosen, why=HAND),
            cause=cause,
            spread_rest=not chosen,
        )
        _tell(person, line, "statement.matched", now, customer=customer_id)
        return line.id


def match_return(*, person: Person, line_id: int, entry_id: int, now: datetime) -> int:
    """Take this payment back for a line that returns it: what it had settled is open again.

    Raises NotFound, AlreadyDecided, or Refusal `statement_line` where less than that is left.
    """
    with atomic():
        line = _found(person, line_id)
        if line.amount >= 0:
            raise _wrong(N_("This line returns nothing."))
        whole = family(company_id=line.company_id, entry_id=entry_id)
        line = _held_open(line)
        if whole.kind != "payment" or whole.currency != line.currency:
            raise NotFound
        done = mark_returned(
            company_id=line.company_id,
            line_id=line.id,
            entry_id=entry_id,
            amount=-line.amount,
            currency=line.currency,
            reason=line.return_reason or "",
            cause=_decided(person, line, "match", whole.customer_id, now),
            why=HAND,
        )
        if not done:
            raise _wrong(N_("Less than this amount is left of that payment."))
        finish_return_task(
            company_id=line.company_id, line_id=line.id, by=person.account_id, now=now
        )
        _tell(person, line, "statement.returned", now, entry=entry_id)
        return line.id


def unmatch_line(*, person: Person, line_id: int, now: datetime) -> None:
    """Take the booking of a line back, whoever made it: the line is open, its debts are again.

    Raises NotFound, or Refusal `statement_line` where it is not matched, was returned, or some of
    the money has gone on already.
    """
    with atomic():
        line = _found(person, line_id)
        if line.state != "matched" or line.entry_id is None:
            raise _wrong(N_("This line is not booked, so there is nothing to take back."))
        if line.amount < 0:
            raise _wrong(N_("A return that was booked stays booked: the bank has the money."))
        whole = family(company_id=line.company_id, entry_id=line.entry_id)
        entry_id = line.entry_id
        line = _held(line)
        if line.state != "matched" or line.entry_id != entry_id:
            raise _faster(line)
        if whole.remaining != line.amount:
            raise _wrong(N_("Some of this money was refunded or returned, so it stays booked."))
        before = LedgerEntry.get(
            LedgerEntry.company_id == line.company_id, LedgerEntry.id == entry_id
        )
        cause = _decided(person, line, "unmatch", whole.customer_id, now, undoes=before.decision_id)
        take_back(company_id=line.company_id, entry_id=entry_id, kind="reversal", cause=cause)
        finish_surplus_task(
            company_id=line.company_id, entry_id=entry_id, by=person.account_id, now=now
        )
        _set(line, person, now, state="open", entry_id=None, why=None)
        _tell(person, line, "statement.unmatched", now, entry=entry_id)


def set_aside(*, person: Person, line_id: int, reason: str, now: datetime) -> None:
    """Say that an open line is nobody's payment, and why; raises NotFound or AlreadyDecided."""
    if reason not in SET_ASIDE:
        raise _wrong(N_("Please choose why this line is set aside."))
    with atomic():
        line = _held_open(_found(person, line_id))
        _set(line, person, now, state="ignored", why=reason)
        finish_return_task(
            company_id=line.company_id, line_id=line.id, by=person.account_id, now=now
        )
        _tell(person, line, "statement.set_aside", now, reason=reason)


def open_again(*, person: Person, line_id: int, now: datetime) -> None:
    """Put a line that was set aside back to those that are open; raises NotFound."""
    with atomic():
        line = _held(_found(person, line_id))
        if line.state != "ignored":
            raise _faster(line)
        _set(line, person, now, state="open", why=None)
        _tell(person, line, "statement.opened", now)


def _found(person: Person, line_id: int) -> BankEntry:
    line = BankEntry.get_or_none(
        BankEntry.company_id.in_(money_companies(person)), BankEntry.id == line_id
    )
    if line is None:
        raise NotFound
    found: BankEntry = line
    return found


def _held(line: BankEntry) -> BankEntry:
    """The line as it is now, with nobody else writing it until the transaction ends."""
    query = BankEntry.select().where(
        BankEntry.company_id == line.company_id, BankEntry.id == line.id
    )
    if isinstance(database.obj, PostgresqlDatabase):
        lock: Any = "FOR NO KEY UPDATE"
        query = query.for_update(lock)
    rows: list[BankEntry] = list(query)
    if not rows:
        raise NotFound
    return rows[0]


def _held_open(line: BankEntry) -> BankEntry:
    held = _held(line)
    if held.state != "open":
        raise _faster(held)
    return held


def _faster(line: BankEntry) -> Refusal:
    """Who was faster at this line, and when; or that it went by itself."""
    company = Company.get_by_id(line.company_id)
    account = Account.get_or_none(Account.id == line.changed_by) if line.changed_by else None
    if account is None or line.changed_at is None:
        return Refusal(
            "already_decided", N_("This line has found its place meanwhile, by another statement.")
        )
    at = line.changed_at.astimezone(ZoneInfo(company.timezone))
    return AlreadyDecided(name=account.name, at=f"{at:%H:%M}")


def _debts_of(line: BankEntry, customer_id: int, debt_ids: Sequence[int]) -> tuple[int, ...]:
    if not debt_ids:
        return ()
    owed = {
        one.debt_id
        for one in open_lines(
            company_id=line.company_id,
            customer_id=customer_id,
            currency=line.currency,
            debt_ids=debt_ids,
        )
    }
    if not owed.issuperset(debt_ids):
        raise _wrong(N_("Some of these are paid meanwhile. Please look again."))
    return tuple(dict.fromkeys(debt_ids))


def _decided(
    person: Person,
    line: BankEntry,
    kind: str,
    customer_id: int,
    now: datetime,
    *,
    undoes: int | None = None,
) -> Cause:
    decision_id = decide_about_money(
        company_id=line.company_id,
        kind=kind,
        customer_id=customer_id,
        staff_id=person.account_id,
        reason="",
        subject=f"bank_entry:{line.id}",
        now=now,
        undoes=undoes,
    )
    said = line_of(line.__data__)
    return Cause(
        source=Source(decision_id=decision_id),
        value_on=line.value_on,
        reference=reference_of(said),
        now=now,
        actor_id=person.account_id,
    )


def _set(
    line: BankEntry,
    person: Person,
    now: datetime,
    *,
    state: str,
    why: str | None,
    entry_id: int | None = None,
) -> None:
    BankEntry.update(
        state=state, why=why, entry_id=entry_id, changed_at=now, changed_by=person.account_id
    ).where(BankEntry.company_id == line.company_id, BankEntry.id == line.id).execute()


def _tell(person: Person, line: BankEntry, kind: str, now: datetime, **facts: str | int) -> None:
    record_event(
        company_id=line.company_id,
        actor_id=person.account_id,
        kind=kind,
        subject=f"bank_entry:{line.id}",
        now=now,
        **facts,
    )


def _wrong(sentence: str) -> Refusal:
    return Refusal("statement_line", sentence)
