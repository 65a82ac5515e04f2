"""From a bank's file to its lines in the books, for the command and for the desk."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import IO

from webapp.actions.billing_imports import Delivery, Report
from webapp.actions.statement_imports import KIND, import_statement
from webapp.domain.billing_files import Imported
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound
from webapp.gateways.camt import lines_of
from webapp.models.companies import Company
from webapp.queries.statement_search import account_of

A_BLOCK = 1 << 20
LONGEST_SOURCE = 120


def take_file(
    *,
    company_id: int,
    file: IO[bytes],
    source: str,
    now: datetime,
    report: Report,
    keep_good: bool = False,
    actor_id: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Take in a file from its beginning; `progress` is told the bytes read. Refusal `bank_file`."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(A_BLOCK):
        digest.update(block)
    file.seek(0)
    currency = Company.get_by_id(company_id).currency
    return import_statement(
        company_id=company_id,
        delivery=Delivery(
            kind=KIND,
            source=source[-LONGEST_SOURCE:],
            sha256=digest.hexdigest(),
            currency=currency,
            keep_good=keep_good,
        ),
        lines=lines_of(file=file, currency=currency, progress=progress),
        now=now,
        report=report,
        actor_id=actor_id,
    )


def company_for(*, person: Person, file: IO[bytes]) -> int:
    """Whose statement this is, of the companies whose money this person handles.

    Who works for one company need not be asked; for several, the file's account decides.
    """
    mine = [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]
    if not mine:
        raise NotFound
    if len(mine) == 1:
        return mine[0]
    for company_id in mine:
        account = account_of(company_id=company_id)
        if account and _first_account(file, account.currency) == account.iban:
            return company_id
    return mine[0]


def _first_account(file: IO[bytes], currency: str) -> str:
    file.seek(0)
    for one in lines_of(file=file, currency=currency, progress=lambda _: None):
        if one.line is not None:
            return one.line.account
    return ""
