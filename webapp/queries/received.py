"""Money that came for something, and what was taken back of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from peewee import fn

from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of
from webapp.models.ledger_entries import LedgerEntry


@dataclass(frozen=True, kw_only=True)
class Received:
    """What an entry settled of the debts asked about, or opened again where negative."""

    entry_id: int
    kind: str
    value_on: date
    reference: str
    amount: int
    online: bool


def received_for(*, company_id: int, debt_ids: Collection[int]) -> tuple[Received, ...]:
    """The entries that settled these debts or opened them again, the oldest first."""
    rows = dicts_of(
        LedgerEntry.select(
            LedgerEntry.id.alias("entry_id"),
            LedgerEntry.kind,
            LedgerEntry.value_on,
            LedgerEntry.reference,
            LedgerEntry.payment_id,
            fn.SUM(Allocation.amount).alias("amount"),
        )
        .join(
            Allocation,
            on=(
                (Allocation.company_id == LedgerEntry.company_id)
                & (Allocation.entry_id == LedgerEntry.id)
            ),
        )
        .where(Allocation.company_id == company_id, Allocation.debt_id.in_(list(debt_ids)))
        .group_by(
            LedgerEntry.id,
            LedgerEntry.kind,
            LedgerEntry.value_on,
            LedgerEntry.reference,
            LedgerEntry.payment_id,
        )
        .order_by(LedgerEntry.value_on, LedgerEntry.id)
    )
    return tuple(_received(row) for row in rows)


def _received(row: dict[str, object]) -> Received:
    online = row.pop("payment_id") is not None
    return Received(**{**row, "amount": int(str(row["amount"]))}, online=online)  # type: ignore[arg-type]
