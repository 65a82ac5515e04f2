"""Whose money a person may see, and how their company handles it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN, fn

from webapp.domain.days import local_day
from webapp.domain.interest import Rate
from webapp.domain.people import CustomerTie, Person
from webapp.domain.permissions import Permission, customers_with
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.interest_rates import InterestRate
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_settings import MoneySetting
from webapp.models.prepared import prepared
from webapp.queries.meters import Groups, by_company, in_groups


@dataclass(frozen=True, kw_only=True)
class Billed:
    """A customer whose money somebody may see, on the company's day."""

    company_id: int
    company_name: str
    customer_id: int
    customer_number: str
    customer_name: str
    currency: str
    today: date
    day_count: str
    least_payment: int
    may_pay: bool
    by_card: bool
    """Whether the company has a bank that takes cards here."""
    timezone: str
    uses_credit: bool
    """Whether the company puts money on account to the next bill by itself."""
    payment_origins: tuple[str, ...] = ()
    """Where the bank's pages are; forms that lead there must be let go."""


@dataclass(frozen=True, kw_only=True)
class MoneySettings:
    """How a company takes money."""

    company_id: int
    payee: str
    iban: str
    bic: str
    bank: str
    tax_number: str
    address: str
    day_count: str
    allocation_order: str
    provider: str
    payment_origins: str
    least_payment: int
    qr_kind: str
    uses_credit: bool
    number_pattern: str = ""
    agreed_id: int | None = None


def billed_customers(*, person: Person, now: datetime) -> list[Billed]:
    """The customers whose bills this person may see, in one query."""
    ties = customers_with(person, Permission.SEE_BILLS)
    payable = {tie.customer_id for tie in customers_with(person, Permission.PAY)}
    companies = _companies({tie.company_id for tie in ties})
    return [_billed(tie, companies[tie.company_id], payable, now) for tie in ties]


def money_settings(*, company_id: int) -> MoneySettings | None:
    """The company's account, bank and order, or None where it takes no money here."""
    rows = dicts_of(MoneySetting.select().where(MoneySetting.company_id == company_id))
    return MoneySettings(**rows[0]) if rows else None


def on_account(*, billed: Sequence[Billed]) -> dict[int, int]:
    """What is on account, by customer: all money that came less all that settles debts."""
    rows = _left_over.tuples(customers=keys_of(billed)) if billed else []
    return {customer_id: int(left) for customer_id, left in rows}


@prepared
def _left_over(*, customers: Groups) -> Any:
    used = Allocation.select(fn.COALESCE(fn.SUM(Allocation.amount), 0)).where(
        Allocation.company_id == LedgerEntry.company_id, Allocation.entry_id == LedgerEntry.id
    )
    mine = in_groups(
        company=LedgerEntry.company_id, column=LedgerEntry.customer_id, groups=customers
    )
    return (
        LedgerEntry.select(LedgerEntry.customer_id, fn.SUM(LedgerEntry.amount - used))
        .where(mine)
        .group_by(LedgerEntry.company_id, LedgerEntry.customer_id)
    )


def rates_of(*, company_ids: Collection[int]) -> dict[int, list[Rate]]:
    """Each company's interest rates, the oldest first."""
    found: dict[int, list[Rate]] = {company_id: [] for company_id in company_ids}
    for company_id, valid_from, rate in _rates.tuples(company_ids=sorted(found)):
        found[company_id].append(Rate(valid_from=valid_from, rate=rate))
    return found


@prepared
def _rates(*, company_ids: Sequence[int]) -> Any:
    return (
        InterestRate.select(InterestRate.company_id, InterestRate.valid_from, InterestRate.rate)
        .where(InterestRate.company_id.in_(company_ids))
        .order_by(InterestRate.valid_from)
    )


def keys_of(billed: Sequence[Billed]) -> Groups:
    """These customers as a prepared query takes them."""
    return by_company((one.company_id, one.customer_id) for one in billed)


def of_customers(table: Any, billed: Sequence[Billed | CustomerTie]) -> Any:
    """The condition that a row belongs to one of these customers; nobody's for none."""
    mine: dict[int, list[int]] = {}
    for one in billed:
        mine.setdefault(one.company_id, []).append(one.customer_id)
    each = [
        (table.company_id == company_id) & table.customer_id.in_(customer_ids)
        for company_id, customer_ids in mine.items()
    ]
    return reduce(or_, each) if each else table.company_id.is_null()


def _companies(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in _how_paid.dicts(company_ids=sorted(ids))} if ids else {}


@prepared
def _how_paid(*, company_ids: Sequence[int]) -> Any:
    return (
        Company.select(
            Company.id,
            Company.timezone,
            Company.currency,
            MoneySetting.day_count,
            MoneySetting.least_payment,
            MoneySetting.provider,
            MoneySetting.payment_origins,
            MoneySetting.uses_credit,
        )
        .join(MoneySetting, JOIN.LEFT_OUTER, on=(MoneySetting.company_id == Company.id))
        .where(Company.id.in_(company_ids))
    )


def _billed(
    tie: CustomerTie, company: dict[str, Any], payable: Collection[int], now: datetime
) -> Billed:
    return Billed(
        company_id=tie.company_id,
        company_name=tie.company_name,
        customer_id=tie.customer_id,
        customer_number=tie.customer_number,
        customer_name=tie.customer_name,
        currency=company["currency"],
        today=local_day(now=now, timezone=company["timezone"]),
        day_count=company["day_count"] or "act_365",
        least_payment=company["least_payment"] or 0,
        may_pay=tie.customer_id in payable,
        by_card=bool(company["provider"]),
        timezone=company["timezone"],
        payment_origins=tuple((company["payment_origins"] or "").split()),
        uses_credit=bool(company["uses_credit"]),
    )
