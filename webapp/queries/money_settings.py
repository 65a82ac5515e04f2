"""How a company takes money, as the desk and the command show it: what holds, and since when."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from webapp.domain.money_settings import RULES, TWO_PEOPLE, Value
from webapp.models.accounts import Account
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.events import Event
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_proposals import SettingProposal

SET = "money_setting.set"
SUBJECT = "money_setting:"
LATEST = 12


@dataclass(frozen=True, kw_only=True)
class HeldSetting:
    """One setting: its value, and since when by whom where somebody has set it."""

    name: str
    value: Value
    since: datetime | None
    by: str | None


@dataclass(frozen=True, kw_only=True)
class ChangedSetting:
    """One change of the past; the values as they are written."""

    name: str
    was: str
    text: str
    at: datetime
    by: str | None


@dataclass(frozen=True, kw_only=True)
class WaitingSettings:
    """What somebody wants to be another about where the money goes; no name: the command."""

    id: int
    wanted: dict[str, str]
    at: datetime
    staff_id: int | None
    name: str | None


@dataclass(frozen=True, kw_only=True)
class CompanyMoney:
    """All settings of a company; `begun` is False while nothing was ever set."""

    company_name: str
    currency: str
    timezone: str
    begun: bool
    settings: dict[str, HeldSetting]


def company_money(*, company_id: int) -> CompanyMoney:
    """Every setting of the company, the default where nobody said otherwise."""
    row = _row(company_id)
    told = _since(company_id)
    return CompanyMoney(
        company_name=row["company_name"],
        currency=row["company_currency"],
        timezone=row["company_timezone"],
        begun=row["company_id"] is not None,
        settings={name: _held(name, row, told.get(name, {})) for name in RULES},
    )


def latest_changes(*, company_id: int) -> list[ChangedSetting]:
    """What was changed lately, the newest first."""
    rows = dicts_of(
        _events(company_id).order_by(Event.happened_at.desc(), Event.id.desc()).limit(LATEST)
    )
    return [_changed(row) for row in rows]


def waiting_settings(*, company_id: int) -> WaitingSettings | None:
    """The change that waits for a second person, if one does."""
    rows = dicts_of(
        SettingProposal.select(SettingProposal, Account.name.alias("maker"))
        .join(Account, JOIN.LEFT_OUTER, on=(Account.id == SettingProposal.staff_id))
        .where(SettingProposal.company_id == company_id, SettingProposal.ended_at.is_null())
    )
    return _waiting(rows[0]) if rows else None


def _waiting(row: dict[str, Any]) -> WaitingSettings:
    return WaitingSettings(
        id=row["id"],
        wanted={name: row[name] for name in TWO_PEOPLE if row[name] is not None},
        at=row["proposed_at"],
        staff_id=row["staff_id"],
        name=row["maker"],
    )


def _row(company_id: int) -> dict[str, Any]:
    query = (
        Company.select(
            MoneySetting,
            Company.name.alias("company_name"),
            Company.currency.alias("company_currency"),
            Company.timezone.alias("company_timezone"),
        )
        .join(MoneySetting, JOIN.LEFT_OUTER, on=(MoneySetting.company_id == Company.id))
        .where(Company.id == company_id)
    )
    return dicts_of(query)[0]


def _since(company_id: int) -> dict[str, dict[str, Any]]:
    """The newest change of each setting."""
    newest = (
        Event.select(fn.MAX(Event.id))
        .where(Event.company_id == company_id, Event.subject.in_(_subjects()), Event.kind == SET)
        .group_by(Event.subject)
    )
    rows = dicts_of(_events(company_id).where(Event.id.in_(newest)))
    return {row["subject"].removeprefix(SUBJECT): row for row in rows}


def _events(company_id: int) -> Any:
    return (
        Event.select(Event.subject, Event.facts, Event.happened_at, Account.name.alias("by"))
        .join(Account, JOIN.LEFT_OUTER, on=(Account.id == Event.actor_id))
        .where(Event.company_id == company_id, Event.subject.in_(_subjects()), Event.kind == SET)
    )


def _subjects() -> list[str]:
    return [f"{SUBJECT}{name}" for name in RULES]


def _held(name: str, row: dict[str, Any], told: dict[str, Any]) -> HeldSetting:
    kept = row[name] if row["company_id"] is not None else RULES[name].default
    return HeldSetting(name=name, value=kept, since=told.get("happened_at"), by=told.get("by"))


def _changed(row: dict[str, Any]) -> ChangedSetting:
    facts = json.loads(row["facts"])
    return ChangedSetting(
        name=row["subject"].removeprefix(SUBJECT),
        was=facts["old"],
        text=facts["new"],
        at=row["happened_at"],
        by=row["by"],
    )
