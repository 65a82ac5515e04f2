"""Show and set what late payment costs at a company, from the machine itself."""

from datetime import UTC, datetime

from rich.console import Console

from webapp.actions.tariffs import set_tariff
from webapp.commands.companies import company_of
from webapp.domain.money import Money, money_text
from webapp.domain.refusals import Refusal
from webapp.domain.tariffs import INTEREST, Tariff, parse_tariff
from webapp.models.companies import Company
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.queries.tariffs import TariffLine, company_tariffs
from webapp.settings import Settings

STANDS = {"now": "holds now", "coming": "to come", "past": "held before"}


def show(*, settings: Settings, console: Console, problems: Console, slug: str) -> int:
    """Print the rates of interest and the reminder fees, the latest first."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    try:
        with db.connection_context():
            company = company_of(slug=slug)
            found = company_tariffs(company_id=company.id, now=datetime.now(UTC))
    except Refusal as refusal:
        _say(problems, str(refusal))
        return 1
    _say(console, f"What late payment costs at {found.company_name} ({slug})")
    _list(console, "Interest a year", found.interest, found.currency)
    _list(console, "Reminder fees", found.fees, found.currency)
    _say(console, f"\nTo set one: meterpost company tariff {slug} interest 8.75 --from 2026-01-01")
    return 0


def put(
    *,
    settings: Settings,
    console: Console,
    problems: Console,
    slug: str,
    what: str,
    value: str,
    valid_from: str,
    step: str,
) -> int:
    """Let a rate or a fee hold from a day on, and say so."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    try:
        with db.connection_context():
            company_id = company_of(slug=slug).id
            currency = Company.get_by_id(company_id).currency
            tariff = parse_tariff(
                what=what, step=step, valid_from=valid_from, value=value, currency=currency
            )
            changed = set_tariff(
                company_id=company_id, tariff=tariff, actor_id=None, now=datetime.now(UTC)
            )
    except Refusal as refusal:
        _say(problems, f"Nothing was set. {refusal}")
        return 1
    told = _words(tariff, currency)
    _say(console, f"{told}." if changed else f"It is so already: {told}.")
    return 0


def _list(console: Console, heading: str, lines: tuple[TariffLine, ...], currency: str) -> None:
    _say(console, f"\n{heading}")
    for one in lines:
        _say(console, f"  {_words(one.tariff, currency)}   ({STANDS[one.stands]})")
    if not lines:
        _say(console, "  nothing is set yet")


def _words(tariff: Tariff, currency: str) -> str:
    since = f"from {tariff.valid_from.isoformat()} on"
    if tariff.what == INTEREST:
        return f"{since} {tariff.value // 100}.{tariff.value % 100:02d} % a year"
    cost = money_text(Money(tariff.value, currency))
    return f"{since} reminder {tariff.step} costs {cost} {currency}"


def _say(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, markup=False, highlight=False)
