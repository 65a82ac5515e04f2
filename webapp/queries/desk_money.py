"""The list of work about money: what a clerk has to look at, the oldest first."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.money_tasks import MoneyTask
from webapp.models.payments import Payment
from webapp.queries.desk_proposals import MoneyProposed, waiting_proposals

PAGE = 50
Place = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task: what it is about, whose money, and the codes and amounts that came with it."""

    id: int
    company_id: int
    kind: str
    timezone: str
    customer_id: int | None
    customer_number: str | None
    customer_name: str | None
    reference: str | None
    facts: dict[str, Any]
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class MoneyWork:
    """What waits for a second person, and a page of tasks; `after` is where the next one begins."""

    proposals: tuple[MoneyProposed, ...]
    tasks: tuple[TaskRow, ...]
    after: Place | None


def money_work(*, person: Person, after: Place | None = None) -> MoneyWork:
    """Everything on the page, in two queries; proposals stand on its first page only."""
    companies = [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]
    rows = dicts_of(_open(companies, after).limit(PAGE + 1))
    shown = [TaskRow(**{**row, "facts": json.loads(row["facts"])}) for row in rows[:PAGE]]
    return MoneyWork(
        proposals=() if after else waiting_proposals(person=person),
        tasks=tuple(shown),
        after=(shown[-1].opened_at, shown[-1].id) if len(rows) > PAGE else None,
    )


def task_company(*, person: Person, task_id: int) -> int | None:
    """The company of this task, if this person handles its money."""
    companies = [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]
    found: int | None = (
        MoneyTask.select(MoneyTask.company_id)
        .where(MoneyTask.company_id.in_(companies), MoneyTask.id == task_id)
        .scalar()
    )
    return found


def _open(companies: list[int], after: Place | None) -> Any:
    query = (
        MoneyTask.select(
            *(MoneyTask.id, MoneyTask.company_id, MoneyTask.kind, Company.timezone),
            MoneyTask.customer_id,
            Customer.number.alias("customer_number"),
            Customer.name.alias("customer_name"),
            *(Payment.reference, MoneyTask.facts, MoneyTask.opened_at),
        )
        .join(Company, on=(Company.id == MoneyTask.company_id))
        .join_from(
            MoneyTask,
            Customer,
            JOIN.LEFT_OUTER,
            on=(Customer.company_id == MoneyTask.company_id)
            & (Customer.id == MoneyTask.customer_id),
        )
        .join_from(
            MoneyTask,
            Payment,
            JOIN.LEFT_OUTER,
            on=(Payment.company_id == MoneyTask.company_id) & (Payment.id == MoneyTask.payment_id),
        )
        .where(MoneyTask.company_id.in_(companies), MoneyTask.done_at.is_null())
    )
    if after:
        opened_at, task_id = after
        query = query.where(
            (MoneyTask.opened_at > opened_at)
            | ((MoneyTask.opened_at == opened_at) & (MoneyTask.id > task_id))
        )
    return query.order_by(MoneyTask.opened_at, MoneyTask.id)
