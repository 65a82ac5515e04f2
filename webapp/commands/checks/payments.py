"""Checks of paying: whether each company's bank is set up, and forms may lead to its pages."""

from collections.abc import Iterator
from functools import partial

from webapp.actions.banks import Banks
from webapp.commands.checks import Advice, Check, care, note
from webapp.domain.refusals import Refusal
from webapp.models.base import tuples_of
from webapp.models.companies import Company
from webapp.models.money_settings import MoneySetting
from webapp.settings import Settings


def checks(*, settings: Settings) -> Iterator[tuple[str, Check]]:
    """One for each company that takes cards."""
    banks = Banks(settings.payments_file)
    taking = tuples_of(
        MoneySetting.select(
            MoneySetting.company_id,
            Company.slug,
            Company.currency,
            MoneySetting.provider,
            MoneySetting.payment_origins,
        )
        .join(Company, on=(Company.id == MoneySetting.company_id))
        .where(MoneySetting.provider != "")
    )
    for company_id, slug, currency, provider, origins in taking:
        bank = partial(_bank, banks, slug, company_id, currency, provider, origins)
        yield f"bank of {slug}", bank


def _bank(
    banks: Banks, slug: str, company_id: int, currency: str, provider: str, origins: str
) -> Advice | None:
    try:
        banks.now_of(company_id=company_id, currency=currency)
    except Refusal as refusal:
        # Nobody's money waits at the pretend bank; the command `demo` opens it.
        say = note if provider == "sandbox" else care
        return say(f"nobody can pay by card: {refusal}")
    if not origins.split():
        return care(
            "browsers let no form go there; please run:"
            f" meterpost company set {slug} payment_origins=https://…"
        )
    return None
