"""Setting what late payment costs from a day on, with an event for each change."""

from datetime import date, datetime
from typing import Any

from webapp.actions.events import record_event
from webapp.domain.days import local_day
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.tariffs import INTEREST, Tariff
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.companies import Company
from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.interest_rates import InterestRate
from webapp.models.money_settings import MoneySetting


def set_tariff(*, company_id: int, tariff: Tariff, actor_id: int | None, now: datetime) -> bool:
    """Let this hold from its day on; False where it did already. No actor: the command.

    What holds from the same day gives way to it, also where that day has passed: a slip must be
    mended. What was billed by it stays as it was billed. Raises NotFound for no such company.
    """
    with atomic():
        was = _held(company_id, tariff.what, tariff.step, tariff.valid_from)
        if was == tariff.value:
            return False
        if was is None:
            table, column = _table(tariff.what)
            key = {"step": tariff.step} if table is DunningTariff else {}
            table.insert(
                company_id=company_id,
                valid_from=tariff.valid_from,
                **key,
                **{column: tariff.value},
            ).execute()
        else:
            table, column = _table(tariff.what)
            table.update(**{column: tariff.value}).where(
                _row(company_id, tariff.what, tariff.step, tariff.valid_from)
            ).execute()
        _note(company_id, tariff, "set", actor_id, now, was=was, value=tariff.value)
    return True


def withdraw_tariff(
    *,
    company_id: int,
    what: str,
    step: int,
    valid_from: date,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Take back what has not begun; raises NotFound for none, Refusal tariff where it holds."""
    with atomic():
        was = _held(company_id, what, step, valid_from)
        if was is None:
            raise NotFound
        if valid_from <= local_day(now=now, timezone=Company.get_by_id(company_id).timezone):
            raise Refusal(
                "tariff",
                N_("It holds already, and lines are explained by it. Please set the right one."),
                field="form",
            )
        table, _ = _table(what)
        table.delete().where(_row(company_id, what, step, valid_from)).execute()
        gone = Tariff(what=what, step=step, valid_from=valid_from, value=was)
        _note(company_id, gone, "withdrawn", actor_id, now, was=was, value=None)


def _held(company_id: int, what: str, step: int, valid_from: date) -> int | None:
    """What holds from this very day; nobody else sets it until the end."""
    if not MoneySetting.hold(company_id=company_id):
        raise NotFound
    table, column = _table(what)
    found = table.select(getattr(table, column)).where(_row(company_id, what, step, valid_from))
    value = found.scalar()
    return None if value is None else int(value)


def _table(what: str) -> tuple[Any, str]:
    return (InterestRate, "rate") if what == INTEREST else (DunningTariff, "amount")


def _row(company_id: int, what: str, step: int, valid_from: date) -> Any:
    table, _ = _table(what)
    row = (table.company_id == company_id) & (table.valid_from == valid_from)
    return row if what == INTEREST else row & (DunningTariff.step == step)


def _note(
    company_id: int,
    tariff: Tariff,
    kind: str,
    actor_id: int | None,
    now: datetime,
    **values: int | None,
) -> None:
    record_event(
        company_id=company_id,
        actor_id=actor_id,
        kind=f"tariff.{kind}",
        subject=f"tariff:{tariff.what}",
        now=now,
        step=tariff.step,
        valid_from=tariff.valid_from.isoformat(),
        **values,
    )
