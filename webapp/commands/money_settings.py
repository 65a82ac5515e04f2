"""Show and set how a company takes money, from the machine itself."""

from collections.abc import Sequence
from datetime import UTC, datetime
from shlex import quote
from zoneinfo import ZoneInfo

from rich.console import Console

from webapp.actions.money_settings import Settled, set_money_settings
from webapp.commands.companies import company_of
from webapp.domain.money_setting_texts import SettingsRefused, money_setting_text
from webapp.domain.money_setting_words import money_setting_words
from webapp.domain.money_settings import GROUP_WORDS, RULES
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.queries.money_settings import CompanyMoney, HeldSetting, company_money
from webapp.settings import Settings


def show(*, settings: Settings, console: Console, problems: Console, slug: str) -> int:
    """Print every setting in words, what it means, and how it is written."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    try:
        with db.connection_context():
            money = company_money(company_id=company_of(slug=slug).id)
    except Refusal as refusal:
        problems.print(str(refusal), markup=False)
        return 1
    _say(console, f"How {money.company_name} ({slug}) takes money")
    if not money.begun:
        _say(
            console, "Nothing is set yet: the company takes no money here. These are the defaults."
        )
    for group, words in GROUP_WORDS.items():
        _say(console, f"\n{words}")
        for name, rule in RULES.items():
            if rule.group == group:
                _tell(console, money, money.settings[name])
    _say(console, f"\nTo set some: meterpost company set {slug} NAME=VALUE …")
    return 0


def put(
    *, settings: Settings, console: Console, problems: Console, slug: str, given: Sequence[str]
) -> int:
    """Set all of what is given, or nothing, and say what is another now."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    try:
        with db.connection_context():
            company = company_of(slug=slug)
            done = set_money_settings(
                company_id=company.id, given=_named(given), actor_id=None, now=datetime.now(UTC)
            )
    except SettingsRefused as refused:
        _say(problems, "Nothing was set.")
        for fault in refused.faults:
            _say(problems, f"{fault.field}: {fault}")
        return 1
    except Refusal as refusal:
        _say(problems, f"Nothing was set. {refusal}")
        return 1
    _report(console, done)
    return 0


def _tell(console: Console, money: CompanyMoney, held: HeldSetting) -> None:
    rule = RULES[held.name]
    words = money_setting_words(
        name=held.name, value=held.value, currency=money.currency, say=str
    )  # fmt: skip
    text = money_setting_text(name=held.name, value=held.value, currency=money.currency)
    _say(console, f"  {rule.words}: {words}")
    _say(console, f"    {quote(f'{held.name}={text}')}{_since(money, held)}")
    _say(console, f"    {rule.explained}")


def _since(money: CompanyMoney, held: HeldSetting) -> str:
    if held.since is None:
        return ""
    at = held.since.astimezone(ZoneInfo(money.timezone))
    return f"   (since {at:%Y-%m-%d %H:%M}, {held.by or 'by this command'})"


def _named(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        name, equals, text = one.partition("=")
        if not equals or not name or name in found:
            message = N_("“%(given)s” is no setting; please write each once as NAME=VALUE.")
            raise Refusal("setting", message, given=one)
        found[name] = text
    return found


def _report(console: Console, done: Settled) -> None:
    for one in done.changed:
        _say(console, f"{one.name}: {one.text or 'nothing'} (was: {one.was or 'nothing'})")
    for one in done.proposed:
        _say(
            console,
            f"{one.name}: {one.text or 'nothing'} is proposed; {one.was or 'nothing'} holds",
        )
    if done.proposed:
        _say(console, "A supervisor or an administrator has to agree: /desk/money-settings")
    if not done.changed and not done.proposed:
        _say(console, "All of it is so already; nothing was changed.")


def _say(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, markup=False, highlight=False)
