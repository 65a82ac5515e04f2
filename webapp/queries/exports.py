"""What the billing system is told of payments and decisions, from a place in the list on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from webapp.domain.money import Money, money_text
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of, tuples_of
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.decisions import Decision
from webapp.models.export_lines import ExportLine
from webapp.models.import_batches import ImportBatch
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission

A_BATCH = 1000
ON_ACCOUNT = "-"

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """Money that came or went; the columns of the file, those of the import among them."""

    sequence: int
    kind: str
    key: str
    customer: str
    amount: str
    currency: str
    paid_on: date
    reference: str
    debt: str
    of: str
    source: str


@dataclass(frozen=True, kw_only=True)
class DecidedLine:
    """What staff decided about something that came in, or about money.

    `kind` is what came in; `service_point` your own number of the place it is about, where it has
    one; `invoice_route` how the bills of that place are to go from now on, once that is granted
    and unless it was taken back.
    """

    sequence: int
    about: str
    decision: int
    decided_at: datetime
    verdict: str
    reason: str
    undoes: int | None
    customer: str
    subject: str
    receipt: str
    staff: int
    proposed_by: int | None
    kind: str
    service_point: str
    invoice_route: str


def payments_since(*, company_id: int, sequence: int) -> Iterator[PaidLine]:
    """All money that came, went or came again, listed after this place, in order."""
    return _in_batches(_payments, company_id, sequence)


def decisions_since(*, company_id: int, sequence: int) -> Iterator[DecidedLine]:
    """Every decision listed after this place, in order."""
    return _in_batches(_decisions, company_id, sequence)


def _in_batches(
    read: Callable[[int, int], Sequence[Any]], company_id: int, sequence: int
) -> Iterator[Any]:
    while lines := read(company_id, sequence):
        yield from lines
        sequence = lines[-1].sequence


def _payments(company_id: int, sequence: int) -> list[PaidLine]:
    root, of_root = LedgerEntry.alias(), ImportBatch.alias()
    rows = dicts_of(
        _after(company_id, sequence, "payments")
        .select(
            ExportLine.sequence, LedgerEntry.id, LedgerEntry.kind, LedgerEntry.amount,
            LedgerEntry.currency, LedgerEntry.value_on, LedgerEntry.booked_at,
            LedgerEntry.reference, LedgerEntry.payment_id, LedgerEntry.reverses,
            Customer.number.alias("customer"), ImportBatch.kind.alias("batch"),
            root.import_key.alias("root_key"), of_root.kind.alias("root_batch"),
        )
        .join(LedgerEntry, on=_same(ExportLine, LedgerEntry, ExportLine.entry_id))
        .join(Customer, on=_same(LedgerEntry, Customer, LedgerEntry.customer_id))
        .join_from(
            LedgerEntry, ImportBatch, JOIN.LEFT_OUTER,
            on=_same(LedgerEntry, ImportBatch, LedgerEntry.import_id),
        )
        .join_from(
            LedgerEntry, root, JOIN.LEFT_OUTER, on=_same(LedgerEntry, root, LedgerEntry.reverses)
        )
        .join(of_root, JOIN.LEFT_OUTER, on=_same(root, of_root, root.import_id))
    )  # fmt: skip
    settled = _settled(company_id, rows)
    return [_paid(row, settled.get(row["id"], [])) for row in rows]


def _settled(company_id: int, rows: Rows) -> dict[int, list[tuple[str, int]]]:
    """What each payment settled when it was booked; what it was put to later is another matter."""
    booked = {row["id"]: row["booked_at"] for row in rows}
    found: dict[int, list[tuple[str, int]]] = {}
    for entry_id, allocated_at, number, amount in tuples_of(
        Allocation.select(
            Allocation.entry_id, Allocation.allocated_at, Debt.number, Allocation.amount
        )
        .join(Debt, on=_same(Allocation, Debt, Allocation.debt_id))
        .where(
            Allocation.company_id == company_id,
            Allocation.entry_id.in_(list(booked)),
            Allocation.amount > 0,
        )
        .order_by(Allocation.id)
    ):
        if allocated_at == booked[entry_id]:
            found.setdefault(entry_id, []).append((number, amount))
    return found


def _paid(row: dict[str, Any], settled: list[tuple[str, int]]) -> PaidLine:
    def words(minor: int) -> str:
        return money_text(Money(minor, row["currency"]))

    parts = "|".join(f"{number}={words(amount)}" for number, amount in settled)
    came = row["reverses"] is None
    brings = row["amount"] > 0
    return PaidLine(
        sequence=row["sequence"],
        kind=row["kind"],
        key=str(row["id"]),
        customer=row["customer"],
        amount=words(row["amount"]),
        currency=row["currency"],
        paid_on=row["value_on"],
        reference=row["reference"],
        debt=(parts or ON_ACCOUNT) if brings else "",
        of="" if came else _key_of_root(row),
        source="card" if row["payment_id"] else row["batch"] or "decision",
    )


def _key_of_root(row: dict[str, Any]) -> str:
    """The billing system's own key where it delivered the payment, else the one it was told."""
    if row["root_batch"] == "payments" and row["root_key"]:
        return str(row["root_key"].partition("#")[0])
    return str(row["reverses"])


def _decisions(company_id: int, sequence: int) -> list[DecidedLine]:
    of_money, paying = MoneyDecision, Customer.alias()
    rows = dicts_of(
        _after(company_id, sequence, "decisions")
        .select(
            ExportLine.sequence,
            *_named(Decision, "of_", "id", "verdict", "decided_at", "reason_code", "undoes",
                    "staff_id", "proposed_by", "submission_id"),
            *_named(of_money, "money_", "id", "kind", "decided_at", "reason", "undoes",
                    "staff_id", "proposed_by", "subject"),
            *(Submission.receipt, Submission.kind.alias("came")),
            Customer.number.alias("customer"),
            ServicePoint.number.alias("service_point"),
            InvoiceRoute.route.alias("granted"),
            paying.number.alias("paying"),
        )
        .join(
            Decision, JOIN.LEFT_OUTER, on=_same(ExportLine, Decision, ExportLine.decision_id)
        )
        .join(
            Submission, JOIN.LEFT_OUTER, on=_same(Decision, Submission, Decision.submission_id)
        )
        .join(
            Customer, JOIN.LEFT_OUTER, on=_same(Submission, Customer, Submission.customer_id)
        )
        .join_from(
            Submission, ServicePoint, JOIN.LEFT_OUTER,
            on=_same(Submission, ServicePoint, Submission.service_point_id),
        )
        .join_from(
            Decision, InvoiceRoute, JOIN.LEFT_OUTER,
            on=(InvoiceRoute.company_id == Decision.company_id)
            & (InvoiceRoute.decision_id == Decision.id)
            & InvoiceRoute.voided_by.is_null(),
        )
        .join_from(
            ExportLine, of_money, JOIN.LEFT_OUTER,
            on=_same(ExportLine, of_money, ExportLine.money_decision_id),
        )
        .join(paying, JOIN.LEFT_OUTER, on=_same(of_money, paying, of_money.customer_id))
    )  # fmt: skip
    return [_decided(row) for row in rows]


def _decided(row: dict[str, Any]) -> DecidedLine:
    about_money = row["of_id"] is None
    of = "money_" if about_money else "of_"
    return DecidedLine(
        sequence=row["sequence"],
        about="money" if about_money else "submission",
        decision=row[f"{of}id"],
        decided_at=row[f"{of}decided_at"],
        verdict=row["money_kind"] if about_money else row["of_verdict"],
        reason=(row["money_reason"] if about_money else row["of_reason_code"]) or "",
        undoes=row[f"{of}undoes"],
        customer=row["paying"] if about_money else row["customer"],
        subject=row["money_subject"] if about_money else f"submission:{row['of_submission_id']}",
        receipt=row["receipt"] or "",
        staff=row[f"{of}staff_id"],
        proposed_by=row[f"{of}proposed_by"],
        kind=row["came"] or "",
        service_point=row["service_point"] or "",
        invoice_route=row["granted"] or "",
    )


def _after(company_id: int, sequence: int, what: str) -> Any:
    return (
        ExportLine.select()
        .where(
            ExportLine.company_id == company_id,
            ExportLine.what == what,
            ExportLine.sequence > sequence,
        )
        .order_by(ExportLine.sequence)
        .limit(A_BATCH)
    )


def _named(table: Any, before: str, *columns: str) -> list[Any]:
    return [getattr(table, column).alias(before + column) for column in columns]


def _same(child: Any, parent: Any, key: Any) -> Any:
    return (parent.company_id == child.company_id) & (parent.id == key)
