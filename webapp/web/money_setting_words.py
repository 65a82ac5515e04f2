"""The money settings as the page shows them: by group, in words, with what a form needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from webapp.domain.money_setting_texts import LONGEST_TEXT, money_setting_text
from webapp.domain.money_setting_words import money_setting_words
from webapp.domain.money_settings import GROUP_WORDS, RULES, MoneySettingRule
from webapp.domain.refusals import Refusal
from webapp.queries.money_settings import ChangedSetting, CompanyMoney, HeldSetting
from webapp.web.filters import money
from webapp.web.language import say


@dataclass(frozen=True, kw_only=True)
class ShownSetting:
    """One setting: its value in words and as it is written, since when, and what it may be."""

    name: str
    kind: str
    words: str
    explained: str
    value: str
    text: str
    is_set: bool
    since: datetime | None
    by: str | None
    most: int
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ShownGroup:
    """Settings that are seen and set together."""

    name: str
    words: str
    settings: tuple[ShownSetting, ...]


@dataclass(frozen=True, kw_only=True)
class ShownChange:
    """One change of the past, in words."""

    name: str
    words: str
    was: str
    value: str
    at: datetime
    by: str | None


def shown_groups(found: CompanyMoney) -> list[ShownGroup]:
    """Every setting under the heading of its group."""
    return [
        ShownGroup(
            name=group,
            words=gettext(words),
            settings=tuple(
                _shown(found, found.settings[name], rule)
                for name, rule in RULES.items()
                if rule.group == group
            ),
        )
        for group, words in GROUP_WORDS.items()
    ]


def shown_changes(found: list[ChangedSetting]) -> list[ShownChange]:
    """What was changed lately; values as they were written."""
    return [
        ShownChange(
            name=one.name,
            words=gettext(RULES[one.name].words),
            was=one.was or gettext("nothing"),
            value=one.text or gettext("nothing"),
            at=one.at,
            by=one.by,
        )
        for one in found
    ]


def faults_by_setting(refusal: Refusal) -> Mapping[str, str]:
    """Each setting's own sentence, where several cannot be."""
    faults = getattr(refusal, "faults", (refusal,))
    return {fault.field or "form": say(fault) for fault in faults}


def _shown(found: CompanyMoney, held: HeldSetting, rule: MoneySettingRule) -> ShownSetting:
    currency = found.currency
    words = money_setting_words(name=held.name, value=held.value, currency=currency, say=gettext)
    amount = rule.kind == "amount" and held.value
    return ShownSetting(
        name=held.name,
        kind=rule.kind,
        words=gettext(rule.words),
        explained=gettext(rule.explained),
        value=money(int(held.value), currency) if amount else words,
        text=money_setting_text(name=held.name, value=held.value, currency=currency),
        is_set=held.value != "",
        since=held.since,
        by=held.by,
        most=rule.most or LONGEST_TEXT,
        choices=_choices(held, rule, currency),
    )


def _choices(
    held: HeldSetting, rule: MoneySettingRule, currency: str
) -> tuple[tuple[str, str], ...]:
    """What may be chosen, and what holds now even where nobody could choose it any more."""
    if not rule.choices:
        return ()
    now = money_setting_text(name=held.name, value=held.value, currency=currency)
    known = dict.fromkeys((*rule.choices, now))
    return tuple((text, _choice(held.name, rule, text)) for text in known)


def _choice(name: str, rule: MoneySettingRule, text: str) -> str:
    value = text == "yes" if rule.kind == "switch" else text
    return money_setting_words(name=name, value=value, currency="", say=gettext)
