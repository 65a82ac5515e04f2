"""A money setting as a person writes it, checked by its rule, and as it is shown again."""

import re
from collections.abc import Callable, Mapping

from webapp.domain.ledger import GROUPS
from webapp.domain.money import Money, money_text, parse_money
from webapp.domain.money_settings import RULES, MoneySettingRule, Value
from webapp.domain.number_patterns import checked_pattern
from webapp.domain.payment_codes.iban import checked_iban
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

Parser = Callable[[str, str, MoneySettingRule, str], Value]

LONGEST_ORIGINS, MOST_ORIGINS = 500, 8
LONGEST_TEXT = 600

# Russian accounts and banks have numbers of their own shape.
ROUBLES = "RUB"
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PORT = r"(?::([1-9][0-9]{0,4}))?"
_HTTPS = re.compile(rf"https://(?:{_LABEL}\.)*{_LABEL}{_PORT}")
_LOOPBACK = re.compile(rf"http://(?:127\.0\.0\.1|localhost){_PORT}")
_YES, _NO = frozenset({"yes", "true", "on", "1"}), frozenset({"no", "false", "off", "0"})


class SettingsRefused(Refusal):
    """Nothing was set: each of `faults` names its setting and says what is expected."""

    def __init__(self, faults: tuple[Refusal, ...]) -> None:
        first = faults[0]
        super().__init__("setting", first.message, field=first.field, **first.numbers)
        self.faults = faults


def parse_money_settings(*, given: Mapping[str, str], currency: str) -> dict[str, Value]:
    """What was written, by setting, each as it is kept; raises SettingsRefused with every fault."""
    found, faults = dict[str, Value](), list[Refusal]()
    for name, text in given.items():
        try:
            found[name] = parse_money_setting(name=name, text=text, currency=currency)
        except Refusal as refusal:
            faults.append(refusal)
    if faults:
        raise SettingsRefused(tuple(faults))
    return found


def parse_money_setting(*, name: str, text: str, currency: str) -> Value:
    """The value that a person wrote, as it is kept; raises Refusal for one that cannot be."""
    rule = RULES.get(name)
    if rule is None:
        raise _no(name, N_("There is no such setting; please choose of: %(names)s."),
                  names=", ".join(RULES))  # fmt: skip
    if len(text) > LONGEST_TEXT:
        raise _no(name, N_("This is too long: %(most)s letters at most."), most=LONGEST_TEXT)
    return PARSERS[rule.kind](name, text.strip(), rule, currency)


def money_setting_text(*, name: str, value: Value, currency: str) -> str:
    """The value as it is written into a form or a command."""
    kind = RULES[name].kind
    if kind == "switch":
        return "yes" if value else "no"
    return money_text(Money(int(value), currency)) if kind == "amount" else str(value)


def _line(name: str, text: str, rule: MoneySettingRule, _currency: str) -> str:
    line = " ".join(text.split())
    if not line.isprintable() or len(line) > rule.most:
        raise _no(name, N_("Please write one line of %(most)s letters at most."), most=rule.most)
    return line


def _iban(name: str, text: str, _rule: MoneySettingRule, currency: str) -> str:
    bare = "".join(text.split())
    if not bare:
        return ""
    if currency == ROUBLES:
        return _digits(name, bare, 20)
    try:
        return checked_iban(bare)
    except Refusal as refusal:
        raise _no(name, refusal.message) from refusal


def _bic(name: str, text: str, _rule: MoneySettingRule, currency: str) -> str:
    bare = "".join(text.split()).upper()
    if bare and currency == ROUBLES:
        return _digits(name, bare, 9)
    if bare and _BIC.fullmatch(bare) is None:
        raise _no(name, N_("A bank's code (BIC) has 8 or 11 letters and digits."))
    return bare


def _digits(name: str, bare: str, length: int) -> str:
    if not (bare.isascii() and bare.isdigit() and len(bare) == length):
        raise _no(name, N_("This number must have %(length)s digits."), length=length)
    return bare


def _origins(name: str, text: str, _rule: MoneySettingRule, _currency: str) -> str:
    origins = list(dict.fromkeys(text.split()))
    if len(origins) > MOST_ORIGINS or len(" ".join(origins)) > LONGEST_ORIGINS:
        raise _no(name, N_("Please name %(most)s addresses at most."), most=MOST_ORIGINS)
    for origin in origins:
        match = _HTTPS.fullmatch(origin) or _LOOPBACK.fullmatch(origin)
        if match is None or int(match[1] or 0) > 65_535:
            raise _no(
                name,
                N_(
                    "Please write whole addresses without a path, such as %(example)s, in small "
                    "letters; http only for this machine itself."
                ),
                example="https://checkout.example.com",
            )
    return " ".join(origins)


def _choice(name: str, text: str, rule: MoneySettingRule, _currency: str) -> str:
    if text not in rule.choices:
        raise _no(name, N_("Please choose one of: %(choices)s."), choices=_listed(rule.choices))
    return text


def _order(name: str, text: str, _rule: MoneySettingRule, _currency: str) -> str:
    groups = [group.strip() for group in text.split(",") if group.strip()]
    known = tuple(dict.fromkeys(GROUPS.values()))
    if len(set(groups)) != len(groups) or not set(groups) <= set(known):
        raise _no(
            name,
            N_(
                "Please write these in the order in which they are settled, each once, with commas"
                " between: %(choices)s; or nothing, for the oldest first."
            ),
            choices=_listed(known),
        )
    return ",".join(groups)


def _amount(name: str, text: str, _rule: MoneySettingRule, currency: str) -> int:
    try:
        minor = parse_money(text or "0", currency=currency).minor
    except Refusal as refusal:
        raise _no(name, refusal.message, **refusal.numbers) from refusal
    if minor < 0:
        raise _no(name, N_("Please write an amount that is not below nothing."))
    return minor


def _switch(name: str, text: str, _rule: MoneySettingRule, _currency: str) -> bool:
    said = text.lower()
    if said not in _YES | _NO:
        raise _no(name, N_("Please write %(yes)s or %(no)s."), yes="yes", no="no")
    return said in _YES


def _pattern(name: str, text: str, _rule: MoneySettingRule, _currency: str) -> str:
    return checked_pattern(text, field=name)


def _listed(choices: tuple[str, ...]) -> str:
    return ", ".join(choice for choice in choices if choice)


def _no(name: str, message: str, **numbers: str | int) -> Refusal:
    return Refusal("setting", message, field=name, **numbers)


PARSERS: dict[str, Parser] = {
    "line": _line,
    "iban": _iban,
    "bic": _bic,
    "provider": _choice,
    "origins": _origins,
    "choice": _choice,
    "order": _order,
    "amount": _amount,
    "switch": _switch,
    "pattern": _pattern,
}
"""By a rule's kind."""
