"""What is under way with a customer: what they sent, what clerks have to do, what waits for two."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, Value

from webapp.models.accounts import Account
from webapp.models.money_proposals import MoneyProposal
from webapp.models.money_tasks import MoneyTask
from webapp.models.submissions import Submission
from webapp.queries.desk_customer_money import moment_of

MOST = 8


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Something the customer sent."""

    id: str
    kind: str
    state: str
    at: datetime
    receipt: str


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """Something about their money that a clerk has to look at."""

    id: int
    kind: str
    at: datetime
    facts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class OpenProposal:
    """Money that a colleague wants given back or let go."""

    id: int
    kind: str
    at: datetime
    amount: int
    currency: str
    staff_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Lately:
    """All three, the newest submissions first and the oldest work first."""

    sent: tuple[Sent, ...]
    tasks: tuple[OpenTask, ...]
    proposals: tuple[OpenProposal, ...]


def lately_of(*, company_id: int, customer_id: int) -> Lately:
    """What is under way with this customer, in one query."""
    rows = [
        (what, *rest[:3], moment_of(rest[3]), *rest[4:])
        for what, *rest in _rows(company_id, customer_id)
    ]
    return Lately(
        sent=tuple(
            Sent(id=row[1], kind=row[2], state=row[3], at=row[4], receipt=row[7])
            for row in sorted(rows, key=lambda row: row[4], reverse=True)
            if row[0] == "sent"
        ),
        tasks=tuple(
            OpenTask(id=int(row[1]), kind=row[2], at=row[4], facts=json.loads(row[7]))
            for row in sorted(rows, key=lambda row: row[4])
            if row[0] == "task"
        ),
        proposals=tuple(
            OpenProposal(
                id=int(row[1]),
                kind=row[2],
                staff_id=int(row[3]),
                at=row[4],
                amount=row[5],
                currency=row[6],
                name=row[7],
            )
            for row in sorted(rows, key=lambda row: row[4])
            if row[0] == "proposal"
        ),
    )


def _rows(company_id: int, customer_id: int) -> list[Any]:
    nothing = (SQL("0"), SQL("''"))
    sent = (
        Submission.select(
            Value("sent").alias("what"),
            Submission.id.alias("id"),
            Submission.kind.alias("kind"),
            Submission.state.alias("state"),
            Submission.received_at.alias("at"),
            *(nothing[0].alias("amount"), nothing[1].alias("currency")),
            Submission.receipt.alias("words"),
        )
        .where(Submission.company_id == company_id, Submission.customer_id == customer_id)
        .order_by(Submission.received_at.desc())
        .limit(MOST)
    )
    tasks = (
        MoneyTask.select(
            Value("task"),
            MoneyTask.id.cast("TEXT"),
            MoneyTask.kind,
            SQL("''"),
            MoneyTask.opened_at,
            *nothing,
            MoneyTask.facts,
        )
        .where(
            MoneyTask.company_id == company_id,
            MoneyTask.customer_id == customer_id,
            MoneyTask.done_at.is_null(),
        )
        .order_by(MoneyTask.opened_at)
        .limit(MOST)
    )
    proposals = (
        MoneyProposal.select(
            Value("proposal"),
            MoneyProposal.id.cast("TEXT"),
            MoneyProposal.kind,
            MoneyProposal.staff_id.cast("TEXT"),
            MoneyProposal.proposed_at,
            MoneyProposal.amount,
            MoneyProposal.currency,
            Account.name,
        )
        .join(Account, on=(Account.id == MoneyProposal.staff_id))
        .where(
            MoneyProposal.company_id == company_id,
            MoneyProposal.customer_id == customer_id,
            MoneyProposal.ended_at.is_null(),
        )
        .order_by(MoneyProposal.proposed_at)
        .limit(MOST)
    )
    each = [part.alias(name) for part, name in ((sent, "a"), (tasks, "b"), (proposals, "c"))]
    # Each with an order and a limit of its own, which a union takes only from a query within.
    whole = [Submission.select(SQL("*")).from_(part) for part in each]
    return list((whole[0] | whole[1] | whole[2]).tuples())
