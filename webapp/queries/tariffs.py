"""What late payment costs at a company: what held, what holds and what will, and who set it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from webapp.domain.days import local_day
from webapp.domain.tariffs import FEE, INTEREST, Tariff, holding
from webapp.models.accounts import Account
from webapp.models.base import dicts_of, tuples_of
from webapp.models.companies import Company
from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.events import Event
from webapp.models.interest_rates import InterestRate

LATEST = 12
KINDS = ("tariff.set", "tariff.withdrawn")
SUBJECT = "tariff:"


@dataclass(frozen=True, kw_only=True)
class TariffLine:
    """A tariff and where it stands: past, now or coming."""

    tariff: Tariff
    stands: str


@dataclass(frozen=True, kw_only=True)
class TariffChange:
    """One change; `value` None: taken back before it held, `was` None: nothing held from then."""

    what: str
    step: int
    valid_from: date
    was: int | None
    value: int | None
    at: datetime
    by: str | None


@dataclass(frozen=True, kw_only=True)
class CompanyTariffs:
    """Both lists of a company, the latest first, and what was changed lately."""

    company_name: str
    currency: str
    timezone: str
    today: date
    interest: tuple[TariffLine, ...]
    fees: tuple[TariffLine, ...]
    changes: tuple[TariffChange, ...]


def company_tariffs(*, company_id: int, now: datetime) -> CompanyTariffs:
    """Everything about a company's tariffs, on its own day, in four queries."""
    company = Company.get_by_id(company_id)
    today = local_day(now=now, timezone=company.timezone)
    return CompanyTariffs(
        company_name=company.name,
        currency=company.currency,
        timezone=company.timezone,
        today=today,
        interest=_lines(_interest(company_id), today),
        fees=_lines(fees_of(company_ids=[company_id])[company_id], today),
        changes=_changes(company_id),
    )


def fees_of(*, company_ids: Collection[int]) -> dict[int, list[Tariff]]:
    """What reminders cost at each of these companies, the oldest first."""
    found: dict[int, list[Tariff]] = {company_id: [] for company_id in company_ids}
    rows = tuples_of(
        DunningTariff.select(
            DunningTariff.company_id,
            DunningTariff.step,
            DunningTariff.valid_from,
            DunningTariff.amount,
        )
        .where(DunningTariff.company_id.in_(sorted(found)))
        .order_by(DunningTariff.valid_from, DunningTariff.step)
    )
    for company_id, step, valid_from, amount in rows:
        found[company_id].append(
            Tariff(what=FEE, step=step, valid_from=valid_from, value=int(amount))
        )
    return found


def _interest(company_id: int) -> list[Tariff]:
    rows = tuples_of(
        InterestRate.select(InterestRate.valid_from, InterestRate.rate)
        .where(InterestRate.company_id == company_id)
        .order_by(InterestRate.valid_from)
    )
    return [Tariff(what=INTEREST, step=0, valid_from=day, value=rate) for day, rate in rows]


def _lines(tariffs: Collection[Tariff], today: date) -> tuple[TariffLine, ...]:
    now_holding = holding(tariffs, day=today)
    latest_first = sorted(tariffs, key=lambda one: (-one.valid_from.toordinal(), one.step))
    return tuple(
        TariffLine(
            tariff=one,
            stands="now" if one in now_holding else "coming" if one.valid_from > today else "past",
        )
        for one in latest_first
    )


def _changes(company_id: int) -> tuple[TariffChange, ...]:
    rows = dicts_of(
        Event.select(Event.subject, Event.facts, Event.happened_at, Account.name.alias("by"))
        .join(Account, JOIN.LEFT_OUTER, on=(Account.id == Event.actor_id))
        .where(
            Event.company_id == company_id,
            Event.subject.in_([f"{SUBJECT}{INTEREST}", f"{SUBJECT}{FEE}"]),
            Event.kind.in_(KINDS),
        )
        .order_by(Event.happened_at.desc(), Event.id.desc())
        .limit(LATEST)
    )
    return tuple(_change(row) for row in rows)


def _change(row: dict[str, Any]) -> TariffChange:
    facts = json.loads(row["facts"])
    return TariffChange(
        what=row["subject"].removeprefix(SUBJECT),
        step=facts["step"],
        valid_from=date.fromisoformat(facts["valid_from"]),
        was=facts["was"],
        value=facts["value"],
        at=row["happened_at"],
        by=row["by"],
    )
