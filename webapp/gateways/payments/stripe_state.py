"""What Stripe's objects say of a payment, in our words."""

from collections.abc import Sequence
from typing import Any

from webapp.domain.money import Money
from webapp.domain.payments import MayHaveHappened, ProviderState, State
from webapp.gateways.payments.stripe_units import Between, from_stripe

Row = dict[str, Any]

# An inquiry (warning_…) takes no money.
TAKING = ("needs_response", "under_review", "lost", "won")
NOT_GONE = ("failed", "canceled")
FAILED_LATER = ("requires_payment_method", "canceled")


def charge_of(session: Row) -> Row:
    """What was charged for a checkout page; empty where nothing was."""
    paid_by = session.get("payment_intent") or {}
    charge: Row = paid_by.get("latest_charge") or {}
    return charge


def state_of(
    session: Row, *, disputes: Sequence[Row] = (), refunds: Sequence[Row] = ()
) -> ProviderState:
    """The state of a checkout page with its payment; raises MayHaveHappened if unreadable."""
    try:
        state = _state(session)
        paid_by = session.get("payment_intent") or {}
        taken, won = _disputed(session, disputes)
        return ProviderState(
            state=state,
            captured=_captured(session, paid_by) if state == State.SUCCEEDED else None,
            refunded=_refunded(session, refunds),
            disputed=taken,
            won=won,
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


def _refunded(session: Row, refunds: Sequence[Row]) -> Money:
    # The charge's own sum may hold refunds that came back.
    gone = sum(one["amount"] for one in refunds if one["status"] not in NOT_GONE)
    return from_stripe(gone, session["currency"])


def _disputed(session: Row, disputes: Sequence[Row]) -> tuple[Money, Money]:
    """What disputes have taken in all, and what of that was given again."""
    moved = [_moved(dispute) for dispute in disputes]
    return (
        from_stripe(sum(taken for taken, _ in moved), session["currency"]),
        from_stripe(sum(won for _, won in moved), session["currency"]),
    )


def _moved(dispute: Row) -> tuple[int, int]:
    amount, moves = dispute["amount"], dispute.get("balance_transactions")
    if moves is None:
        status = dispute["status"]
        return amount if status in TAKING else 0, amount if status == "won" else 0
    went = [-move["amount"] for move in moves if move["amount"] < 0]
    came = [move["amount"] for move in moves if move["amount"] > 0]
    if all(move["currency"] == dispute["currency"] for move in moves):
        return sum(went), sum(came)
    # An account in another currency: what moved there is no sum that the customer paid.
    return amount * len(went), amount * len(came)
