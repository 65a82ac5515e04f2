"""A money setting in words, as the page and the command show it."""

from collections.abc import Callable

from webapp.domain.money import Money, money_text
from webapp.domain.money_settings import (
    BY_AGE,
    DAY_COUNTS,
    NO,
    NOTHING,
    ORDER_WORDS,
    PROVIDERS,
    QR_KINDS,
    RULES,
    YES,
    Value,
)
from webapp.domain.payment_codes.iban import spaced_iban
from webapp.domain.words import N_

Say = Callable[[str], str]
NO_LEAST = N_("none, any amount")
CHOICES = {"provider": PROVIDERS, "day_count": DAY_COUNTS, "qr_kind": QR_KINDS}


def money_setting_words(*, name: str, value: Value, currency: str, say: Say) -> str:
    """What the value means, in the language that `say` speaks."""
    kind = RULES[name].kind
    if name in CHOICES:
        return say(CHOICES[name].get(str(value), str(value)))
    if kind == "order":
        return _order(str(value), say)
    if kind == "switch":
        return say(YES if value else NO)
    if kind == "amount":
        return f"{money_text(Money(int(value), currency))} {currency}" if value else say(NO_LEAST)
    if not value:
        return say(NOTHING)
    return spaced_iban(str(value)) if kind == "iban" else str(value)


def _order(order: str, say: Say) -> str:
    groups = [group for group in order.split(",") if group]
    named = [say(ORDER_WORDS[group]) if group in ORDER_WORDS else group for group in groups]
    return ", ".join(named) or say(BY_AGE)
