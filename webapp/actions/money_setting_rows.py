"""The money settings as rows: what would be another, checked, and writing it with its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.events import record_event
from webapp.domain.money_setting_texts import (
    SettingsRefused,
    money_setting_text,
    parse_money_settings,
)
from webapp.domain.money_settings import RULES, Value
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.companies import Company
from webapp.models.money_settings import MoneySetting


@dataclass(frozen=True, kw_only=True)
class SettingChange:
    """One setting that is another now: the value as it is kept, and both as they are written."""

    name: str
    value: Value
    was: str
    text: str


def changed_settings(*, company_id: int, given: Mapping[str, str]) -> list[SettingChange]:
    """What of this is another than what holds, checked; the settings are held until the end."""
    if not MoneySetting.hold(company_id=company_id):
        raise NotFound
    currency = Company.get_by_id(company_id).currency
    values = parse_money_settings(given=given, currency=currency)
    row = MoneySetting.get_or_none(MoneySetting.company_id == company_id)
    held = {n: getattr(row, n) if row else RULES[n].default for n in values}
    return [
        SettingChange(
            name=name,
            value=value,
            was=money_setting_text(name=name, value=held[name], currency=currency),
            text=money_setting_text(name=name, value=value, currency=currency),
        )
        for name, value in values.items()
        if value != held[name]
    ]


def refuse_overtaken(*, changes: Sequence[SettingChange], shown: Mapping[str, str]) -> None:
    """Raise SettingsRefused where somebody else has set one of these since it was shown."""
    faults = [
        Refusal(
            "setting",
            N_("Somebody has set this meanwhile: it is “%(value)s” now. Please look again."),
            field=change.name,
            value=change.was,
        )
        for change in changes
        if shown.get(change.name, change.was) != change.was
    ]
    if faults:
        raise SettingsRefused(tuple(faults))


def write_settings(
    *,
    company_id: int,
    changes: Sequence[SettingChange],
    actor_id: int | None,
    now: datetime,
    agreed_id: int | None = None,
    **facts: int | None,
) -> None:
    """Write them in the transaction under way, each with its event.

    `agreed_id` is the proposal by which they come, where two people were needed.
    """
    values: dict[str, Value] = {change.name: change.value for change in changes}
    if agreed_id is not None:
        values["agreed_id"] = agreed_id
    if not values:
        return
    mine = MoneySetting.company_id == company_id
    if not MoneySetting.select().where(mine).exists():
        defaults = {name: rule.default for name, rule in RULES.items()}
        MoneySetting.insert(company_id=company_id, **defaults).execute()
    MoneySetting.update(**values).where(mine).execute()
    note_settings(
        company_id=company_id, changes=changes, kind="set", actor_id=actor_id, now=now, **facts
    )


def note_settings(
    *,
    company_id: int,
    changes: Sequence[SettingChange],
    kind: str,
    actor_id: int | None,
    now: datetime,
    **facts: int | None,
) -> None:
    """An event for each: both values, and what else is known."""
    for change in changes:
        record_event(
            company_id=company_id,
            actor_id=actor_id,
            kind=f"money_setting.{kind}",
            subject=f"money_setting:{change.name}",
            now=now,
            old=change.was,
            new=change.text,
            **facts,
        )
