"""Where an attempt to pay stands in the ledger: what booked it, and why more is booked of it."""

from datetime import datetime

from webapp.actions.ledger import Cause, Source
from webapp.domain.days import local_day
from webapp.models.companies import Company
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.payments import Payment


def cause_of(payment: Payment, now: datetime) -> Cause:
    """Why something is booked that this payment brought, on the company's day."""
    timezone = Company.get_by_id(payment.company_id).timezone
    return Cause(
        source=Source(payment_id=payment.id),
        value_on=local_day(now=now, timezone=timezone),
        reference=payment.reference,
        now=now,
    )


def entry_of(payment: Payment) -> LedgerEntry | None:
    """The entry that booked it, once it has come."""
    entry: LedgerEntry | None = LedgerEntry.get_or_none(
        LedgerEntry.company_id == payment.company_id,
        LedgerEntry.payment_id == payment.id,
        LedgerEntry.kind == "payment",
    )
    return entry
