"""Setting how a company takes money: all of what was given or nothing, an event for each.

Where the money goes takes two people: what somebody wants of it waits for somebody else's answer.
The command on the machine may say it alone only for as long as nothing is set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.money_setting_rows import (
    SettingChange,
    changed_settings,
    note_settings,
    refuse_overtaken,
    write_settings,
)
from webapp.domain.money_settings import TWO_PEOPLE
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, new_id
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_proposals import SettingProposal


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What is another now, and what waits for a second person."""

    changed: list[SettingChange]
    proposed: list[SettingChange]


def set_money_settings(
    *,
    company_id: int,
    given: Mapping[str, str],
    actor_id: int | None,
    now: datetime,
    shown: Mapping[str, str] | None = None,
) -> Settled:
    """Let these hold from now on, or wait for a second person's answer; no actor: the command.

    Raises SettingsRefused with every setting that cannot be, also where what was `shown` of one
    has become something else meanwhile, and Refusal proposal_open where an answer is awaited
    already. Then nothing is written.
    """
    with atomic():
        changes = changed_settings(company_id=company_id, given=given)
        refuse_overtaken(changes=changes, shown=shown or {})
        two = [one for one in changes if _takes_two(one, actor_id)]
        alone = [one for one in changes if one not in two]
        write_settings(company_id=company_id, changes=alone, actor_id=actor_id, now=now)
        if two:
            _propose(company_id=company_id, changes=two, actor_id=actor_id, now=now)
    return Settled(changed=alone, proposed=two)


def _takes_two(change: SettingChange, actor_id: int | None) -> bool:
    begins = actor_id is None and not change.was
    return change.name in TWO_PEOPLE and not begins


def _propose(
    *, company_id: int, changes: Sequence[SettingChange], actor_id: int | None, now: datetime
) -> None:
    waiting = SettingProposal.select().where(
        SettingProposal.company_id == company_id, SettingProposal.ended_at.is_null()
    )
    if waiting.exists():
        raise Refusal(
            "proposal_open",
            N_("A change of where the money goes waits already. Answer it or take it back first."),
            field="form",
        )
    follows = MoneySetting.select(MoneySetting.agreed_id).where(
        MoneySetting.company_id == company_id
    )
    proposal_id = new_id()
    SettingProposal.insert(
        **{change.name: change.value for change in changes},
        company_id=company_id,
        id=proposal_id,
        staff_id=actor_id,
        proposed_at=now,
        follows=follows.scalar(),
    ).execute()
    note_settings(
        company_id=company_id,
        changes=changes,
        kind="proposed",
        actor_id=actor_id,
        now=now,
        proposal=proposal_id,
    )
