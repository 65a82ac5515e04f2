"""Banks behind one contract; each adapter owns its signatures, its units and its replies."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from webapp.domain.money import Money
from webapp.domain.payments import (
    Acknowledgement,
    Capability,
    Created,
    Notification,
    PaymentIntent,
    ProviderState,
    RefundResult,
    SettledLine,
)


class PaymentProvider(Protocol):
    """A bank's hosted page, for one company and one currency."""

    @property
    def code(self) -> str:
        """The word for it in settings, addresses and tables."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do beside taking money."""

    def create(self, intent: PaymentIntent, *, now: datetime) -> Created:
        """Begin a payment; raises NothingHappened or MayHaveHappened.

        Asked twice with the same intent it is the same payment.
        """

    def fetch(self, provider_ref: str) -> ProviderState:
        """What the bank says now; State.UNKNOWN where it does not know or cannot be reached."""

    def parse_notification(
        self, raw: bytes, *, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
    ) -> Notification:
        """Read a notification over its raw bytes; raises BadSignature, Stale or Malformed."""

    def stated(self, notification: Notification) -> ProviderState | None:
        """What a trusted notification itself states, of a bank that cannot be asked; None else."""

    def acknowledge(
        self, notification: Notification, raw: bytes, *, now: datetime
    ) -> Acknowledgement:
        """What the bank wants to hear when its notification was kept."""

    def refund(self, provider_ref: str, money: Money, *, key: str) -> RefundResult:
        """Give back so much; the same key again is the same refund. Raises NotSupported."""

    def refund_state(self, provider_ref: str, *, key: str) -> RefundResult:
        """What became of the refund of this key, without asking for one. Raises NotSupported.

        It may fail long after it has succeeded; UNKNOWN where there is none, or no answer.
        """

    def expire(self, provider_ref: str) -> bool:
        """Close the payment page, best effort; whether it is surely closed without money."""

    def settled_on(self, day: date) -> Sequence[SettledLine]:
        """What the bank says it took and gave back that day; raises NotSupported."""
