"""One customer as the desk sees them: who and where, what is owed and paid, what is under way."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Value, fn

from webapp.domain.days import local_day
from webapp.domain.debts import DISPUTED, FEE_KINDS
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_settings import MoneySetting
from webapp.queries.billed import Billed
from webapp.queries.debts import DebtLine, debt_lines, explained
from webapp.queries.desk_customer_lately import Lately, lately_of
from webapp.queries.desk_customer_money import Movement, marks_of, movements_of
from webapp.queries.desk_customer_places import Place, places_of

MARK = re.compile(r"m\d+")


@dataclass(frozen=True, kw_only=True)
class DeskCustomer:
    """Who it is, on the company's day, and what is on account in the company's currency."""

    company_id: int
    company_name: str
    timezone: str
    currency: str
    today: date
    id: int
    number: str
    name: str
    on_account: int
    day_count: str
    version: str
    """Another one as soon as anything about this customer's money is."""


@dataclass(frozen=True, kw_only=True)
class WholeCustomer:
    """Everything on the customer's page."""

    who: DeskCustomer
    bills: tuple[DebtLine, ...]
    fees: tuple[DebtLine, ...]
    movements: tuple[Movement, ...]
    places: tuple[Place, ...]
    lately: Lately

    @property
    def lines(self) -> tuple[DebtLine, ...]:
        """All debts of both groups."""
        return (*self.bills, *self.fees)

    @property
    def open(self) -> int:
        """All that is owed."""
        return sum(line.outstanding for line in self.lines)

    @property
    def overdue(self) -> int:
        """What of it should have been paid by now, and is not in dispute."""
        return sum(
            line.outstanding
            for line in self.lines
            if line.due_on < self.who.today and line.standing != DISPUTED
        )


def desk_customer(*, person: Person, customer_id: int, now: datetime) -> DeskCustomer:
    """The customer, for staff who handle money at their company; raises NotFound."""
    companies = [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]
    rows = dicts_of(_who(companies, customer_id)) if companies else []
    if not rows:
        raise NotFound
    row = rows[0]
    row["on_account"] = int(row["on_account"] or 0)
    row["day_count"] = row["day_count"] or "act_365"
    marks = [str(row.pop(name) or 0) for name in [one for one in row if MARK.fullmatch(one)]]
    row["version"] = "-".join(marks)
    return DeskCustomer(**row, today=local_day(now=now, timezone=row["timezone"]))


def whole_customer(*, person: Person, customer_id: int, now: datetime) -> WholeCustomer:
    """The customer's page in six queries, however much there is; raises NotFound."""
    who = desk_customer(person=person, customer_id=customer_id, now=now)
    return whole(who=who)


def whole(*, who: DeskCustomer) -> WholeCustomer:
    """The rest of the page for a customer who was found."""
    lines = lines_of(who)
    ids = {"company_id": who.company_id, "customer_id": who.id}
    return WholeCustomer(
        who=who,
        bills=tuple(line for line in lines if line.kind not in FEE_KINDS),
        fees=tuple(line for line in lines if line.kind in FEE_KINDS),
        movements=movements_of(**ids),
        places=places_of(**ids, today=who.today),
        lately=lately_of(**ids),
    )


def explained_line(who: DeskCustomer, line: DebtLine) -> DebtLine:
    """A line of theirs with how it came about, where that is known."""
    return explained(billed=[_billed(who)], lines=[line])[0]


def lines_of(who: DeskCustomer) -> list[DebtLine]:
    """Their debts, the open ones first, then those lately paid."""
    return sorted(
        debt_lines(billed=[_billed(who)]),
        key=lambda line: (line.outstanding == 0, line.due_on, line.id),
    )


def _who(companies: list[int], customer_id: int) -> Any:
    used = Allocation.select(fn.COALESCE(fn.SUM(Allocation.amount), 0)).where(
        Allocation.company_id == LedgerEntry.company_id, Allocation.entry_id == LedgerEntry.id
    )
    left = LedgerEntry.select(fn.SUM(LedgerEntry.amount - used)).where(
        LedgerEntry.company_id == Customer.company_id,
        LedgerEntry.customer_id == Customer.id,
        LedgerEntry.currency == Company.currency,
    )
    return (
        Customer.select(
            Customer.company_id,
            Company.name.alias("company_name"),
            Company.timezone,
            Company.currency,
            Customer.id,
            Customer.number,
            Customer.name,
            fn.COALESCE(left, Value(0)).alias("on_account"),
            MoneySetting.day_count,
            *marks_of(company_id=Customer.company_id, customer_id=Customer.id),
        )
        .join(Company, on=(Company.id == Customer.company_id))
        .join_from(
            Customer,
            MoneySetting,
            JOIN.LEFT_OUTER,
            on=(MoneySetting.company_id == Customer.company_id),
        )
        .where(Customer.company_id.in_(companies), Customer.id == customer_id)
    )


def _billed(who: DeskCustomer) -> Billed:
    return Billed(
        company_id=who.company_id,
        company_name=who.company_name,
        customer_id=who.id,
        customer_number=who.number,
        customer_name=who.name,
        currency=who.currency,
        today=who.today,
        timezone=who.timezone,
        day_count=who.day_count,
        least_payment=0,
        may_pay=False,
        by_card=False,
        uses_credit=False,
    )
