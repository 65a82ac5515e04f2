"""Setting a number of the rules, from a day on."""

import json
from datetime import date, datetime

from webapp.actions.events import record_event
from webapp.domain.meters import MEDIUM_NAMES
from webapp.domain.parameter_texts import parse_setting
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, new_id
from webapp.models.rule_parameters import RuleParameter
from webapp.queries.rule_parameters import company_day

LONGEST_MODEL = 80


def set_rule_parameter(
    *,
    person: Person,
    company_id: int,
    name: str,
    text: str,
    medium: str | None,
    model: str | None,
    valid_from: date | None,
    now: datetime,
) -> None:
    """Let a number hold from a day on, today where none is named; nothing written: the default.

    Raises Refusal `parameter` for what cannot be, NotFound where this person sets no rules.
    """
    if company_id not in {tie.company_id for tie in companies_with(person, Permission.SET_RULES)}:
        raise NotFound
    value = parse_setting(name=name, text=text)
    _refuse_unknown(medium=medium, model=model)
    today = company_day(company_id=company_id, now=now)
    since = _from_today(valid_from or today, today)
    with atomic():
        RuleParameter.insert(
            company_id=company_id,
            id=new_id(),
            name=name,
            medium=medium,
            model=model,
            value=json.dumps(value),
            valid_from=since,
            set_at=now,
            set_by=person.account_id,
        ).execute()
        record_event(
            company_id=company_id,
            actor_id=person.account_id,
            kind="rule.set",
            subject=f"rule:{name}",
            now=now,
            medium=medium,
            model=model,
            value=json.dumps(value),
            valid_from=since.isoformat(),
        )


def _refuse_unknown(*, medium: str | None, model: str | None) -> None:
    if medium is not None and medium not in MEDIUM_NAMES:
        raise Refusal("parameter", N_("Please choose a medium."), field="medium")
    if model is not None and (len(model) > LONGEST_MODEL or "\0" in model):
        raise Refusal("parameter", N_("The name of the model is too long."), field="model")


def _from_today(day: date, today: date) -> date:
    # What was judged yesterday stays judged by yesterday's numbers.
    if day < today:
        raise Refusal(
            "parameter", N_("It can hold from today on, not from an earlier day."), field="since"
        )
    return day
