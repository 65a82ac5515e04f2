"""Which bank speaks for which company, and with which keys."""

from pathlib import Path

from webapp.gateways.payments import PaymentProvider
from webapp.gateways.payments.choice import provider_from
from webapp.gateways.payments.client import Client
from webapp.gateways.payments.credentials import credentials_of
from webapp.models.companies import Company
from webapp.models.money_settings import MoneySetting


class Banks:
    """The banks of an installation; keys are read anew each time, so a new one counts at once."""

    def __init__(self, file: Path, *, client: Client | None = None) -> None:
        self._file, self._client = file, client

    def of(self, *, company_id: int, provider: str, currency: str) -> PaymentProvider:
        """This bank, for this company and currency; raises Refusal where it is not set up."""
        slug = Company.select(Company.slug).where(Company.id == company_id).scalar()
        given = credentials_of(self._file, company=slug, provider=provider, currency=currency)
        return provider_from(code=provider, given=given, currency=currency, client=self._client)

    def now_of(self, *, company_id: int, currency: str) -> PaymentProvider | None:
        """The bank that takes new payments, or None where the company takes none by card."""
        setting = MoneySetting.get_or_none(MoneySetting.company_id == company_id)
        if setting is None or not setting.provider:
            return None
        return self.of(company_id=company_id, provider=setting.provider, currency=currency)
