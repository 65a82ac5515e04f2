"""What a payment is while a bank has it: its states, and what is said to and heard from a bank."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webapp.domain.money import Money


class State(StrEnum):
    """Where one attempt to pay stands; the words of the table `payment`."""

    CREATED = "created"
    REDIRECTED = "redirected"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    REVIEW = "review"
    """Money came that does not fit what was asked for; a clerk looks at it."""


class Capability(StrEnum):
    """What a provider can do beside taking money."""

    SIGNED_NOTIFICATIONS = "signed_notifications"
    REFUNDS = "refunds"
    PARTIAL_REFUNDS = "partial_refunds"
    EXPIRE = "expire"
    DELAYED_METHODS = "delayed_methods"


@dataclass(frozen=True, kw_only=True)
class PaymentIntent:
    """What a bank is asked to take; `id` is also the key under which asking again is the same."""

    id: str
    company_id: int
    amount: Money
    reference: str
    description: str
    locale: str
    return_url: str
    notify_url: str
    customer_email: str | None
    expires_in: timedelta


@dataclass(frozen=True, kw_only=True)
class Created:
    """The bank's own name of a payment, and the page where the customer pays."""

    provider_ref: str
    redirect_url: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProviderState:
    """What a bank says when it is asked: the only thing a payment's state may rest on.

    `captured` is what it took, `refunded` what it gave back so far. `disputed` is what disputes
    have taken in all, `won` what of that it gave again; both only grow. `reference` is our own
    reference as the bank knows it, empty where it does not say.
    """

    state: State
    captured: Money | None = None
    refunded: Money | None = None
    disputed: Money | None = None
    won: Money | None = None
    reference: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A hint that something happened; never the truth, whoever signed it."""

    event_id: str | None
    provider_ref: str
    hint: str = ""
    trusted: bool = False


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """What a bank wants to hear back."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class RefundState(StrEnum):
    """What became of money asked to go back."""

    SUBMITTED = "submitted"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class RefundResult:
    """What the bank said to a refund; `why` is for staff."""

    state: RefundState
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SettledLine:
    """One line of a bank's daily settlement: what it says it took or gave back (minor below 0).

    `again` marks what came again after it had gone: a dispute won, a refund returned.
    """

    provider_ref: str
    money: Money
    again: bool = False


class BadNotification(Exception):
    """A notification that is not believed; nothing follows from it."""


class BadSignature(BadNotification):
    """It does not carry this company's signature."""


class Stale(BadNotification):
    """It is signed for another time."""


class Malformed(BadNotification):
    """It cannot be read."""


class NothingHappened(Exception):
    """The bank was not reached, or said no: surely no payment was begun there."""


class MayHaveHappened(Exception):
    """No answer, or one that makes no sense: the bank may or may not have begun it."""


class NotSupported(Exception):
    """This provider cannot do that."""
