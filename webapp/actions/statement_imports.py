"""Taking in a bank's statement: each line is kept once, and booked where it says whose it is.

A file is a batch, wholly in or not at all; `keep_good` takes what can be taken. Statements of one
company are taken in one after the other, so that no line is booked twice however often, in
whatever order and from how many sides they come.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, PostgresqlDatabase

from webapp.actions.billing_imports import Delivery, Report
from webapp.actions.events import record_event
from webapp.actions.import_rows import Taken
from webapp.actions.money_tasks import open_task
from webapp.actions.one_delivery import one_delivery
from webapp.actions.statement_booking import Context, book_lines, take_line_back
from webapp.actions.statement_rows import Kept, Keys, write_lines
from webapp.actions.statement_tasks import finish_return_task
from webapp.domain.billing_files import Imported
from webapp.domain.money_tasks import TaskKind
from webapp.domain.refusals import Refusal
from webapp.domain.statements import ReadLine, sought_in
from webapp.domain.words import N_
from webapp.models.bank_entries import BankEntry
from webapp.models.base import database, dicts_of, new_id
from webapp.models.import_batches import ImportBatch
from webapp.models.money_settings import MoneySetting
from webapp.queries.statement_lines import line_of
from webapp.queries.statement_search import Account, account_of, named_by

KIND = "statement"
LINES_AT_ONCE = 200
# So many returns that nobody could place are tried again when more has come.
MOST_TRIED_AGAIN = 500


class _Undo(Exception):
    """Takes everything back that was written so far."""


@dataclass(kw_only=True)
class _Progress:
    context: Context
    delivery: Delivery
    report: Report
    keys: Keys


def import_statement(
    *,
    company_id: int,
    delivery: Delivery,
    lines: Iterator[ReadLine],
    now: datetime,
    report: Report,
    actor_id: int | None = None,
) -> Imported:
    """Keep the lines that are new and book those that name a bill or a payer we know.

    Each fault goes to `report`. A file of nothing new leaves no trace; Refusal `bank_file` for one
    that breaks off or is none, and then nothing of it was kept.
    """
    import_id, done = new_id(), Taken()
    try:
        with one_delivery(company_id=company_id):
            context = Context(account=_held(company_id), import_id=import_id, now=now)
            _open(context, delivery)
            under_way = _Progress(context=context, delivery=delivery, report=report, keys=Keys())
            while part := list(itertools.islice(lines, LINES_AT_ONCE)):
                done = done.plus(_take(under_way, part))
            if not done.added or (done.faults and not delivery.keep_good):
                raise _Undo
            _place_returns(context)
            _close(context, delivery, done, actor_id)
    except _Undo:
        return Imported(import_id=None, read=done.read, added=0, same=done.same, faults=done.faults)
    return Imported(
        import_id=import_id, read=done.read, added=done.added, same=done.same, faults=done.faults
    )


def _held(company_id: int) -> Account:
    """The company's account, with nobody else taking in its statements until the end."""
    held: Any = MoneySetting.select(MoneySetting.company_id).where(
        MoneySetting.company_id == company_id
    )
    if isinstance(database.obj, PostgresqlDatabase):
        lock: Any = "FOR NO KEY UPDATE"
        held = held.for_update(lock)
    account = account_of(company_id=company_id) if list(held.tuples()) else None
    if account is None or not account.iban:
        raise Refusal("bank_file", N_("This company has not said yet which account is its own."))
    return account


def _take(under_way: _Progress, part: list[ReadLine]) -> Taken:
    context = under_way.context
    done = write_lines(
        account=context.account,
        import_id=context.import_id,
        part=part,
        keys=under_way.keys,
        now=context.now,
    )
    for fault in done.faults:
        under_way.report(fault)
    if not done.faults or under_way.delivery.keep_good:
        book_lines(context=context, kept=done.kept)
    return Taken(read=len(part), added=len(done.kept), same=done.same, faults=len(done.faults))


def _place_returns(context: Context) -> None:
    """A return may come before its payment, in a file of its own: try those again that wait."""
    account = context.account
    waiting = dicts_of(
        BankEntry.select()
        .where(
            BankEntry.company_id == account.company_id,
            BankEntry.state == "open",
            # As the index says it, not as a parameter.
            BankEntry.amount < SQL("0"),
        )
        .order_by(BankEntry.booked_on, BankEntry.id)
        .limit(MOST_TRIED_AGAIN)
    )
    kept = [Kept(id=row["id"], line=line_of(row)) for row in waiting]
    sought = [sought_in(one.line, pattern=account.pattern) for one in kept]
    answers = named_by(account=account, sought=sought)
    for one, named, row in zip(kept, answers, waiting, strict=True):
        if take_line_back(context=context, kept=one, named=named):
            finish_return_task(
                company_id=account.company_id, line_id=one.id, by=None, now=context.now
            )
        elif row["import_id"] == context.import_id:
            _ask_about(context, one)


def _ask_about(context: Context, kept: Kept) -> None:
    open_task(
        company_id=context.account.company_id,
        kind=TaskKind.STATEMENT,
        facts={
            "amount": -kept.line.amount,
            "currency": kept.line.currency,
            "line": kept.id,
            "reason": kept.line.return_reason,
        },
        now=context.now,
    )


def _open(context: Context, delivery: Delivery) -> None:
    ImportBatch.insert(
        company_id=context.account.company_id,
        id=context.import_id,
        kind=KIND,
        source=delivery.source,
        made_at=context.now,
        sha256=delivery.sha256,
    ).execute()


def _close(context: Context, delivery: Delivery, done: Taken, actor_id: int | None) -> None:
    company_id = context.account.company_id
    ImportBatch.update(rows_read=done.read, rows_kept=done.added).where(
        ImportBatch.company_id == company_id, ImportBatch.id == context.import_id
    ).execute()
    record_event(
        company_id=company_id,
        actor_id=actor_id,
        kind="import.written",
        subject=f"import:{context.import_id}",
        now=context.now,
        what=KIND,
        rows=done.read,
        added=done.added,
        faults=done.faults,
        content=delivery.sha256,
    )
