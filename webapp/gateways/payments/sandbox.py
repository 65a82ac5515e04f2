"""The pretend bank as a payment provider, over real HTTP."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from webapp.domain.money import Money
from webapp.domain.payments import (
    Acknowledgement,
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
    State,
)
from webapp.gateways.payments.client import Client, SaidNo
from webapp.gateways.payments.json_object import object_in
from webapp.gateways.payments.signatures import check, header_of, signed

HEADER = "Bank-Signature"

STATES = {
    "open": State.REDIRECTED,
    "asking": State.REDIRECTED,
    "paid": State.SUCCEEDED,
    "declined": State.FAILED,
    "cancelled": State.CANCELLED,
    "expired": State.EXPIRED,
}
REFUNDS = {
    "succeeded": RefundState.SUCCEEDED,
    "pending": RefundState.SUBMITTED,
    "failed": RefundState.FAILED,
}


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """The pretend bank, for one merchant of it."""

    url: str
    merchant: str
    secrets: tuple[str, ...]
    client: Client
    page: str | None = None
    """The bank's address as browsers reach it, where that is another one than ours."""
    code: str = "sandbox"
    capabilities: frozenset[Capability] = frozenset(
        {
            Capability.SIGNED_NOTIFICATIONS,
            Capability.REFUNDS,
            Capability.PARTIAL_REFUNDS,
            Capability.EXPIRE,
        }
    )

    def create(self, intent: PaymentIntent, *, now: datetime) -> Created:
        """Begin a payment; the intent's id is the key under which asking again is the same."""
        asked = {
            "key": intent.id,
            "amount": intent.amount.minor,
            "currency": intent.amount.currency,
            "reference": intent.reference,
            "description": intent.description,
            "locale": intent.locale,
            "return_url": intent.return_url,
            "notify_url": intent.notify_url,
            "expires_in": intent.expires_in.total_seconds(),
        }
        return _created(self._ask("create", asked, now=now), page=self.page)

    def fetch(self, provider_ref: str) -> ProviderState:
        """What the bank says now; UNKNOWN where it does not know it or cannot be reached."""
        try:
            said = self._ask("status", {"payment": provider_ref})
            return _state(said)
        except (NothingHappened, MayHaveHappened) as unknown:
            return ProviderState(state=State.UNKNOWN, why=str(unknown))

    def parse_notification(
        self, raw: bytes, *, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
    ) -> Notification:
        """Read a notification; raises BadSignature, Stale or Malformed."""
        check(header_of(headers, HEADER), raw, secrets=self.secrets, now=now)
        try:
            said = object_in(raw)
            names = (said["event"], said["payment"], said["what"])
        except (ValueError, KeyError, TypeError) as unreadable:
            raise Malformed("no notification of the pretend bank") from unreadable
        if not all(isinstance(name, str) and name for name in names):
            raise Malformed("a notification of the pretend bank names three words")
        event, payment, what = names
        return Notification(event_id=event, provider_ref=payment, hint=what, trusted=True)

    def stated(self, notification: Notification) -> ProviderState | None:
        """Nothing: this bank can be asked."""
        return None

    def acknowledge(
        self, notification: Notification, raw: bytes, *, now: datetime
    ) -> Acknowledgement:
        """A plain yes."""
        return Acknowledgement()

    def refund(self, provider_ref: str, money: Money, *, key: str) -> RefundResult:
        """Give back so much; the same key again says what became of it."""
        asked = {
            "payment": provider_ref,
            "amount": money.minor,
            "currency": money.currency,
            "key": key,
        }
        try:
            said = self._ask("refund", asked)
            return RefundResult(state=REFUNDS[said["state"]], why=str(said["why"]))
        except SaidNo as no:
            return _refused(no)
        except (NothingHappened, MayHaveHappened, KeyError, TypeError) as unclear:
            # Not reached is no answer either: the same key may be asked again, and will be.
            return RefundResult(state=RefundState.UNKNOWN, why=str(unclear))

    def refund_state(self, provider_ref: str, *, key: str) -> RefundResult:
        """What became of the refund of this key; UNKNOWN where there is none."""
        try:
            said = self._ask("refund_state", {"payment": provider_ref, "key": key})
            return RefundResult(state=REFUNDS[said["state"]], why=str(said["why"]))
        except (NothingHappened, MayHaveHappened, KeyError, TypeError) as unclear:
            return RefundResult(state=RefundState.UNKNOWN, why=str(unclear))

    def expire(self, provider_ref: str) -> bool:
        """Close the page; whether it is surely closed without money."""
        try:
            said = self._ask("expire", {"payment": provider_ref})
        except (NothingHappened, MayHaveHappened):
            return False
        return said.get("state") in ("expired", "cancelled", "declined")

    def settled_on(self, day: date) -> Sequence[SettledLine]:
        """What the bank took and gave back on that day (UTC)."""
        said = self._ask("settlement", {"day": day.isoformat()})
        try:
            return [
                SettledLine(
                    provider_ref=str(line["ref"]),
                    money=Money(int(line["amount"]), str(line["currency"])),
                    again=bool(line["again"]),
                )
                for line in said["lines"]
            ]
        except (KeyError, TypeError, ValueError) as unreadable:
            raise MayHaveHappened("the settlement cannot be read") from unreadable

    def _ask(
        self, do: str, asked: Mapping[str, Any], *, now: datetime | None = None
    ) -> dict[str, Any]:
        raw = json.dumps({"ask": do, "merchant": self.merchant, **asked}).encode()
        moment = now.timestamp() if now else self.client.clock()
        signature = signed(raw, secret=self.secrets[0], moment=int(moment))
        headers = {"Content-Type": "application/json", HEADER: signature}
        return self.client.post(f"{self.url}/api/{do}", body=raw, headers=headers).json()


def _created(said: Mapping[str, Any], *, page: str | None) -> Created:
    try:
        there = urlsplit(str(said["page"]))
        created = Created(
            provider_ref=str(said["payment"]),
            redirect_url=f"{page}{there.path}" if page else there.geturl(),
            expires_at=datetime.fromtimestamp(float(said["expires_at"]), UTC),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as unreadable:
        raise MayHaveHappened("the bank's answer cannot be read") from unreadable
    if there.scheme not in ("http", "https"):
        raise MayHaveHappened("the bank's page is no web address")
    return created


def _state(said: Mapping[str, Any]) -> ProviderState:
    try:
        state, currency = STATES[said["state"]], str(said["currency"])
        taken = said["taken"]
        return ProviderState(
            state=state,
            captured=None if taken is None else Money(int(taken), currency),
            refunded=Money(int(said["refunded"]), currency),
            disputed=Money(int(said["disputed"]), currency),
            won=Money(int(said["won"]), currency),
            reference=str(said["reference"]),
        )
    except (KeyError, TypeError, ValueError) as unreadable:
        raise MayHaveHappened("the bank's answer cannot be read") from unreadable


def _refused(no: SaidNo) -> RefundResult:
    # Too busy, or our own settings: that says nothing about the refund.
    if no.answer.status in (401, 403, 429):
        return RefundResult(state=RefundState.UNKNOWN, why=str(no))
    try:
        why = str(no.answer.json().get("code", no))
    except MayHaveHappened:
        why = str(no)
    return RefundResult(state=RefundState.FAILED, why=why)
