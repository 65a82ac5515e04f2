"""Stripe Checkout as a payment provider, through Stripe's own library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from webapp.domain.money import Money
from webapp.domain.payments import (
    Acknowledgement,
    BadSignature,
    Capability,
    Created,
    Malformed,
    MayHaveHappened,
    NothingHappened,
    Notification,
    PaymentIntent,
    ProviderState,
    RefundResult,
    RefundState,
    SettledLine,
    Stale,
    State,
)
from webapp.gateways.payments.json_object import object_in
from webapp.gateways.payments.signatures import WINDOW_S, header_of
from webapp.gateways.payments.stripe_sdk import StripeSaidNo, library, plain_errors
from webapp.gateways.payments.stripe_settlement import lines_of, page_of
from webapp.gateways.payments.stripe_state import charge_of, state_of
from webapp.gateways.payments.stripe_units import Between, to_stripe

HEADER = "Stripe-Signature"
# Stripe makes them out to the payment; the page it was made on has to be looked up.
ABOUT_A_PAYMENT = ("charge.refund", "charge.dispute", "refund.")
LANGUAGES = ("cs", "de", "en", "hu", "ro", "ru")
REFUNDS = {
    "succeeded": RefundState.SUCCEEDED,
    "pending": RefundState.SUBMITTED,
    "requires_action": RefundState.SUBMITTED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Stripe:
    """Stripe's hosted page, for one account of it; `ask` is Stripe's client."""

    ask: Any
    webhook_secrets: tuple[str, ...]
    code: str = "stripe"
    capabilities: frozenset[Capability] = frozenset(
        {
            Capability.SIGNED_NOTIFICATIONS,
            Capability.REFUNDS,
            Capability.PARTIAL_REFUNDS,
            Capability.EXPIRE,
            Capability.DELAYED_METHODS,
        }
    )

    def create(self, intent: PaymentIntent, *, now: datetime) -> Created:
        """Begin a payment; Stripe keeps the intent's id as key for at least a day."""
        options = {"idempotency_key": intent.id}
        with plain_errors():
            made = self.ask.v1.checkout.sessions.create(_session(intent), options=options)
        return _created(made.to_dict())

    def fetch(self, provider_ref: str) -> ProviderState:
        """What Stripe says now; UNKNOWN where it does not know it or cannot be reached."""
        try:
            session = self._looked_up(provider_ref)
            return state_of(session, disputes=self._disputes(session), refunds=self._back(session))
        except (NothingHappened, MayHaveHappened) as unknown:
            return ProviderState(state=State.UNKNOWN, why=str(unknown))

    def parse_notification(
        self, raw: bytes, *, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
    ) -> Notification:
        """Read an event; raises BadSignature, Stale or Malformed.

        What Stripe tells of refunds and disputes names no page, so that Stripe is asked for it;
        raises MayHaveHappened where it does not answer, and Stripe sends the event again.
        """
        _check(raw, header_of(headers, HEADER), secrets=self.webhook_secrets, now=now)
        event_id, kind, about = _event(raw)
        ref = str(about["id"])
        if kind.startswith(ABOUT_A_PAYMENT):
            with plain_errors():
                ref = page_of(self.ask, str(about.get("payment_intent") or "")) or ref
        return Notification(event_id=event_id, provider_ref=ref, hint=kind, trusted=True)

    def stated(self, notification: Notification) -> ProviderState | None:
        """Nothing: Stripe can be asked."""
        return None

    def acknowledge(
        self, notification: Notification, raw: bytes, *, now: datetime
    ) -> Acknowledgement:
        """A plain yes."""
        return Acknowledgement()

    def refund(self, provider_ref: str, money: Money, *, key: str) -> RefundResult:
        """Give back so much; the same key again says what became of it."""
        try:
            paid_by = _paid_by(self._looked_up(provider_ref))
            made = self._refund_of(paid_by, key) or self._made_refund(paid_by, money, key)
        except StripeSaidNo as no:
            return RefundResult(state=RefundState.FAILED, why=str(no))
        except (NothingHappened, MayHaveHappened) as unclear:
            # Not reached is no answer either: the same key may be asked again, and will be.
            return RefundResult(state=RefundState.UNKNOWN, why=str(unclear))
        return _result(made)

    def refund_state(self, provider_ref: str, *, key: str) -> RefundResult:
        """What became of the refund of this key; UNKNOWN where there is none."""
        try:
            made = self._refund_of(_paid_by(self._looked_up(provider_ref)), key)
        except (NothingHappened, MayHaveHappened) as unclear:
            return RefundResult(state=RefundState.UNKNOWN, why=str(unclear))
        return _result(made) if made else RefundResult(state=RefundState.UNKNOWN)

    def expire(self, provider_ref: str) -> bool:
        """Close the page; whether it is surely closed without money."""
        try:
            with plain_errors():
                self.ask.v1.checkout.sessions.expire(provider_ref)
        except (NothingHappened, MayHaveHappened):
            # It may have been closed, or paid, before: what it is now counts.
            pass
        return self.fetch(provider_ref).state == State.EXPIRED

    def settled_on(self, day: date) -> Sequence[SettledLine]:
        """What moved through the account on that day (UTC) for pages of it."""
        return lines_of(self.ask, day)

    def _looked_up(self, ref: str) -> Row:
        expand = {"expand": ["payment_intent.latest_charge"]}
        with plain_errors():
            session: Row = self.ask.v1.checkout.sessions.retrieve(ref, expand).to_dict()
        return session

    def _disputes(self, session: Row) -> Sequence[Row]:
        disputed = charge_of(session).get("disputed")
        return self._listed(self.ask.v1.disputes, _paid_by(session)) if disputed else []

    def _back(self, session: Row) -> Sequence[Row]:
        back = charge_of(session).get("amount_refunded")
        return self._listed(self.ask.v1.refunds, _paid_by(session)) if back else []

    def _refund_of(self, paid_by: str, key: str) -> Row | None:
        # Stripe forgets its keys after a day; what it gave back it never forgets.
        found = self._listed(self.ask.v1.refunds, paid_by)
        return next((r for r in found if (r.get("metadata") or {}).get("key") == key), None)

    def _made_refund(self, paid_by: str, money: Money, key: str) -> Row:
        asked = {"payment_intent": paid_by, "amount": _units(money), "metadata": {"key": key}}
        with plain_errors():
            made: Row = self.ask.v1.refunds.create(
                asked, options={"idempotency_key": key}
            ).to_dict()
        return made

    def _listed(self, of: Any, paid_by: str) -> list[Row]:
        with plain_errors():
            return [
                row.to_dict() for row in of.list({"payment_intent": paid_by, "limit": 100}).data
            ]


def _created(made: Row) -> Created:
    try:
        return Created(
            provider_ref=made["id"],
            redirect_url=made["url"],
            expires_at=datetime.fromtimestamp(made["expires_at"], UTC),
        )
    except (KeyError, TypeError) as unreadable:
        raise MayHaveHappened("Stripe's answer names no page") from unreadable


def _session(intent: PaymentIntent) -> dict[str, Any]:
    # No moment in it: asked again with the same key it has to be the same to the letter.
    ours = {"intent": intent.id, "company": str(intent.company_id)}
    short = intent.locale.replace("_", "-").split("-")[0].lower()
    product = {"name": intent.description[:250] or intent.reference}
    item = {
        "quantity": 1,
        "price_data": {
            "currency": intent.amount.currency.lower(),
            "unit_amount": _units(intent.amount),
            "product_data": product,
        },
    }
    asked: dict[str, Any] = {
        "mode": "payment",
        "line_items": [item],
        "client_reference_id": intent.reference[:200],
        "success_url": intent.return_url,
        "cancel_url": intent.return_url,
        "locale": short if short in LANGUAGES else "auto",
        "metadata": ours,
        "payment_intent_data": {"metadata": ours, "description": intent.reference},
    }
    return asked | ({"customer_email": intent.customer_email} if intent.customer_email else {})


def _units(money: Money) -> int:
    try:
        return to_stripe(money)
    except Between as odd:
        raise StripeSaidNo("Stripe cannot take this amount") from odd


def _check(raw: bytes, header: str, *, secrets: Sequence[str], now: datetime) -> None:
    if not any(_fits(raw, header, secret) for secret in secrets):
        raise BadSignature("no secret of ours made this signature")
    moment = next(part.strip()[2:] for part in header.split(",") if part.strip()[:2] == "t=")
    # Stripe's library lets moments of the future pass, so ours looks both ways.
    if abs(now.timestamp() - int(moment)) > WINDOW_S:
        raise Stale("signed for another time")


def _fits(raw: bytes, header: str, secret: str) -> bool:
    stripe = library()
    try:
        stripe.WebhookSignature.verify_header(raw, header, secret, tolerance=None)
    except (stripe.SignatureVerificationError, ValueError, OverflowError):
        return False
    return True


def _event(raw: bytes) -> tuple[str, str, Mapping[str, Any]]:
    try:
        event = object_in(raw)
        event_id, kind, about = event["id"], event["type"], event["data"]["object"]
        about["id"]
    except (ValueError, KeyError, TypeError) as unreadable:
        raise Malformed("no event of Stripe") from unreadable
    if not (isinstance(event_id, str) and isinstance(kind, str) and isinstance(about, dict)):
        raise Malformed("no event of Stripe")
    return event_id, kind, about


def _result(made: Row) -> RefundResult:
    state = REFUNDS.get(str(made.get("status")), RefundState.UNKNOWN)
    return RefundResult(state=state, why=made.get("failure_reason") or "")


def _paid_by(session: Row) -> str:
    paid_by = session.get("payment_intent")
    if not paid_by:
        raise StripeSaidNo("nothing was paid")
    return str(paid_by["id"])
