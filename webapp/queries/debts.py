"""What is owed, line by line, as the ledger has it; nothing about it is stored anywhere else."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import Value, fn

from webapp.domain.debts import FEE_KINDS, IN_PROGRESS, Standing, standing_of
from webapp.domain.interest import Interest, Rate, interest_on
from webapp.domain.people import Person
from webapp.domain.tariffs import Tariff, fee_on
from webapp.models.allocations import Allocation
from webapp.models.base import tuples_of
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.payment_items import PaymentItem
from webapp.models.prepared import prepared
from webapp.queries.billed import Billed, billed_customers, keys_of, on_account, rates_of
from webapp.queries.meters import Groups, in_groups
from webapp.queries.tariffs import fees_of

# Paid lines stay on the page for so long after they were due, and on the day they are paid.
STILL_SHOWN = timedelta(days=120)
MOST_LINES = 100


@dataclass(frozen=True, kw_only=True)
class DebtLine:
    """One line owed or lately paid; amounts in minor units of its currency."""

    id: int
    company_id: int
    customer_id: int
    number: str
    kind: str
    description: str
    legal_title: str
    reminder: str | None
    invoice_id: int | None
    amount: int
    outstanding: int
    currency: str
    arose_on: date
    due_on: date
    interest_until: date | None
    settled_on: date | None
    payment_id: int | None
    """The payment that settled the rest of it, where it was one."""
    standing: str
    details: str | None
    interest: Interest | None = None
    tariff: Tariff | None = None
    """What a reminder cost on the day of this fee, where the company has said so."""

    @property
    def paid(self) -> int:
        """What has been paid of it, or let go."""
        return self.amount - self.outstanding

    @property
    def can_be_chosen(self) -> bool:
        """Whether it may be paid now: something is owed, and no payment is on its way."""
        return self.outstanding > 0 and self.standing != IN_PROGRESS

    @property
    def charged_otherwise(self) -> bool:
        """Whether the company charged another sum than its rates or its tariff come to."""
        comes_to = self.interest.amount if self.interest else None
        if self.tariff:
            comes_to = self.tariff.value
        return comes_to is not None and comes_to != self.amount


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What one customer owes, in the two groups of the page."""

    billed: Billed
    bills: tuple[DebtLine, ...]
    fees: tuple[DebtLine, ...]
    on_account: int

    @property
    def total(self) -> int:
        """All that is owed."""
        return sum(line.outstanding for line in (*self.bills, *self.fees))

    @property
    def payable(self) -> list[DebtLine]:
        """The lines that can be paid now."""
        return [line for line in (*self.bills, *self.fees) if line.can_be_chosen]

    @property
    def choosable(self) -> int:
        """How many lines can be paid now."""
        return len(self.payable)


def debts_page(*, person: Person, now: datetime) -> list[Owed]:
    """What each customer owes whose bills this person may see, in five queries at most."""
    billed = billed_customers(person=person, now=now)
    lines = explained(billed=billed, lines=debt_lines(billed=billed))
    credit = on_account(billed=billed)
    return [_owed(one, lines, credit.get(one.customer_id, 0)) for one in billed]


def debt_lines(
    *, billed: Sequence[Billed], invoice_ids: Collection[int] | None = None
) -> list[DebtLine]:
    """Open lines and lately paid ones, the oldest first; or all lines of these invoices."""
    if not billed or (invoice_ids is not None and not invoice_ids):
        return []
    today = {one.company_id: one.today for one in billed}
    rows = _lines_of.dicts(
        customers=keys_of(billed),
        since=min(today.values()) - STILL_SHOWN,
        today=min(today.values()),
        invoices=None if invoice_ids is None else sorted(invoice_ids),
    )
    return [_line(row, today[row["company_id"]]) for row in rows]


@prepared
def _lines_of(
    *, customers: Groups, since: date, today: date, invoices: Sequence[int] | None
) -> Any:
    settled, last = settled_sum(), _last_that_settled()
    query = _select(settled, last).where(
        in_groups(company=Debt.company_id, column=Debt.customer_id, groups=customers)
    )
    if invoices is not None:
        query = query.where(Debt.invoice_id.in_(invoices))
    else:
        query = query.where(
            (Debt.amount > settled)
            | (Debt.due_on >= since)
            | (last.select(LedgerEntry.value_on) >= today)
        ).limit(MOST_LINES)
    return query.order_by(Debt.due_on, Debt.id)


def outstanding_of(*, company_id: int, debt_ids: Collection[int]) -> dict[int, int]:
    """What is still owed of these debts, by id; ids that are not there are left out."""
    rows = tuples_of(
        Debt.select(Debt.id, Debt.amount - settled_sum()).where(
            Debt.company_id == company_id, Debt.id.in_(list(debt_ids))
        )
    )
    return {debt_id: int(left) for debt_id, left in rows}


def settled_sum() -> Any:
    """The sum of what settles a debt, for the debt of the query around it."""
    return fn.COALESCE(
        Allocation.select(fn.SUM(Allocation.amount)).where(
            Allocation.company_id == Debt.company_id, Allocation.debt_id == Debt.id
        ),
        0,
    )


def _last_that_settled() -> Any:
    """What settled something of the debt of the query around it last."""
    return (
        LedgerEntry.select(LedgerEntry.kind)
        .join(
            Allocation,
            on=(
                (Allocation.company_id == LedgerEntry.company_id)
                & (Allocation.entry_id == LedgerEntry.id)
            ),
        )
        .where(
            Allocation.company_id == Debt.company_id,
            Allocation.debt_id == Debt.id,
            Allocation.amount > 0,
        )
        .order_by(Allocation.allocated_at.desc(), Allocation.id.desc())
        .limit(1)
    )


def _select(settled: Any, last: Any) -> Any:
    moving = PaymentItem.select(fn.COUNT(PaymentItem.debt_id)).where(
        PaymentItem.company_id == Debt.company_id,
        PaymentItem.debt_id == Debt.id,
        PaymentItem.active,
    )
    dispute = (
        MoneyDecision.select(MoneyDecision.kind)
        .where(
            MoneyDecision.company_id == Debt.company_id,
            MoneyDecision.subject == Value("debt:").concat(Debt.id.cast("TEXT")),
            MoneyDecision.kind.in_(["dispute", "dispute_over"]),
        )
        .order_by(MoneyDecision.decided_at.desc(), MoneyDecision.id.desc())
        .limit(1)
    )
    return Debt.select(
        Debt.id, Debt.company_id, Debt.customer_id, Debt.number, Debt.kind, Debt.description,
        Debt.legal_title, Debt.reminder, Debt.invoice_id, Debt.amount, Debt.currency,
        Debt.arose_on, Debt.due_on, Debt.interest_until, Debt.details,
        settled.alias("settled"),
        last.alias("last_kind"),
        last.select(LedgerEntry.value_on).alias("settled_on"),
        last.select(LedgerEntry.id).alias("last_id"),
        moving.alias("moving"),
        dispute.alias("dispute"),
    )  # fmt: skip


def _line(row: dict[str, Any], today: date) -> DebtLine:
    outstanding = int(row["amount"] - row.pop("settled"))
    last, last_id = row.pop("last_kind"), row.pop("last_id")
    of = Standing(
        amount=row["amount"],
        outstanding=outstanding,
        due_on=row["due_on"],
        voided=last == "void",
        in_progress=bool(row.pop("moving")),
        disputed=row.pop("dispute") == "dispute",
    )
    settled_on = _day(row.pop("settled_on"))
    return DebtLine(
        **row,
        outstanding=outstanding,
        settled_on=settled_on,
        payment_id=last_id if last == "payment" and not outstanding else None,
        standing=standing_of(of=of, today=today),
    )


def _day(value: date | str | None) -> date | None:
    # SQLite gives a day that was worked out back as its text.
    return date.fromisoformat(value) if isinstance(value, str) else value


def explained(*, billed: Sequence[Billed], lines: Sequence[DebtLine]) -> list[DebtLine]:
    """These lines with how their interest and their fees came about, where that is known."""
    return _with_fees(_with_interest(billed, lines))


def _with_interest(billed: Sequence[Billed], lines: Sequence[DebtLine]) -> list[DebtLine]:
    known = {line.id: json.loads(line.details or "") for line in lines if _tells_how(line)}
    if not known:
        return list(lines)
    rates = rates_of(company_ids={one.company_id for one in billed})
    counts = {one.company_id: one.day_count for one in billed}
    return [
        replace(
            line,
            interest=_interest(
                known[line.id], line, rates[line.company_id], counts[line.company_id]
            ),
        )
        if line.id in known
        else line
        for line in lines
    ]


def _with_fees(lines: Sequence[DebtLine]) -> list[DebtLine]:
    companies = {line.company_id for line in lines if line.kind in FEE_KINDS}
    if not companies:
        return list(lines)
    fees = fees_of(company_ids=companies)
    return [
        replace(line, tariff=fee_on(fees[line.company_id], step=_step(line), day=line.arose_on))
        if line.kind in FEE_KINDS
        else line
        for line in lines
    ]


def _step(line: DebtLine) -> int | None:
    step = json.loads(line.details or "{}").get("step")
    return int(step) if step else None


def _tells_how(line: DebtLine) -> bool:
    return line.kind == "interest" and bool(line.details) and '"base"' in (line.details or "")


def _interest(
    details: dict[str, Any], line: DebtLine, rates: Sequence[Rate], day_count: str
) -> Interest | None:
    if line.interest_until is None or not rates:
        return None
    return interest_on(
        base=int(details["base"]),
        since=date.fromisoformat(details["since"]),
        until=line.interest_until,
        rates=rates,
        day_count=details.get("day_count", day_count),
    )


def _owed(billed: Billed, lines: Sequence[DebtLine], credit: int) -> Owed:
    mine = [
        line
        for line in lines
        if (line.company_id, line.customer_id) == (billed.company_id, billed.customer_id)
    ]
    ordered = sorted(mine, key=lambda line: (line.outstanding == 0, line.due_on, line.id))
    return Owed(
        billed=billed,
        bills=tuple(line for line in ordered if line.kind not in FEE_KINDS),
        fees=tuple(line for line in ordered if line.kind in FEE_KINDS),
        on_account=credit,
    )
