"""A statement's import undone: its lines leave, as long as no clerk has touched one."""

from datetime import datetime

from webapp.actions.statement_tasks import finish_return_task, finish_surplus_tasks
from webapp.domain.statements import TOLD_APART, sum_told_by
from webapp.models.bank_entries import BankEntry
from webapp.models.base import tuples_of


def drop_lines(*, company_id: int, import_id: int, now: datetime) -> bool:
    """Let the lines leave, and what was asked about them; False if a clerk was faster at one."""
    mine = (BankEntry.company_id == company_id) & (BankEntry.import_id == import_id)
    returned = tuples_of(BankEntry.select(BankEntry.id).where(mine, BankEntry.amount < 0))
    for (line_id,) in returned:
        finish_return_task(company_id=company_id, line_id=line_id, by=None, now=now)
    finish_surplus_tasks(company_id=company_id, import_id=import_id, now=now)
    told_apart = tuples_of(
        BankEntry.select(BankEntry.iban, BankEntry.whole)
        .where(mine, ~BankEntry.whole.is_null())
        .distinct()
    )
    BankEntry.delete().where(mine, BankEntry.changed_by.is_null()).execute()
    for iban, whole in told_apart:
        _open_sum(company_id, iban, whole, now)
    return not BankEntry.select().where(mine).exists()


def _open_sum(company_id: int, iban: str, movement: str, now: datetime) -> None:
    """A sum of which nobody tells the movements any more is a clerk's work again."""
    same = (BankEntry.company_id == company_id) & (BankEntry.iban == iban)
    if BankEntry.select().where(same, BankEntry.whole == movement).exists():
        return
    BankEntry.update(state="open", why=None, changed_at=now).where(
        same,
        BankEntry.whole == sum_told_by(movement),
        BankEntry.state == "ignored",
        BankEntry.why == TOLD_APART,
    ).execute()
