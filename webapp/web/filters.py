"""How values, moments and names are written for people."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_datetime, gettext, ngettext

from webapp.domain.meters import ESTIMATES, KIND_WORDS
from webapp.domain.money import Money, decimals_of, money_text
from webapp.domain.quantities import SCALE, value_text
from webapp.domain.reading_kinds import was_read
from webapp.domain.submissions import KIND_NAMES, NEXT_WORDS, STATE_WORDS, next_words
from webapp.gateways.figures import decimal_words
from webapp.web.clock import now
from webapp.web.sentences import (
    expectation_sentence,
    finding_sentence,
    medium_name,
    notice_sentence,
    reason_sentence,
)
from webapp.web.written import amount_text, day_text, locale_name, number_text


def init_filters(app: Flask) -> None:
    """Make them known to the templates."""
    app.jinja_env.filters.update(
        quantity=quantity,
        money=money,
        unit_price=unit_price,
        plain_amount=lambda minor, currency: money_text(Money(minor, currency)),
        last_day=lambda until: until - timedelta(days=1),
        decimal_text=value_text,
        short_day=short_day,
        moment=moment,
        clock_time=clock_time,
        ago=ago,
        medium=medium_name,
        state=lambda state: gettext(STATE_WORDS[state]),
        next_step=lambda state: gettext(NEXT_WORDS[state]),
        next_of=lambda sent: gettext(
            next_words(kind=sent.kind, state=sent.state, proposed=sent.proposed)
        ),
        sent_kind=lambda kind: gettext(KIND_NAMES[kind]),
        kind=lambda kind: gettext(KIND_WORDS[kind]),
        was_read=was_read,
        finding=finding_sentence,
        notice=notice_sentence,
        how_expected=expectation_sentence,
    )
    app.jinja_env.tests.update(estimate=lambda kind: kind in ESTIMATES)
    app.jinja_env.globals.update(reason_sentence=reason_sentence)


def quantity(value: int, *, unit: str = "", decimals: int | None = None) -> str:
    """A reading or a consumption as the meter shows it: digits ungrouped, then its unit."""
    digits = decimals if decimals is not None and value % SCALE else None
    shown = number_text(value, digits=digits or None)
    return f"{shown}\u00a0{unit}" if unit else shown


SIGNS = {"HUF": "Ft", "CZK": "Kč", "EUR": "€", "RON": "lei", "RUB": "₽"}


def money(minor: int, currency: str) -> str:
    """An amount as people here write it: 38 837 Ft, 12,50 €; it never breaks across lines."""
    return f"{amount_text(minor, decimals_of(currency))}\u00a0{SIGNS.get(currency, currency)}"


def unit_price(price: str, currency: str) -> str:
    """The price of one unit, as exact as the bill has it, such as 1,180.5 Ft."""
    shown = decimal_words(price, language=locale_name())
    return f"{shown}\u00a0{SIGNS.get(currency, currency)}"


def short_day(value: date) -> str:
    """A date that fits a line: 31 Oct, with its year only when that is not this one."""
    return day_text(value, "d MMM" if value.year == now().year else "d MMM yyyy")


def moment(value: datetime, timezone: str = "UTC") -> str:
    """Date and time of day, at the company."""
    return format_datetime(_local(value, timezone), "d MMM HH:mm", rebase=False)


def clock_time(value: datetime, timezone: str = "UTC") -> str:
    """The time of day, at the company."""
    return format_datetime(_local(value, timezone), "HH:mm", rebase=False)


def ago(value: datetime) -> str:
    """How long ago, in the largest unit that says something."""
    minutes = max(0, int((now() - value) / timedelta(minutes=1)))
    if minutes < 60:
        return ngettext("%(num)s min", "%(num)s min", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s h", "%(num)s h", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))


def _local(value: datetime, timezone: str) -> datetime:
    return value.astimezone(ZoneInfo(timezone) if timezone else UTC)
