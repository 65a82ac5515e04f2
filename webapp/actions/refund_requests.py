"""Money that two people want to go back through a bank: written down, for the bank to be asked."""

from datetime import datetime

from peewee import fn

from webapp.actions.events import record_event
from webapp.domain.money import Money
from webapp.models.base import new_id
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.refunds import Refund

UNDER_WAY = ("asked", "submitted")


def request_refund(
    *,
    company_id: int,
    payment_id: str,
    decision_id: int,
    money: Money,
    actor_id: int,
    now: datetime,
) -> int:
    """Write down in the decision's transaction what the bank will be asked; returns its id.

    Nothing is asked here: whoever asks the bank looks for what has been asked for.
    """
    refund_id = new_id()
    Refund.insert(
        company_id=company_id,
        id=refund_id,
        payment_id=payment_id,
        decision_id=decision_id,
        amount=money.minor,
        currency=money.currency,
        request_key=f"refund-{decision_id}",
        state="asked",
        asked_at=now,
        changed_at=now,
    ).execute()
    record_event(
        company_id=company_id,
        actor_id=actor_id,
        kind="refund.asked",
        subject=f"refund:{refund_id}",
        now=now,
        payment=payment_id,
        decision=decision_id,
        amount=money.minor,
        currency=money.currency,
    )
    return refund_id


def under_way(*, company_id: int, entry_id: int) -> int:
    """What of this entry the bank has been or will be asked to give back, not booked yet."""
    asked = (
        Refund.select(fn.COALESCE(fn.SUM(Refund.amount), 0))
        .join(
            LedgerEntry,
            on=(LedgerEntry.company_id == Refund.company_id)
            & (LedgerEntry.payment_id == Refund.payment_id),
        )
        .where(
            LedgerEntry.company_id == company_id,
            LedgerEntry.id == entry_id,
            Refund.state.in_(UNDER_WAY),
        )
    )
    return int(asked.scalar())
