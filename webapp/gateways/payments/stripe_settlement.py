"""What moved through a Stripe account on a day, page by page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from webapp.domain.payments import MayHaveHappened, SettledLine
from webapp.gateways.payments.stripe_sdk import plain_errors
from webapp.gateways.payments.stripe_units import Between, from_stripe

Row = dict[str, Any]

# What a movement is about, and where its amount stands in the currency the customer paid in; the
# movement itself is in the account's own currency.
AMOUNTS = {"charge": "amount_captured", "refund": "amount", "dispute": "amount"}


def lines_of(ask: Any, day: date) -> list[SettledLine]:
    """Every movement of that day (UTC) that belongs to a checkout page of this account."""
    pages: dict[str, str | None] = {}
    lines = []
    with plain_errors():
        for row in _movements(ask, day):
            about = row["source"]
            paid_by = str(about.get("payment_intent") or "")
            if paid_by not in pages:
                pages[paid_by] = page_of(ask, paid_by)
            page = pages[paid_by]
            if page is not None:
                lines.append(_line(page, row["amount"], about))
    return lines


def page_of(ask: Any, paid_by: str) -> str | None:
    """The checkout page on which this was paid; None where it was none."""
    if not paid_by:
        return None
    found = ask.v1.checkout.sessions.list({"payment_intent": paid_by, "limit": 1}).data
    return str(found[0].id) if found else None


def _movements(ask: Any, day: date) -> Iterator[Row]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    asked = {
        "created": {
            "gte": int(start.timestamp()),
            "lt": int((start + timedelta(days=1)).timestamp()),
        },
        "expand": ["data.source"],
        "limit": 100,
    }
    for found in ask.v1.balance_transactions.list(asked).auto_paging_iter():
        row: Row = found.to_dict()
        about = row.get("source")
        # Fees, payouts and what else moves in an account have sources that are none of ours.
        if isinstance(about, dict) and about.get("object") in AMOUNTS:
            yield row


def _line(page: str, moved: int, about: Row) -> SettledLine:
    units = int(about[AMOUNTS[about["object"]]])
    try:
        money = from_stripe(units, str(about["currency"]))
    except Between as odd:
        raise MayHaveHappened("Stripe settled an amount that is none of ours") from odd
    again = moved > 0 and about["object"] != "charge"
    return SettledLine(provider_ref=page, money=money if moved > 0 else -money, again=again)
