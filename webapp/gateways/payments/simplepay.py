"""OTP SimplePay v2 as a payment provider: what is known of it for sure, and nothing else."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from webapp.domain.money import Money, money_text
from webapp.domain.payments import (
    Acknowledgement,
    BadSignature,
    Capability,
    Created,
    Malformed,
    MayHaveHappened,
    NothingHappened,
    Notification,
    NotSupported,
    PaymentIntent,
    ProviderState,
    RefundResult,
    SettledLine,
    State,
)
from webapp.gateways.payments.client import Answer, Client
from webapp.gateways.payments.json_object import object_in
from webapp.gateways.payments.signatures import header_of

HEADER = "Signature"
LIVE = "https://secure.simplepay.hu/payment/v2"
# A merchant account and its key are for one currency. HUF_SZEP is a card for meals and holidays,
# which may not pay bills of heating or water.
CURRENCIES = ("HUF", "EUR")
LANGUAGES = {"hu": "HU", "en": "EN", "de": "DE", "ro": "RO", "cs": "CS", "ru": "RU"}

STATES = {
    "FINISHED": State.SUCCEEDED,
    "AUTHORIZED": State.PENDING,
    "NOTAUTHORIZED": State.FAILED,
    "REVERSED": State.CANCELLED,
    "CANCELLED": State.CANCELLED,
    "TIMEOUT": State.EXPIRED,
}


@dataclass(frozen=True, kw_only=True)
class SimplePay:
    """SimplePay's hosted page, for one merchant account, which has one currency."""

    merchant: str
    keys: tuple[str, ...]
    currency: str
    client: Client
    url: str = LIVE
    code: str = "simplepay"
    capabilities: frozenset[Capability] = frozenset({Capability.SIGNED_NOTIFICATIONS})

    def create(self, intent: PaymentIntent, *, now: datetime) -> Created:
        """Begin a payment under the intent's id.

        Whether asking twice is the same payment there is not known. A page whose address never
        reached us can be paid by nobody, so that asking again is safe.
        """
        raw = signable(self._start(intent, now))
        headers = {"Content-Type": "application/json", HEADER: signature(raw, self.keys[0])}
        answer = self.client.post(f"{self.url}/start", body=raw, headers=headers)
        return self._created(answer, intent)

    def fetch(self, provider_ref: str) -> ProviderState:
        """UNKNOWN: how SimplePay is asked is not known for sure; its notifications state it."""
        return ProviderState(state=State.UNKNOWN, why="SimplePay is not asked; it notifies")

    def parse_notification(
        self, raw: bytes, *, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
    ) -> Notification:
        """Read an IPN over its raw bytes; raises BadSignature or Malformed.

        It names no moment, so that a repeated one cannot be told from the first by its look.
        """
        self._believe(raw, header_of(headers, HEADER))
        said = _object(raw)
        if said.get("merchant") != self.merchant:
            raise Malformed("it is for another merchant account")
        ref, status = said.get("transactionId"), said.get("status")
        if not isinstance(ref, int | str) or not isinstance(status, str) or not str(ref):
            raise Malformed("it names no transaction or no status")
        return Notification(event_id=None, provider_ref=str(ref), hint=status, trusted=True)

    def stated(self, notification: Notification) -> ProviderState | None:
        """What the signed IPN says; it names no sum, which was fixed when the payment began."""
        if not notification.trusted:
            return None
        state = STATES.get(notification.hint, State.UNKNOWN)
        return ProviderState(state=state, why=notification.hint)

    def acknowledge(
        self, notification: Notification, raw: bytes, *, now: datetime
    ) -> Acknowledgement:
        """The same body with the moment it was received, signed by us."""
        said = _object(raw)
        body = signable({**said, "receiveDate": _moment(now)})
        headers = (("Content-Type", "application/json"), (HEADER, signature(body, self.keys[0])))
        return Acknowledgement(status=200, body=body, headers=headers)

    def refund(self, provider_ref: str, money: Money, *, key: str) -> RefundResult:
        """Not supported: give it back on SimplePay's own pages, or by transfer."""
        raise NotSupported("SimplePay's refunds are not known for sure")

    def refund_state(self, provider_ref: str, *, key: str) -> RefundResult:
        """Not supported, as refunds are."""
        raise NotSupported("SimplePay's refunds are not known for sure")

    def expire(self, provider_ref: str) -> bool:
        """Never sure: the page closes by itself when its time is over."""
        return False

    def settled_on(self, day: date) -> Sequence[SettledLine]:
        """Not supported: SimplePay's settlement comes by mail."""
        raise NotSupported("SimplePay's settlement is not read")

    def read_return(self, query: Mapping[str, str]) -> Notification:
        """What SimplePay added to the return address; a hint for words, it settles nothing.

        Raises BadSignature or Malformed.
        """
        raw = _decoded(query.get("r", ""))
        self._believe(raw, query.get("s", ""))
        said = _object(raw)
        if said.get("m") != self.merchant:
            raise Malformed("it is for another merchant account")
        return Notification(
            event_id=None, provider_ref=str(said.get("t", "")), hint=f"return:{said.get('e', '')}"
        )

    def _start(self, intent: PaymentIntent, now: datetime) -> dict[str, Any]:
        if intent.amount.currency != self.currency:
            raise NothingHappened("this merchant account is for another currency")
        short = intent.locale.replace("_", "-").split("-")[0].lower()
        return {
            "salt": secrets.token_hex(16),
            "merchant": self.merchant,
            "orderRef": intent.id,
            "currency": self.currency,
            "customerEmail": intent.customer_email or "",
            "language": LANGUAGES.get(short, "EN"),
            "sdkVersion": "Meterpost",
            "methods": ["CARD"],
            "total": money_text(intent.amount),
            "timeout": _moment(now + intent.expires_in),
            "url": intent.return_url,
        }

    def _created(self, answer: Answer, intent: PaymentIntent) -> Created:
        try:
            self._believe(answer.body, answer.headers.get(HEADER.lower(), ""))
        except BadSignature as foreign:
            raise MayHaveHappened("SimplePay's answer is not signed by it") from foreign
        said = answer.json()
        if said.get("errorCodes"):
            raise NothingHappened(f"SimplePay said no: {said['errorCodes']}")
        self._compare(said, intent)
        return _page(said)

    def _compare(self, said: Mapping[str, Any], intent: PaymentIntent) -> None:
        """The sum is told here and never again, so it is compared here."""
        if said.get("orderRef") != intent.id or said.get("merchant") != self.merchant:
            raise MayHaveHappened("SimplePay answered about another payment")
        told = (_number(said.get("total")), said.get("currency"))
        if told != (_number(money_text(intent.amount)), self.currency):
            raise MayHaveHappened("SimplePay began it with another amount")

    def _believe(self, raw: bytes, given: str) -> None:
        # In an address a + of base64 arrives as a space.
        told = given.strip().replace(" ", "+").encode("utf-8", "replace")
        fits = [hmac.compare_digest(signature(raw, key).encode(), told) for key in self.keys]
        if not any(fits):
            raise BadSignature("no key of ours made this signature")


def signable(said: Mapping[str, Any]) -> bytes:
    """JSON as SimplePay signs it: no spaces, slashes escaped, letters as they are."""
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    return text.replace("/", "\\/").encode()


def signature(raw: bytes, key: str) -> str:
    """The HMAC-SHA384 of the bytes in base64."""
    return base64.b64encode(hmac.new(key.encode(), raw, hashlib.sha384).digest()).decode()


def _object(raw: bytes) -> dict[str, Any]:
    try:
        return object_in(raw)
    except ValueError as unreadable:
        raise Malformed("it is no JSON object") from unreadable


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip().replace(" ", "+"), validate=True)
    except ValueError as unreadable:
        raise Malformed("it is no base64") from unreadable


def _page(said: Mapping[str, Any]) -> Created:
    try:
        ref, page = said["transactionId"], str(said["paymentUrl"])
        until = datetime.fromisoformat(str(said["timeout"]))
    except (KeyError, ValueError) as unreadable:
        raise MayHaveHappened("SimplePay's answer cannot be read") from unreadable
    if until.tzinfo is None or urlsplit(page).scheme not in ("http", "https"):
        raise MayHaveHappened("SimplePay's answer cannot be read")
    return Created(provider_ref=str(ref), redirect_url=page, expires_at=until.astimezone(UTC))


def _number(told: Any) -> str:
    """An amount that may come as number or text, 25, 25.0 or "25.00", in one spelling."""
    text = str(told)
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
