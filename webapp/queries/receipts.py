"""A payment as a proof on paper."""

from datetime import datetime

from webapp.domain.money import Money
from webapp.domain.receipt_paper import ReceiptPaper, SettledPart
from webapp.domain.receipts import receipt_number
from webapp.models.ledger_entries import LedgerEntry
from webapp.queries.company_faces import letterhead
from webapp.queries.money_history import WholeMovement


def proof_of(*, found: WholeMovement, now: datetime) -> tuple[ReceiptPaper, datetime]:
    """What arrived, what it settles now, what went back since; and the company's moment."""
    head = letterhead(billed=found.billed, now=now)
    entry = found.entry
    paper = ReceiptPaper(
        language=head.language,
        number=receipt_number(entry.id),
        company=head.company,
        payer=head.customer,
        paid_at=_moment(found, head.made_at) if entry.online else entry.value_on,
        amount=Money(entry.amount, entry.currency),
        how=entry.code,
        reference=entry.reference,
        settled=tuple(
            SettledPart(description=part.description, amount=Money(part.amount, entry.currency))
            for part in found.settles
        ),
        returned=Money(found.returned, entry.currency),
    )
    return paper, head.made_at


def _moment(found: WholeMovement, made_at: datetime) -> datetime:
    """When it was booked, on the company's clock; of other payments only the day is known."""
    booked: datetime = LedgerEntry.get(
        LedgerEntry.company_id == found.entry.company_id, LedgerEntry.id == found.entry.id
    ).booked_at
    return booked.astimezone(made_at.tzinfo)
