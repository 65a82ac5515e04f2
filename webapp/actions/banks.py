"""Which bank speaks for which company, and with which keys."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from webapp.domain.money import Money
from webapp.domain.payments import (
    Created,
    Notification,
    PaymentIntent,
    ProviderState,
    RefundResult,
    SettledLine,
)
from webapp.gateways.payments import PaymentProvider
from webapp.gateways.payments.choice import provider_from
from webapp.gateways.payments.client import Client
from webapp.gateways.payments.credentials import credentials_of
from webapp.models.companies import Company
from webapp.models.connection import without_connection
from webapp.models.money_settings import MoneySetting


class Banks:
    """The banks of an installation; keys are read anew each time, so a new one counts at once."""

    def __init__(self, file: Path, *, client: Client | None = None) -> None:
        self._file, self._client = file, client

    def of(self, *, company_id: int, provider: str, currency: str) -> PaymentProvider:
        """This bank, for this company and currency; raises Refusal where it is not set up."""
        slug = Company.select(Company.slug).where(Company.id == company_id).scalar()
        given = credentials_of(self._file, company=slug, provider=provider, currency=currency)
        return Apart(
            provider_from(code=provider, given=given, currency=currency, client=self._client)
        )

    def now_of(self, *, company_id: int, currency: str) -> PaymentProvider | None:
        """The bank that takes new payments, or None where the company takes none by card."""
        setting = MoneySetting.get_or_none(MoneySetting.company_id == company_id)
        if setting is None or not setting.provider:
            return None
        return self.of(company_id=company_id, provider=setting.provider, currency=currency)


class Apart:
    """A bank that is asked while no connection to the database waits for its answer.

    Connections are few; a bank that hangs must not keep the rest of the portal from them.
    """

    def __init__(self, bank: PaymentProvider) -> None:
        self._bank = bank
        self.code, self.capabilities = bank.code, bank.capabilities
        # What asks nobody is the bank's own.
        self.stated, self.acknowledge = bank.stated, bank.acknowledge

    def create(self, intent: PaymentIntent, *, now: datetime) -> Created:
        """Begin a payment there."""
        with without_connection():
            return self._bank.create(intent, now=now)

    def fetch(self, provider_ref: str) -> ProviderState:
        """What it says now."""
        with without_connection():
            return self._bank.fetch(provider_ref)

    def parse_notification(
        self, raw: bytes, *, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
    ) -> Notification:
        """Read a notification; some banks have to be asked what it is about."""
        with without_connection():
            return self._bank.parse_notification(raw, headers=headers, query=query, now=now)

    def refund(self, provider_ref: str, money: Money, *, key: str) -> RefundResult:
        """Give so much back."""
        with without_connection():
            return self._bank.refund(provider_ref, money, key=key)

    def refund_state(self, provider_ref: str, *, key: str) -> RefundResult:
        """What became of a refund."""
        with without_connection():
            return self._bank.refund_state(provider_ref, key=key)

    def expire(self, provider_ref: str) -> bool:
        """Close its page."""
        with without_connection():
            return self._bank.expire(provider_ref)

    def settled_on(self, day: date) -> Sequence[SettledLine]:
        """Its list of a day."""
        with without_connection():
            return self._bank.settled_on(day)
