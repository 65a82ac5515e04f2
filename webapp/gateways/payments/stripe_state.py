"""What Stripe's objects say of a payment, in our words."""

from collections.abc import Sequence
from typing import Any

from webapp.domain.money import Money
from webapp.domain.payments import MayHaveHappened, ProviderState, State
from webapp.gateways.payments.stripe_units import Between, from_stripe

Row = dict[str, Any]

# An inquiry (warning_…) holds no money yet, and a dispute that was won gives it back.
HOLDING = ("needs_response", "under_review", "lost")
FAILED_LATER = ("requires_payment_method", "canceled")


def state_of(session: Row, disputes: Sequence[Row]) -> ProviderState:
    """The state of a checkout page with its payment; raises MayHaveHappened if unreadable."""
    try:
        state = _state(session)
        paid_by = session.get("payment_intent") or {}
        return ProviderState(
            state=state,
            captured=_captured(session, paid_by) if state == State.SUCCEEDED else None,
            refunded=_refunded(session, paid_by),
            disputed=_disputed(session, disputes),
            reference=session.get("client_reference_id") or "",
        )
    except Between as odd:
        # Half a forint: it cannot be ours, so somebody has to look at it.
        return ProviderState(state=State.REVIEW, why=str(odd))
    except (KeyError, AttributeError, TypeError) as unreadable:
        raise MayHaveHappened("Stripe's answer cannot be read") from unreadable


def _state(session: Row) -> State:
    status, paid = session["status"], session["payment_status"]
    if paid == "paid":
        return State.SUCCEEDED
    if status in ("open", "expired"):
        return State.REDIRECTED if status == "open" else State.EXPIRED
    if (status, paid) != ("complete", "unpaid"):
        return State.REVIEW
    return _delayed(session.get("payment_intent") or {})


def _delayed(paid_by: Row) -> State:
    """The page is done and the money is not there: it is on its way, or it failed meanwhile."""
    return State.FAILED if paid_by.get("status") in FAILED_LATER else State.PENDING


def _captured(session: Row, paid_by: Row) -> Money:
    units = paid_by.get("amount_received") or session["amount_total"]
    return from_stripe(units, paid_by.get("currency") or session["currency"])


def _refunded(session: Row, paid_by: Row) -> Money:
    charge = paid_by.get("latest_charge") or {}
    return from_stripe(charge.get("amount_refunded") or 0, session["currency"])


def _disputed(session: Row, disputes: Sequence[Row]) -> Money:
    held = sum(dispute["amount"] for dispute in disputes if dispute["status"] in HOLDING)
    return from_stripe(held, session["currency"])
