"""One statement's lines, and one line with all that became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from webapp.domain.people import Person
from webapp.domain.refusals import NotFound
from webapp.domain.statements import BankLine
from webapp.models.accounts import Account
from webapp.models.bank_entries import BankEntry
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.import_batches import ImportBatch
from webapp.models.ledger_entries import LedgerEntry
from webapp.queries.statements import Counts, Statement, counts_of, money_companies

LINES_A_PAGE = 100
SHOWS = {
    "open": ("open",),
    "matched": ("matched", "reversed"),
    "aside": ("ignored",),
    "all": ("open", "matched", "reversed", "ignored"),
}
COLUMNS = (
    BankEntry.company_id, BankEntry.id, BankEntry.import_id, BankEntry.booked_on,
    BankEntry.value_on, BankEntry.amount, BankEntry.currency, BankEntry.payer,
    BankEntry.payer_iban, BankEntry.reference, BankEntry.end_to_end, BankEntry.words,
    BankEntry.state, BankEntry.place, BankEntry.reversal, BankEntry.return_reason, BankEntry.why,
    BankEntry.changed_at, BankEntry.changed_by, BankEntry.iban, BankEntry.entry_key,
    LedgerEntry.customer_id, Customer.number.alias("customer_number"),
    Customer.name.alias("customer_name"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line, and for whom it was booked."""

    company_id: int
    id: int
    import_id: int
    booked_on: date
    value_on: date
    amount: int
    currency: str
    payer: str | None
    payer_iban: str | None
    reference: str | None
    end_to_end: str | None
    words: str | None
    state: str
    place: int
    reversal: bool
    return_reason: str | None
    why: str | None
    changed_at: datetime | None
    changed_by: int | None
    iban: str
    entry_key: str
    customer_id: int | None
    customer_number: str | None
    customer_name: str | None

    @property
    def returns(self) -> bool:
        """Whether it takes back what had come."""
        return self.amount < 0

    @property
    def said(self) -> BankLine:
        """The line as the bank's file said it."""
        return line_of(self.__dict__)


@dataclass(frozen=True, kw_only=True)
class StatementPage:
    """One statement and a page of its lines."""

    statement: Statement
    show: str
    lines: Sequence[Line]
    after: int | None
    """Where the next page begins, if there is one."""


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One line with the statement it came with, and who touched it last."""

    line: Line
    source: str
    timezone: str
    changed_by: str | None


def statement_page(
    *, person: Person, statement_id: int, show: str = "", after: int = 0
) -> StatementPage:
    """A statement's lines in their order; the open ones first to be shown while there are any.

    Raises NotFound for what is not a statement of the companies whose money this person handles.
    """
    rows = dicts_of(
        ImportBatch.select(
            ImportBatch.company_id, ImportBatch.id, ImportBatch.source, ImportBatch.made_at,
            ImportBatch.undone_at,
        ).where(
            ImportBatch.company_id.in_(money_companies(person)),
            ImportBatch.id == statement_id,
            ImportBatch.kind == "statement",
        )
    )  # fmt: skip
    if not rows:
        raise NotFound
    company_id = rows[0]["company_id"]
    counts = counts_of(company_id=company_id, import_ids=[statement_id]).get(statement_id, Counts())
    wanted = show if show in SHOWS else ("open" if counts.open else "all")
    found = _lines(
        (BankEntry.company_id == company_id)
        & (BankEntry.import_id == statement_id)
        & (BankEntry.place > after)
        & BankEntry.state.in_(SHOWS[wanted])
    )
    shown = found[:LINES_A_PAGE]
    return StatementPage(
        statement=Statement(**rows[0], counts=counts),
        show=wanted,
        lines=shown,
        after=shown[-1].place if len(found) > LINES_A_PAGE else None,
    )


def shown_line(*, person: Person, line_id: int) -> ShownLine:
    """One line; raises NotFound for one of another company."""
    found = _lines(BankEntry.company_id.in_(money_companies(person)) & (BankEntry.id == line_id))
    if not found:
        raise NotFound
    line = found[0]
    (row,) = dicts_of(
        ImportBatch.select(ImportBatch.source, Company.timezone, Account.name.alias("changed_by"))
        .join(Company, on=(Company.id == ImportBatch.company_id))
        .join(Account, JOIN.LEFT_OUTER, on=(Account.id == (line.changed_by or 0)))
        .where(ImportBatch.company_id == line.company_id, ImportBatch.id == line.import_id)
    )
    return ShownLine(line=line, **row)


def line_of(row: Mapping[str, Any]) -> BankLine:
    """The line as the bank's file said it."""
    return BankLine(
        account=row["iban"],
        bank_reference=row["entry_key"].split("|")[1],
        booked_on=row["booked_on"],
        value_on=row["value_on"],
        amount=row["amount"],
        currency=row["currency"],
        payer=row["payer"] or "",
        payer_account=row["payer_iban"] or "",
        reference=row["reference"] or "",
        end_to_end=row["end_to_end"] or "",
        words=row["words"] or "",
        reversal=row["reversal"],
        return_reason=row["return_reason"] or "",
    )


def _lines(which: Any) -> list[Line]:
    rows = dicts_of(
        BankEntry.select(*COLUMNS)
        .join(
            LedgerEntry,
            JOIN.LEFT_OUTER,
            on=(
                (LedgerEntry.company_id == BankEntry.company_id)
                & (LedgerEntry.id == BankEntry.entry_id)
            ),
        )
        .join(
            Customer,
            JOIN.LEFT_OUTER,
            on=(
                (Customer.company_id == LedgerEntry.company_id)
                & (Customer.id == LedgerEntry.customer_id)
            ),
        )
        .where(which)
        .order_by(BankEntry.place, BankEntry.id)
        .limit(LINES_A_PAGE + 1)
    )
    return [Line(**row) for row in rows]
