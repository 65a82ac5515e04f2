"""The numbers a company has set for the rules, in force and still to come."""

from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN

from webapp.domain.days import local_day
from webapp.domain.parameters import Setting
from webapp.models.accounts import Account
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.rule_parameters import RuleParameter
from webapp.queries.pasts import setting_value


@dataclass(frozen=True, kw_only=True)
class SetNumber:
    """A number a company has set, and by whom."""

    setting: Setting
    set_by: str | None


def company_day(*, company_id: int, now: datetime) -> date:
    """The day it is at this company."""
    timezone = Company.select(Company.timezone).where(Company.id == company_id).scalar()
    return local_day(now=now, timezone=timezone)


def numbers_set(*, company_id: int) -> dict[str, list[SetNumber]]:
    """Every number that was ever set, by parameter, the newest first."""
    query = (
        RuleParameter.select(RuleParameter, Account.name.alias("clerk"))
        .join(Account, JOIN.LEFT_OUTER, on=Account.id == RuleParameter.set_by)
        .where(RuleParameter.company_id == company_id)
        .order_by(RuleParameter.valid_from.desc(), RuleParameter.set_at.desc())
    )
    found: dict[str, list[SetNumber]] = {}
    for row in dicts_of(query):
        setting = Setting(
            name=row["name"],
            medium=row["medium"],
            model=row["model"],
            value=setting_value(row["value"]),
            valid_from=row["valid_from"],
        )
        found.setdefault(setting.name, []).append(SetNumber(setting=setting, set_by=row["clerk"]))
    return found
