"""The money settings as the page shows them: by group, in words, with what a form needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from webapp.domain.money_setting_texts import LONGEST_TEXT, money_setting_text
from webapp.domain.money_setting_words import money_setting_words
from webapp.domain.money_settings import (
    GROUP_WORDS,
    RULES,
    TWO_PEOPLE,
    MoneySettingRule,
    Value,
)
from webapp.domain.refusals import Refusal
from webapp.queries.money_settings import (
    ChangedSetting,
    CompanyMoney,
    HeldSetting,
    WaitingSettings,
)
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
    two_people: bool


@dataclass(frozen=True, kw_only=True)
class ShownChange:
    """One change of the past, in words."""

    name: str
    words: str
    was: str
    value: str
    at: datetime
    by: str | None


@dataclass(frozen=True, kw_only=True)
class ShownWaiting:
    """What waits for a second person: each setting in words, as it is and as it would be."""

    id: int
    lines: tuple[tuple[str, str, str], ...]
    """The setting, what holds, what is wanted."""
    at: datetime
    by: str | None
    mine: bool


def shown_waiting(
    found: CompanyMoney, waiting: WaitingSettings | None, *, account_id: int
) -> ShownWaiting | None:
    """The change that waits, for this person to read and answer."""
    if waiting is None:
        return None

    def words(name: str, value: Value) -> str:
        return money_setting_words(name=name, value=value, currency=found.currency, say=gettext)

    return ShownWaiting(
        id=waiting.id,
        lines=tuple(
            (gettext(RULES[name].words), words(name, found.settings[name].value), words(name, text))
            for name, text in waiting.wanted.items()
        ),
        at=waiting.at,
        by=waiting.name,
        mine=waiting.staff_id == account_id,
    )


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
            two_people=any(RULES[name].group == group for name in TWO_PEOPLE),
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
