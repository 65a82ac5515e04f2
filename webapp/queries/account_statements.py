"""A customer's account over a time: what was owed at first, what came and went, what is owed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import Value, fn

from webapp.domain.money import Money
from webapp.domain.movements import moved_code
from webapp.domain.papers import Period
from webapp.domain.people import Person
from webapp.domain.refusals import NotFound
from webapp.domain.statement_paper import StatementEntry, StatementPaper
from webapp.models.base import dicts_of, tuples_of
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.queries.billed import Billed, billed_customers
from webapp.queries.company_faces import letterhead


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """One movement: above nothing where it was charged; `code` is the word of what money did."""

    day: date
    code: str
    description: str
    reference: str
    amount: int
    balance: int


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The movements between two balances; a balance above nothing is owed to the company."""

    billed: Billed
    period: Period
    opening: int
    lines: tuple[StatementLine, ...]

    @property
    def closing(self) -> int:
        """What is owed at the end."""
        return self.lines[-1].balance if self.lines else self.opening


def statement_customers(*, person: Person, now: datetime) -> list[Billed]:
    """Whose statements this person may see."""
    return billed_customers(person=person, now=now)


def statement_of(*, billed: Billed, period: Period) -> Statement:
    """The account in that time, in four queries, as the ledger has it."""
    opening = _balance_before(billed, period.first)
    moved = [*_charged(billed, period), *_booked(billed, period)]
    moved.sort(key=lambda row: (row["day"], row["amount"] < 0, row["id"]))
    lines, balance = [], opening
    for row in moved:
        balance += row["amount"]
        shown = {name: value for name, value in row.items() if name != "id"}
        lines.append(StatementLine(**shown, balance=balance))
    return Statement(billed=billed, period=period, opening=opening, lines=tuple(lines))


def statement_paper(*, statement: Statement, now: datetime) -> tuple[StatementPaper, datetime]:
    """The same in the company's language, ready to be printed; and the company's moment."""
    head = letterhead(billed=statement.billed, now=now)
    currency = statement.billed.currency
    paper = StatementPaper(
        language=head.language,
        company=head.company,
        customer=head.customer,
        period=statement.period,
        opening=Money(statement.opening, currency),
        entries=tuple(
            StatementEntry(
                day=line.day,
                description=line.description or line.code,
                reference=line.reference,
                amount=Money(line.amount, currency),
            )
            for line in statement.lines
        ),
    )
    return paper, head.made_at


def one_customer(*, customers: list[Billed], customer_id: int | None) -> Billed:
    """The customer asked for, or the first one; raises NotFound for somebody else's."""
    wanted = (one for one in customers if customer_id in (None, one.customer_id))
    found = next(wanted, None)
    if found is None:
        raise NotFound
    return found


def _balance_before(billed: Billed, day: date) -> int:
    """Everything charged before that day less all money that came and is still here."""
    charged = _mine(Debt.select(fn.COALESCE(fn.SUM(Debt.amount), 0)), Debt, billed)
    booked = _mine(
        LedgerEntry.select(fn.COALESCE(fn.SUM(LedgerEntry.amount), 0)), LedgerEntry, billed
    )
    charged = charged.where(Debt.arose_on < day)
    booked = booked.where(LedgerEntry.value_on < day)
    return int(tuples_of(charged)[0][0]) - int(tuples_of(booked)[0][0])


def _charged(billed: Billed, period: Period) -> list[dict[str, Any]]:
    query = Debt.select(
        Debt.id, Debt.arose_on.alias("day"), Debt.kind.alias("code"), Debt.description,
        Value("").alias("reference"), Debt.amount,
    )  # fmt: skip
    during = query.where(Debt.arose_on >= period.first, Debt.arose_on < period.end)
    return dicts_of(_mine(during, Debt, billed))


def _booked(billed: Billed, period: Period) -> list[dict[str, Any]]:
    """What came or went; what was only moved within the account changes no balance."""
    query = LedgerEntry.select(
        LedgerEntry.id, LedgerEntry.value_on.alias("day"), LedgerEntry.kind, LedgerEntry.payment_id,
        LedgerEntry.reference, LedgerEntry.amount,
    )  # fmt: skip
    during = query.where(
        LedgerEntry.value_on >= period.first,
        LedgerEntry.value_on < period.end,
        LedgerEntry.kind != "transfer",
    )
    return [
        {
            "id": row["id"],
            "day": row["day"],
            "code": moved_code(kind=row["kind"], online=row["payment_id"] is not None),
            "description": "",
            "reference": row["reference"],
            "amount": -row["amount"],
        }
        for row in dicts_of(_mine(during, LedgerEntry, billed))
    ]


def _mine(query: Any, table: Any, billed: Billed) -> Any:
    return query.where(
        table.company_id == billed.company_id,
        table.customer_id == billed.customer_id,
        table.currency == billed.currency,
    )
