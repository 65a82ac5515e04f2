"""Entries of the ledger with what each of them settled or opened again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from webapp.domain.movements import moved_code
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry
from webapp.queries.billed import Billed, of_customers


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of an entry settles a debt; below nothing where it opens it again."""

    debt_id: int
    number: str
    kind: str
    description: str
    invoice_id: int | None
    amount: int


@dataclass(frozen=True, kw_only=True)
class Movement:
    """Money that came or went, in minor units; `reverses` names what it takes from."""

    id: int
    company_id: int
    customer_id: int
    kind: str
    amount: int
    currency: str
    value_on: date
    reference: str
    reverses: int | None
    online: bool
    parts: tuple[Part, ...]

    @property
    def code(self) -> str:
        """The key of its word."""
        return moved_code(kind=self.kind, online=self.online)

    @property
    def shown(self) -> int:
        """What people see: what came or went, or what was moved where the sum stays."""
        return self.amount or -sum(part.amount for part in self.parts)

    @property
    def over(self) -> int:
        """What of it settles no debt."""
        return self.amount - sum(part.amount for part in self.parts)


def movements(*, billed: Sequence[Billed], narrowed: Any) -> list[Movement]:
    """The entries of a query on the ledger that belong to these customers, in its order."""
    rows = dicts_of(
        narrowed.select(
            LedgerEntry.id, LedgerEntry.company_id, LedgerEntry.customer_id, LedgerEntry.kind,
            LedgerEntry.amount, LedgerEntry.currency, LedgerEntry.value_on, LedgerEntry.reference,
            LedgerEntry.reverses, LedgerEntry.payment_id,
        ).where(of_customers(LedgerEntry, billed))
    )  # fmt: skip
    parts = _parts({(row["company_id"], row["id"]) for row in rows})
    return [_movement(row, parts.get((row["company_id"], row["id"]), ())) for row in rows]


def _movement(row: dict[str, Any], parts: Sequence[Part]) -> Movement:
    online = row.pop("payment_id") is not None
    return Movement(**row, online=online, parts=tuple(parts))


def _parts(entries: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[Part]]:
    """What each entry did to which debt, in the order in which it was done."""
    if not entries:
        return {}
    rows = dicts_of(
        Allocation.select(
            Allocation.company_id, Allocation.entry_id, Allocation.debt_id, Debt.number, Debt.kind,
            Debt.description, Debt.invoice_id, fn.SUM(Allocation.amount).alias("amount"),
        )
        .join(
            Debt,
            on=(Debt.company_id == Allocation.company_id) & (Debt.id == Allocation.debt_id),
        )
        .where(
            Allocation.company_id.in_(sorted({company_id for company_id, _ in entries})),
            Allocation.entry_id.in_(sorted(entry_id for _, entry_id in entries)),
        )
        .group_by(
            Allocation.company_id, Allocation.entry_id, Allocation.debt_id, Debt.number, Debt.kind,
            Debt.description, Debt.invoice_id,
        )
        .order_by(fn.MIN(Allocation.id))
    )  # fmt: skip
    found: dict[tuple[int, int], list[Part]] = {}
    for row in rows:
        key = (row.pop("company_id"), row.pop("entry_id"))
        found.setdefault(key, []).append(Part(**{**row, "amount": int(row["amount"])}))
    return found
